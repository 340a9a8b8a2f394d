"""Settings of her mail: the server it leaves by, and the texts letters begin with."""

from __future__ import annotations

from dataclasses import replace

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine import letters
from casquettes.kernel import mail_hosts
from casquettes.kernel.access import inside, owner_only
from casquettes.kernel.actions import mail_settings as actions
from casquettes.kernel.forms.mail import TextForm, WayForm, known_way
from casquettes.kernel.http import Request
from casquettes.kernel.queries import mail as queries


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def server(request: Request) -> HttpResponse:
    """Her address and password; saving really sends her a mail."""
    if settings.HOSTED and not did_recently_reauthenticate(request):
        return redirect(
            f"{reverse('account_reauthenticate')}?next={reverse('kernel:mail_settings')}"
        )
    hers = queries.settings_of(request.business)
    initial = known_way(hers, _sender(request))
    form = WayForm(request.POST or None, hers=hers, initial=initial)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="try_mail"):
            return render(request, "429.html", status=429)
        if _saved_and_proved(request, form):
            return redirect("kernel:mail_settings")
    facts = {
        "form": form,
        "hers": queries.settings_of(request.business),
        "guess": mail_hosts.of_address(str(form["from_address"].value() or "")),
        "waiting": queries.to_send_now(request.business).count(),
    }
    return render(request, "kernel/mail_settings.html", facts, status=422 if form.errors else 200)


@inside
@require_GET
def guess(request: Request) -> HttpResponse:
    """What we know of who keeps an address, while it is being typed."""
    host = mail_hosts.of_address(request.GET.get("from_address", "")[:254])
    return render(request, "kernel/_mail_host.html", {"guess": host})


@owner_only
@require_POST
def forget(request: Request) -> HttpResponse:
    """Send no more from here."""
    actions.forget(request.business)
    messages.success(request, _("Server and password forgotten. Mail waits in the outbox."))
    return redirect("kernel:mail_settings")


@inside
@require_GET
def texts(request: Request) -> HttpResponse:
    """Every kind of letter, and where her own words stand."""
    own = queries.own_texts(request.business)
    language = _language(get_language() or "fr")
    kinds = [
        {
            "key": kind.key,
            "name": kind.names[language],
            "subject": queries.text_of(request.business, kind.key, language).subject,
            "own": [code for code in letters.LANGUAGES if (kind.key, code) in own],
        }
        for kind in letters.kinds().values()
    ]
    facts = {"kinds": kinds, "language": _language(request.business.locale)}
    return render(request, "kernel/mail_texts.html", facts)


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: Request, key: str, language: str) -> HttpResponse:
    """One text in one language, with what may stand in it and how it will be read."""
    kind = letters.kinds().get(key)
    if kind is None or language not in letters.LANGUAGES:
        raise Http404
    first = queries.text_of(request.business, key, language)
    if "starting" in request.GET:
        first = letters.starting(key, language)
    initial = {"subject": first.subject, "body": first.body}
    form = TextForm(request.POST or None, initial=initial)
    shown = first
    if request.method == "POST" and form.is_valid():
        shown = form.text()
        if request.POST.get("act") != "look":
            actions.change_text(request.business, key, language, shown)
            messages.success(request, _("Text saved."))
            return redirect("kernel:mail_texts")
    facts = _text_facts(request, kind, language, shown)
    facts |= {"form": form, "is_own": (key, language) in queries.own_texts(request.business)}
    return render(request, "kernel/mail_text.html", facts, status=422 if form.errors else 200)


def _text_facts(
    request: Request, kind: letters.Kind, language: str, shown: letters.Text
) -> dict[str, object]:
    values = letters.samples(kind.key, language) | {
        "business": request.business.name,
        "me": request.business.person_name or request.business.name,
    }
    subject, body = letters.fill(shown.subject, values), letters.fill(shown.body, values)
    read = _language(get_language() or "fr")
    return {
        "kind": kind,
        "name": kind.names[read],
        "language": language,
        "variables": [(v.names[language], values[v.key]) for v in kind.uses],
        "subject": letters.one_line(subject.text),
        "body": f"{body.text}\n\n{queries.sender_of(request.business).signature}".strip(),
        "unknown": list(dict.fromkeys([*subject.unknown, *body.unknown])),
    }


def _saved_and_proved(request: Request, form: WayForm) -> bool:
    """Keep what was said, then try it; what fails is said in the form, and mail waits meanwhile."""
    try:
        hers = actions.change(request.business, form.way())
        actions.prove(hers, at=request.now)
    except actions.PasswordMissing as refusal:
        form.add_error("password", str(refusal))
    except actions.TrialFailed as refusal:
        form.add_error(None, str(refusal))
    else:
        said = _("It works: a trial is in your mailbox, %(address)s.")
        messages.success(request, said % {"address": hers.from_address})
        return True
    return False


def _sender(request: Request) -> queries.Sender:
    """From whom by what we know: the address of her papers, else the one she signs in with."""
    known = queries.sender_of(request.business)
    if known.address or request.user.is_local_owner:
        return known
    return replace(known, address=request.user.email)


def _language(code: str) -> str:
    return "fr" if code[:2] == "fr" else "en"
