"""`casquettes invoice …` and `casquettes verify`, as typed in a terminal."""

from __future__ import annotations

import json

import pytest

from casquettes.config.command import main
from casquettes.finance.actions.following import mark_sent
from casquettes.finance.models import InvoiceFile
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, drafted, issued, line, paid
from tests.kernel.tampering import another_hand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A key and heads of their own."""
    settings.HOME = tmp_path


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


@pytest.fixture
def told(business, capsys):
    """What a command answers as JSON, and how it ended."""

    def run(*words: object, ends: int = 0):
        assert main([*map(str, words), "--business", business.slug, "--json"]) == ends
        return json.loads(capsys.readouterr().out)

    return run


def test_the_list_says_where_each_stands(claire, told):
    invoice = issued(claire, line("100"))
    mark_sent(invoice, at=NOW)
    paid(invoice, "40")
    drafted(claire)
    first, second = sorted(told("invoice", "list"), key=lambda row: row["id"])
    assert first == {
        "id": invoice.pk,
        "number": "F2026-001",
        "kind": "session",
        "client": "Claire Moreau",
        "issued_on": "2026-03-12",
        "due_on": "2026-04-11",
        "currency": "EUR",
        "net": 100.0,
        "vat": 0.0,
        "gross": 100.0,
        "paid": 40.0,
        "paid_on": None,
        "state": "partly_paid",
    }
    assert (second["number"], second["state"]) == (None, "draft")


def test_a_draft_is_issued_and_asked_again_stays_the_same(claire, told):
    draft = drafted(claire)
    facts = [told("invoice", "issue", draft.pk) for _ in range(2)]
    assert [one["number"] for one in facts] == ["F2026-001"] * 2


def test_what_is_missing_is_said_with_its_field(business, told):
    draft = drafted(buyer(business))
    error = told("invoice", "issue", draft.pk, ends=2)["error"]
    assert error["field"] == "siren"
    assert told("invoice", "issue", 999999, ends=2)["error"]["field"] == "id"


def test_its_files_are_made_once_and_never_over_another(claire, told, tmp_path):
    issued(claire)
    for kind, name in (("ubl", "a.xml"), ("facturx", "b.xml"), ("pdf", "c.pdf")):
        facts = told("invoice", kind, "F2026-001", "--output", tmp_path / name)
        assert facts["bytes"] == (tmp_path / name).stat().st_size
    assert (tmp_path / "c.pdf").read_bytes()[:5] == b"%PDF-"
    assert b"CrossIndustryInvoice" in (tmp_path / "b.xml").read_bytes()
    told("invoice", "facturx", "F2026-001", "--output", tmp_path / "d.pdf")
    assert (tmp_path / "c.pdf").read_bytes() == (tmp_path / "d.pdf").read_bytes()
    assert InvoiceFile.objects.count() == 3
    error = told("invoice", "pdf", "F2026-001", "--output", tmp_path / "c.pdf", ends=2)["error"]
    assert "existe déjà" in error["message"]
    unknown = told("invoice", "pdf", "F2026-009", "--output", tmp_path / "e.pdf", ends=2)
    assert unknown["error"]["field"] == "number"
    assert not (tmp_path / "e.pdf").exists()


def test_verify_names_a_tampered_invoice(claire, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        issued(claire)
    assert told("verify")["ok"] is True
    with another_hand() as cursor:
        cursor.execute("update finance_invoice set gross = 1, net = 1")
    answer = told("verify", ends=1)
    assert answer["ok"] is False
    assert answer["first_bad"]["document"] == "F2026-001"
    assert "F2026-001" in answer["first_bad"]["why"]
