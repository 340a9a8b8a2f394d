"""The one French catalogue: gather every text of the source, merge translations, compile.

    python tools/messages.py [SNIPPET.json …]   rewrite django.po and django.mo
    python tools/messages.py --missing          print, as JSON, what has no French yet

A snippet maps a source text to its French: {"Save": "Enregistrer"}, with plurals
{"%(n)s row": {"plural": "%(n)s rows", "fr": ["%(n)s ligne", "%(n)s lignes"]}} and contexts
{"verb\\u0004Record": "Noter"}.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "casquettes"
CATALOGUE = SOURCE / "locale" / "fr" / "LC_MESSAGES" / "django.po"
TEMPLATES = {".html", ".txt", ".svg"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = {
    "Project-Id-Version": "casquettes",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}

Key = tuple[str, str]  # context, text


@dataclass
class Text:
    """One source text: where it is used, and its plural when it has one."""

    context: str
    text: str
    plural: str = ""
    files: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class French:
    """A translation: one form, or singular and plural."""

    forms: tuple[str, ...]


def main() -> int:
    """Rewrite the catalogue; says what is still missing on standard error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("snippets", nargs="*", type=Path)
    parser.add_argument("--missing", action="store_true")
    arguments = parser.parse_args()
    catalogue = merged(gather(), known_french(arguments.snippets))
    missing = untranslated(catalogue)
    if arguments.missing:
        print(json.dumps(missing, ensure_ascii=False, indent=1))
        return 0
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(f"{catalogue}\n", encoding="utf-8")
    CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())
    print(f"{len(catalogue)} textes, {len(missing)} sans français.", file=sys.stderr)
    return 0


def gather() -> list[Text]:
    """Every text marked for translation in Python and templates, sorted."""
    found: dict[Key, Text] = {}
    for path in sorted(SOURCE.rglob("*")):
        if "migrations" in path.parts or not path.is_file():
            continue
        for context, text, plural in _texts_of(path):
            entry = found.setdefault((context, text), Text(context, text))
            entry.plural = entry.plural or plural
            entry.files.add(path.relative_to(SOURCE).as_posix())
    return [found[key] for key in sorted(found)]


def known_french(snippets: list[Path]) -> dict[Key, French]:
    """What is translated already: the catalogue, then each snippet over it."""
    known: dict[Key, French] = {}
    if CATALOGUE.exists():
        for entry in polib.pofile(str(CATALOGUE)):
            forms = tuple(entry.msgstr_plural.values()) or (entry.msgstr,)
            if all(forms) and not entry.fuzzy:
                known[_likeness(entry.msgctxt or "", entry.msgid)] = French(forms)
    for snippet in snippets:
        for key, value in json.loads(snippet.read_text(encoding="utf-8")).items():
            context, _separator, text = key.rpartition("\x04")
            forms = tuple(value["fr"]) if isinstance(value, dict) else (value,)
            known[_likeness(context, text)] = French(forms)
    return known


def merged(texts: list[Text], known: dict[Key, French]) -> polib.POFile:
    """The catalogue of exactly these texts, with the French that is known."""
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(HEADER)
    for text in texts:
        french = known.get(_likeness(text.context, text.text))
        forms = tuple(_fitted(form, text.text) for form in french.forms) if french else ("",)
        entry = polib.POEntry(
            msgid=text.text,
            msgctxt=text.context or None,
            occurrences=[(name, "") for name in sorted(text.files)],
            flags=["python-format"] if re.search(r"%(\(\w+\))?[sd]", text.text) else [],
        )
        if text.plural:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = {0: forms[0], 1: forms[-1]}
        else:
            entry.msgstr = forms[0]
        catalogue.append(entry)
    return catalogue


def untranslated(catalogue: polib.POFile) -> dict[str, list[str]]:
    """The texts without French, each with the files that use it."""
    return {
        f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid: [
            name for name, _line in entry.occurrences
        ]
        for entry in catalogue
        if not entry.translated()
    }


def _texts_of(path: Path) -> Iterator[tuple[str, str, str]]:
    if path.suffix == ".py":
        content = path.read_bytes()
    elif path.suffix in TEMPLATES and "templates" in path.parts:
        marked = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What remains looks like Python, but for its indentation.
        content = "\n".join(line.lstrip() for line in marked.splitlines()).encode()
    else:
        return
    for _line, messages, _comments, context in extract("python", BytesIO(content), KEYWORDS):
        singular, plural = messages if isinstance(messages, tuple) else (messages, "")
        if singular:
            yield context or "", singular, plural or ""


def _likeness(context: str, text: str) -> Key:
    """A key that forgets how a placeholder, a percent sign or a line break was written."""
    plain = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text).replace("%%", "%")
    return context, " ".join(plain.split())


def _fitted(french: str, text: str) -> str:
    """The French with placeholders and percent signs as in the source, set as French is printed."""
    french = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", french)
    if "%%" in text and "%%" not in french:
        french = re.sub(r"%(?!\()", "%%", french)
    parts = re.split(r"(<[^>]*>)", french)  # attributes keep their straight quotes
    parts[::2] = [_typeset(part) for part in parts[::2]]
    return "".join(parts)


def _typeset(french: str) -> str:
    """Typographic apostrophes, and narrow no-break spaces where French has them."""
    french = re.sub(r"(?<=\w)'(?=[\w%«]|$)", "’", french)
    french = re.sub(r"[ \u00a0](?=[;:!?€»]|%%|%(?![(sd]))", "\u202f", french)
    return re.sub(r"«[ \u00a0]?(?=\S)", "«\u202f", french).replace("«\u202f\u202f", "«\u202f")


if __name__ == "__main__":
    settings.configure()
    sys.exit(main())
