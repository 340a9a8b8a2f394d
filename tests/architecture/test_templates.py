"""Pages obey a strict content security policy and never read the clock or another host."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import templates

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "an htmx handler that needs eval": r"\bhx-(on|vals\s*=\s*.?js:)",
    "a script address": r"(href|action|src)\s*=\s*.javascript:",
    "something of another host": r"<(script|link|img|iframe|source)\b[^>]*(src|href)=.(https?:)?//",
    "the clock": r"\{%\s*now\b|\|(timesince|timeuntil|naturalday|naturaltime)\s*(\||\}|%)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    shape = re.compile(FORBIDDEN[what], re.IGNORECASE)
    assert [path for path, text in templates().items() if shape.search(text)] == []


# Pages opened by a link: the secret in the address is the proof (kernel.access.by_link).
GUESTS = re.compile(r"/_?client(_\w+)?\.html$")


def test_every_form_that_posts_carries_its_csrf_token() -> None:
    bare = [
        path
        for path, text in templates().items()
        for form in re.findall(
            r"<form\b[^>]*\bmethod=.post.*?</form>", text, re.IGNORECASE | re.DOTALL
        )
        if "{% csrf_token %}" not in form and not GUESTS.search(path)
    ]
    assert bare == []


def test_every_template_without_a_parent_is_a_fragment_a_component_or_a_layout() -> None:
    """A page extends a layout; a fragment's name begins with an underscore."""
    orphans = [
        path
        for path, text in templates().items()
        if "{% extends" not in text
        and not path.rsplit("/", 1)[1].startswith("_")
        and "/cotton/" not in path
        and not path.startswith("ui/")
        and "<html" not in text
    ]
    assert orphans == []
