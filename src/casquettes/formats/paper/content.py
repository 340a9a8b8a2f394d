"""What a document prints, as plain data: every figure already worded, nothing calculated later."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import groupby
from typing import Any

from casquettes.engine.documents import Document, Line, Party, shown
from casquettes.formats import epc
from casquettes.formats.paper.colours import readable
from casquettes.formats.paper.wording import FIRM_SPACE, Wording, wording

Text = dict[str, Any]
# Mentions that have a place of their own on the paper, rather than among the small print.
ON_ITS_OWN_PAGE = ("withdrawal", "withdrawal_form")
TOLD_ELSEWHERE = ("buyer_siren", "nature")
BLANK_AFTER = 64  # characters
# A word longer than a column may be broken anywhere.
LONG_WORD, PIECE, BREAK = re.compile(r"\S{45,}"), re.compile(r"\S{15}"), "\u200b"


def content(document: Document) -> Text:
    """All that the template needs; texts are text, never markup."""
    paper = _Paper(shown(document))
    said = {
        "footer": document.footer,
        **paper.head(),
        **paper.parties(),
        **paper.table(),
        **paper.sums(),
        **paper.promises(),
        **paper.mentions(),
    }
    return {
        "language": paper.words.language,
        "colour": readable(document.colour),
        **breakable(said),
        **paper.payment(),
    }


class _Paper:
    """A document and the language it is printed in."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words: Wording = wording(document.language)
        self.has_vat = any(line.vat_rate is not None for line in document.lines)
        self.is_quote = document.kind == "quote"

    def head(self) -> Text:
        document, words = self.document, self.words
        kind = words.kind(document.kind)
        number = document.number or words.say("draft")
        day = words.day(document.issued_on)
        place = document.seller.city
        facts = [
            words.say("place_and_day", place=place, day=day)
            if place
            else words.say("on_day", day=day)
        ]
        if document.version > 1:
            facts.append(words.say("version", version=str(document.version)))
        if self.is_quote and document.valid_until:
            facts.append(words.say("valid_until", day=words.day(document.valid_until)))
        if document.corrects:
            facts.append(self._dated("corrects", document.corrects, document.corrects_on))
        if document.order_reference:
            facts.append(words.say("order", reference=document.order_reference))
        return {
            "title": f"{kind} {number}",
            "author": document.seller.name,
            "kind": kind,
            "number": number,
            "facts": facts,
            "running": words.say("running", kind=kind, number=number, seller=document.seller.name),
            "page": words.say("page"),
            "logo_alt": words.say("logo_alt", name=document.seller.name),
        }

    def parties(self) -> Text:
        document, words = self.document, self.words
        seller, buyer = document.seller, document.buyer
        about = [document.title, *self._served(), *self._elsewhere()]
        if not self.is_quote:
            about.append(self._nature())
        goods_only = {line.nature for line in document.lines} == {"goods"}
        return {
            "seller": seller.name,
            "seller_lines": [
                *_address(seller),
                *self._numbers(seller),
                " · ".join(filter(None, (seller.email, seller.phone))),
                seller.website,
            ],
            "buyer_label": words.say("to" if self.is_quote else "to_invoice"),
            "buyer": buyer.name,
            "buyer_lines": [
                *_address(buyer),
                words.country(buyer.country) if buyer.country != seller.country else "",
                *self._numbers(buyer),
            ],
            "about_label": words.say("about_goods" if goods_only else "about"),
            "about": [text for text in about if text],
            "intro": document.intro,
        }

    def table(self) -> Text:
        words, document = self.words, self.document
        way = "" if not self.has_vat else "_gross" if document.gross_entry else "_net"
        columns = [words.say("description"), words.say("quantity"), words.say(f"unit_price{way}")]
        if self.has_vat:
            columns.append(words.say("vat"))
        columns.append(words.say(f"amount{way}"))
        groups = [
            self._group(title, list(lines))
            for title, lines in groupby(self._printed(), key=lambda line: line.group)
        ]
        return {"columns": columns, "groups": groups}

    def sums(self) -> Text:
        document, totals = self.document, self.document.totals
        rows: list[tuple[str, str]] = []
        deducted = [line for line in document.lines if line.deducts]
        way = "" if not self.has_vat else "_gross" if document.gross_entry else "_net"
        less = totals.discount or deducted
        if less or way == "_net":
            before = totals.lines - sum((line.amount for line in deducted), Decimal(0))
            rows.append((self.words.say(f"total{way}"), self._money(before)))
        if totals.discount:
            rate = self.words.percent(document.discount_rate)
            rows.append((self.words.say("discount", rate=rate), self._money(-totals.discount)))
        rows += [
            (self._dated("deducted", line.deducts, line.deducts_on), self._money(line.amount))
            for line in deducted
        ]
        if less and way == "_net":
            rows.append((self.words.say("net"), self._money(totals.net)))
        vat = self._vat()
        return {
            "sums": rows + ([] if way == "_gross" else vat),
            "grand": self._grand(),
            "after_grand": (vat if way == "_gross" else []) + self._deposit(),
        }

    def payment(self) -> Text:
        document, means = self.document, self.document.means
        nothing_due = document.kind == "credit_note" or document.totals.gross <= 0
        if self.is_quote or nothing_due:
            return {
                "payment_label": "",
                "payment": [],
                "link": [],
                "qr": None,
                "note": breakable(document.note),
            }
        words = self.words
        until = document.due_on
        lines = []
        if means.iban:
            lines += [
                words.say("transfer"),
                words.say("holder", holder=means.holder) if means.holder else "",
                words.say("iban", iban=_by_fours(means.iban)),
                words.say("bic", bic=means.bic) if means.bic else "",
                words.say("remittance", number=document.number),
            ]
        return {
            "payment_label": words.say("pay_before", day=words.day(until))
            if until
            else words.say("pay_on_receipt"),
            "payment": [line for line in lines if line],
            "link": [words.say("pay_link", link=""), means.link] if _opens(means.link) else [],
            "qr": self._qr(),
            "note": breakable(document.note),
        }

    def promises(self) -> Text:
        """What a quote says beyond its prices, and where it is signed."""
        document, words = self.document, self.words
        sections = [
            [words.say(key), text]
            for key in ("limits", "disposal", "conditions")
            if (text := getattr(document, key).strip())
        ]
        if document.payable_from and not self._mentioned("payable_from"):
            day = words.day(document.payable_from)
            sections.append(["", words.say("payable_from", day=day)])
        sign = None
        if self.is_quote:
            day = words.day(document.issued_on)
            sign = [
                [document.seller.name, words.say("sign_seller_how", day=day)],
                [words.say("sign_client"), words.say("sign_client_how")],
            ]
        return {"sections": sections, "sign": sign}

    def mentions(self) -> Text:
        """The small print in one paragraph, and what stands on a page of its own."""
        apart = {*ON_ITS_OWN_PAGE, *TOLD_ELSEWHERE}
        told = [one.text.strip() for one in self.document.mentions if one.key not in apart]
        sentences = [text if text[-1] in ".!?" else f"{text}." for text in told if text]
        notice, form = (self._mentioned(key) for key in ON_ITS_OWN_PAGE)
        return {"legal": " ".join(sentences), "notice": _titled(notice), "form": _form(form)}

    def _mentioned(self, key: str) -> str:
        """The sentence of this name; "" when the paper has none."""
        return next((one.text for one in self.document.mentions if one.key == key), "")

    def _printed(self) -> list[Line]:
        """The lines of the table; deducted deposits stand among the sums."""
        return [line for line in self.document.lines if not line.deducts]

    def _group(self, title: str, lines: list[Line]) -> Text:
        amount = sum((line.amount for line in lines if not line.is_option), Decimal(0))
        return {
            "title": title,
            "rows": [self._row(line) for line in lines],
            "subtotal": [self.words.say("subtotal"), self._money(amount)] if title else [],
        }

    def _row(self, line: Line) -> Text:
        words = self.words
        free = line.unit_price == 0 and line.quantity > 0
        price = words.say("free") if free else self._money(line.unit_price, most=4)
        cells = [words.quantity(line.quantity, line.unit), price]
        if self.has_vat:
            cells.append("" if line.vat_rate is None else words.percent(line.vat_rate))
        served = self.document.served_from != line.served_on or self.document.served_to
        details = [
            words.say("line_served_on", day=words.day(line.served_on))
            if line.served_on and served
            else "",
            *line.detail.splitlines(),
            words.say("line_discount", rate=words.percent(line.discount_rate))
            if line.discount_rate
            else "",
            words.say("option") if line.is_option else "",
        ]
        return {
            "text": line.description,
            "details": [text for text in details if text.strip()],
            "cells": [*cells, self._money(line.amount)],
            "option": line.is_option,
        }

    def _vat(self) -> list[tuple[str, str]]:
        if not self.has_vat:
            return []
        rows = []
        key = "of_which_vat" if self.document.gross_entry else "vat_of"
        for share in self.document.totals.shares:
            base = self._money(share.base)
            if share.rate is None:
                rows.append((self.words.say("exempt_of", base=base), self._money(Decimal(0))))
            else:
                said = self.words.say(key, rate=self.words.percent(share.rate), base=base)
                rows.append((said, self._money(share.vat)))
        return rows

    def _grand(self) -> list[str]:
        gross = self.document.totals.gross
        if self.is_quote:
            key = "quote_total_gross" if self.has_vat else "quote_total"
        elif self.document.kind == "credit_note":
            key = "credit"
        elif gross < 0:
            key, gross = "in_favour", -gross
        else:
            key = "due_gross" if self.has_vat else "due"
        return [self.words.say(key), self._money(gross)]

    def _deposit(self) -> list[tuple[str, str]]:
        deposit = self.document.deposit
        if not self.is_quote or not deposit:
            return []
        rest = self.document.totals.gross - deposit
        return [
            (self.words.say("deposit"), self._money(deposit)),
            (self.words.say("deposit_rest"), self._money(rest)),
        ]

    def _qr(self) -> Text | None:
        document, means = self.document, self.document.means
        if document.currency != "EUR":
            return None
        holder = means.holder or document.seller.name
        amount = document.totals.gross
        text = epc.payload(
            iban=means.iban, bic=means.bic, holder=holder, amount=amount, remittance=document.number
        )
        if not text:
            return None
        alt = self.words.say(
            "qr_alt",
            amount=self._money(amount),
            holder=holder,
            iban=_by_fours(means.iban),
            number=document.number,
        )
        return {"svg": epc.drawing(text), "alt": alt, "caption": self.words.say("qr_caption")}

    def _served(self) -> list[str]:
        start, end = self.document.served_from, self.document.served_to
        day = self.words.day
        if start and end and start != end:
            return [self.words.say("served_between", start=day(start), end=day(end))]
        only = start or end
        return [self.words.say("served_on", day=day(only))] if only else []

    def _elsewhere(self) -> list[str]:
        """Whom and where the work is for, when it is not who is billed."""
        document, words = self.document, self.words
        found = []
        if document.beneficiary and document.beneficiary.name != document.buyer.name:
            found.append(words.say("for_whom", name=document.beneficiary.name))
        place = document.delivery or document.beneficiary
        if place and _address(place) != _address(document.buyer):
            found.append(words.say("where", address=", ".join(filter(None, _address(place)))))
        return [text for text in found if text]

    def _nature(self) -> str:
        natures = {line.nature for line in self._printed()}
        usual = self.words.say(f"nature_{natures.pop() if len(natures) == 1 else 'mixed'}")
        return self._mentioned("nature") or usual

    def _numbers(self, party: Party) -> list[str]:
        words = self.words
        if party.siret:
            identity = words.say("siret", number=_spaced(party.siret, 3, 3, 3, 5))
        elif party.siren:
            identity = words.say("siren", number=_spaced(party.siren, 3, 3, 3))
        else:
            identity = ""
        vat = words.say("vat_number", number=party.vat_number) if party.vat_number else ""
        return [identity, party.register, vat]

    def _dated(self, key: str, number: str, day: Any) -> str:
        if day is None:
            return self.words.say(f"{key}_undated", number=number)
        return self.words.say(key, number=number, day=self.words.day(day))

    def _money(self, amount: Decimal, *, most: int = 2) -> str:
        return self.words.money(amount, self.document.currency, most=most)


