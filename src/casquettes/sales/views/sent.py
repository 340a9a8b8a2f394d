"""Forms that make something: sent twice, they make it once."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseRedirect

from casquettes.kernel.actions.forms_sent import FIELD, FormReused, once
from casquettes.kernel.http import Request


def answer_once(
    request: Request, act: Callable[[], str], *, otherwise: str
) -> HttpResponseRedirect:
    """To where `act` leads, done the first time this form is sent and never again.

    A form already sent with something else in it leads to `otherwise`, with the reason.
    """
    key = request.POST.get(FIELD, "")
    try:
        led = once(request.business, key=key, body=request.POST, at=request.now, act=act)
    except FormReused as reused:
        messages.error(request, str(reused))
        led = otherwise
    return HttpResponseRedirect(led)
