"""What is kept encrypted with a key of this installation, and means nothing anywhere else."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """It was encrypted by another installation, or its key has changed."""


def encrypted(text: str, *, use: str) -> str:
    """`text` for the database; `use` keeps one kind of secret from being read as another."""
    return _cipher(use).encrypt(text.encode()).decode()


def decrypted(token: str, *, use: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        return _cipher(use).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _cipher(use: str) -> Fernet:
    key = hashlib.sha256(f"casquettes.{use}".encode() + b"\0" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key.digest()))
