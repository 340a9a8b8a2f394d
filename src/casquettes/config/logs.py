"""What the log says: where the program failed, never what someone typed nor a link that opens."""

from __future__ import annotations

import logging
import re
import time
import traceback
from types import TracebackType

SECRET_PATH = re.compile(r"/(open|key|confirm-email|c)/[^\s/?]+")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Keeps the stack and the kind of each exception; drops its message and one-time links."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%SZ"
        )
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_PATH.sub(r"/\1/…", super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 the name is logging's
        if ei[1] is None:
            return ""
        told = traceback.TracebackException.from_exception(ei[1])
        _silence(told)
        return "".join(told.format()).rstrip()


def _silence(told: traceback.TracebackException | None) -> None:
    """An exception's message may quote a client's name or a whole row."""
    seen = set()
    while told is not None and id(told) not in seen:
        seen.add(id(told))
        told._str = ""  # type: ignore[attr-defined]  # noqa: SLF001
        _silence(told.__cause__)
        told = told.__context__
