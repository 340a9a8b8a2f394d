"""A document as plain JSON, back again, and the fingerprint of its canonical text.

A field that says nothing (its default) is left out, so that what was frozen before a field was
invented keeps its fingerprint. Equal documents have equal texts: 2 and 2.000 are written "2".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import types
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from casquettes.engine.documents.values import Document

MOST_DIGITS = 40
Value = TypeVar("Value")


class NotADocument(ValueError):
    """Plain data that no document gives; the message says where."""


def to_plain(document: Document) -> dict[str, Any]:
    """The document as JSON can hold it: decimals and dates as text, defaults left out."""
    return _fields_of(document)


def from_plain(plain: Mapping[str, Any]) -> Document:
    """The document that `to_plain` gave; NotADocument for anything else."""
    found: Document = _value_of(plain, Document, "document")
    return found


def canonical(document: Document) -> bytes:
    """The one text of this document: sorted keys, no spaces, ASCII."""
    return json.dumps(to_plain(document), sort_keys=True, separators=(",", ":")).encode("ascii")


def sha256(document: Document) -> str:
    """The fingerprint of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _fields_of(value: Any) -> dict[str, Any]:
    return {
        field.name: _plain(found)
        for field in dataclasses.fields(value)
        if (found := getattr(value, field.name)) != field.default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _text_of(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return _fields_of(value)
    return value


def _text_of(value: Decimal) -> str:
    """Without exponent, without zeros that say nothing."""
    if not _is_usual(value):
        raise NotADocument(f"{value} is no amount")
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _is_usual(value: Decimal) -> bool:
    return value.is_finite() and len(value.as_tuple().digits) + abs(value.adjusted()) <= MOST_DIGITS


def _value_of(plain: Any, kind: Any, where: str) -> Any:
    """`plain` read as `kind`, one of the types the values are made of."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(one for one in get_args(kind) if one is not types.NoneType)
        return None if plain is None else _value_of(plain, inner, where)
    if origin is Literal:
        return _one_of(plain, get_args(kind), where)
    if origin is tuple:
        inner = get_args(kind)[0]
        rows = _of_type(plain, list, where)
        return tuple(_value_of(row, inner, f"{where}[{at}]") for at, row in enumerate(rows))
    if dataclasses.is_dataclass(kind):
        return _dataclass_of(plain, kind, where)
    if kind in (Decimal, dt.date):
        return _read(_of_type(plain, str, where), kind, where)
    return _of_type(plain, kind, where)


def _dataclass_of(plain: Any, kind: Any, where: str) -> Any:
    if not isinstance(plain, Mapping):
        raise NotADocument(f"{where}: not a group of values")
    known = _hints(kind)
    if strange := set(plain) - set(known):
        raise NotADocument(f"{where}: unknown {', '.join(sorted(map(str, strange)))}")
    values = {key: _value_of(value, known[key], f"{where}.{key}") for key, value in plain.items()}
    missing = [
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.name not in values
    ]
    if missing:
        raise NotADocument(f"{where}: without {', '.join(missing)}")
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _of_type(plain: Any, kind: type[Value], where: str) -> Value:
    if not isinstance(plain, kind) or (kind is int and isinstance(plain, bool)):
        raise NotADocument(f"{where}: not a {kind.__name__}")
    return plain


def _one_of(plain: Any, words: tuple[str, ...], where: str) -> str:
    if plain not in words:
        raise NotADocument(f"{where}: not one of {', '.join(words)}")
    return str(plain)


def _read(text: str, kind: type, where: str) -> Decimal | dt.date:
    try:
        if kind is dt.date:
            return dt.date.fromisoformat(text)
        value = Decimal(text)
    except (ValueError, InvalidOperation) as error:
        raise NotADocument(f"{where}: cannot be read") from error
    if not _is_usual(value):
        raise NotADocument(f"{where}: is no amount")
    return value
