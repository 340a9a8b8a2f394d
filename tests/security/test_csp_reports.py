"""Browsers report what the policy stopped; strangers cannot use that to fill the log."""

from __future__ import annotations

import json

import pytest

from casquettes.kernel.views import csp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_reported_yet():
    csp.recent.clear()
    yield
    csp.recent.clear()


def report(client, **facts):
    told = {
        "effective-directive": "script-src-elem",
        "document-uri": "http://localhost/week/?q=Dupont#x",
        "blocked-uri": "https://evil.example/a.js?id=1",
        **facts,
    }
    body = json.dumps({"csp-report": told})
    return client.post("/csp-report/", body, content_type="application/csp-report")


def test_a_report_is_kept_without_what_may_name_someone(client, caplog):
    assert report(client).status_code == 204
    assert list(csp.recent) == [
        csp.Violation("script-src-elem", "http://localhost/week/", "https://evil.example/a.js")
    ]
    assert "Dupont" not in caplog.text


def test_the_same_report_is_logged_once(client, caplog):
    for _ in range(5):
        report(client)
    assert len([r for r in caplog.records if r.name == "casquettes.csp"]) == 1


def test_only_the_last_reports_are_kept(client):
    for rank in range(csp.KEPT + 20):
        report(client, **{"blocked-uri": f"https://evil.example/{rank}"})
    assert len(csp.recent) == csp.KEPT


def test_a_report_cannot_write_lines_into_the_log(client, caplog):
    report(client, **{"effective-directive": "x\n2026 CRITICAL all is lost" + "y" * 500})
    [record] = [r for r in caplog.records if r.name == "casquettes.csp"]
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 500


@pytest.mark.parametrize(
    "body", ["", "no", "[]", "{}", '{"csp-report": 3}', "[" * 9000, '{"csp-report": [1]}']
)
def test_nonsense_is_refused(client, body):
    answer = client.post("/csp-report/", body, content_type="application/csp-report")
    assert answer.status_code == 400


def test_a_large_report_is_refused(client):
    answer = client.post("/csp-report/", "x" * 20_000, content_type="application/csp-report")
    assert answer.status_code == 413
