"""How accounts behave here: who may make one, and where a sign-in leads."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase  # noqa: TID251

    from casquettes.kernel.models import User

log = logging.getLogger("casquettes.door")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """At home nobody signs up: the one-time link knows the owner. Hosted, the door is open."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return bool(settings.ACCOUNTS_OPEN)

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Said in the log without the address that was tried."""
        super().authentication_failed(request, **credentials)
        log.warning("Sign-in refused, from %s", self.get_client_ip(request))

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponseBase:
        log.info("Signed in: person %s, from %s", user.pk, self.get_client_ip(request))
        response: HttpResponseBase = super().post_login(request, user, **facts)
        return response


class SecondLockAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps the secrets of codes and recovery codes encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"casquettes.second-lock" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