def breakable(value: Any) -> Any:
    """The same data, its endless words with places to break them."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), value)
    if isinstance(value, dict):
        return {key: breakable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [breakable(inner) for inner in value]
    return value


def _opens(link: str) -> bool:
    return link.startswith(("https://", "http://"))


def _titled(notice: str) -> Text | None:
    """A notice whose first sentence is its title."""
    title, _, rest = notice.strip().partition(".")
    if not title:
        return None
    return {"title": title, "paragraphs": [part.strip() for part in rest.split("\n")]}


def _form(form: str) -> Text | None:
    """A form: its title, who it is for, its rows; a short row that ends with « : » is filled in."""
    first, _, rest = form.strip().partition("\n")
    if not first:
        return None
    title, mark, lead = re.split(r"( \(|, |$)", first, maxsplit=1)
    rows = [row.strip() for row in rest.split("\n")]
    return {
        "title": title,
        "lead": f"({lead}" if mark.startswith(" ") else f"{lead[:1].upper()}{lead[1:]}",
        "rows": [[row, row.endswith(":") and len(row) <= BLANK_AFTER] for row in rows],
    }


def _address(party: Party) -> list[str]:
    town = " ".join(filter(None, (party.postcode, party.city)))
    return [party.street, party.street2, town]


def _by_fours(iban: str) -> str:
    bare = "".join(iban.split())
    return FIRM_SPACE.join(bare[at : at + 4] for at in range(0, len(bare), 4))


def _spaced(number: str, *sizes: int) -> str:
    """« 900 000 123 00017 », or as it came when it has another length."""
    bare = "".join(number.split())
    if len(bare) != sum(sizes):
        return number
    parts, at = [], 0
    for size in sizes:
        parts.append(bare[at : at + size])
        at += size
    return FIRM_SPACE.join(parts)
