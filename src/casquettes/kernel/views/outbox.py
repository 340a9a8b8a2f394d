"""Her outbox: what waits, what left, what failed and why; a mail opened, sent, put aside."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from casquettes.formats import eml
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import mail as actions
from casquettes.kernel.actions.delivery import message_of
from casquettes.kernel.http import Request
from casquettes.kernel.models import Mail, MailFile
from casquettes.kernel.queries import mail as queries

ROWS = 50
BOXES = {"waiting": queries.waiting, "failed": queries.failed, "sent": queries.sent}
# What a browser may be told a file is; anything else is bytes to keep.
PLAIN_TYPES = frozenset({"application/pdf", "application/xml", "image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in a list, and where it stands."""

    mail: Mail
    state: str


@inside
@require_GET
def outbox(request: Request) -> HttpResponse:
    """One of the three boxes, fifty mails at a time."""
    counts = queries.counts(request.business)
    box = request.GET.get("box", "")
    if box not in BOXES:
        box = "failed" if counts["failed"] and not counts["waiting"] else "waiting"
    page = Paginator(BOXES[box](request.business), ROWS).get_page(request.GET.get("page"))
    facts = {
        "box": box,
        "counts": counts,
        "page": page,
        "lines": [Line(mail, queries.state_of(mail)) for mail in page],
        "leaves": queries.leaves(request.business),
        "for_her": queries.to_send_now(request.business).count(),
    }
    return render(request, "kernel/outbox.html", facts)


@inside
@require_GET
def mail(request: Request, pk: int) -> HttpResponse:
    """A mail as it is read, and what can be done with it."""
    opened = _hers(request, pk)
    facts = {
        "mail": opened,
        "sender": str(queries.sender_of(request.business)),
        "state": queries.state_of(opened),
        "files": queries.files_of(opened),
        "leaves": queries.leaves(request.business),
        "mailto": _mailto(opened),
    }
    return render(request, "kernel/mail.html", facts)


@inside
@require_GET
def file(request: Request, pk: int) -> FileResponse:
    """A file of a mail, to keep or to open."""
    kept = get_object_or_404(MailFile, business=request.business, pk=pk)
    kind = kept.content_type if kept.content_type in PLAIN_TYPES else "application/octet-stream"
    content = io.BytesIO(bytes(kept.content))
    return FileResponse(content, as_attachment=True, filename=kept.name, content_type=kind)


@inside
@require_GET
def as_file(request: Request, pk: int) -> HttpResponse:
    """The whole mail with its files, for any mail program to open and send."""
    opened = _hers(request, pk)
    told = eml.as_bytes(message_of(opened, at=opened.created_at), draft=opened.sent_at is None)
    name = f"{slugify(opened.subject)[:60] or 'mail'}.eml"
    return HttpResponse(
        told,
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@owner
@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Try to send it now."""
    opened = _hers(request, pk)
    try:
        actions.send_again(opened, at=request.now)
    except actions.LetterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It leaves now. If it fails, the reason will be here."))
    return redirect("kernel:mail", pk)


@owner
@require_POST
def all_again(request: Request) -> HttpResponse:
    """Send everything that waits for her."""
    try:
        count = actions.send_all_again(request.business, at=request.now)
    except actions.LetterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("One mail leaves now.", "%(n)s mails leave now.", count)
        messages.success(request, said % {"n": count})
    return redirect("kernel:outbox")


@owner
@require_POST
def by_hand(request: Request, pk: int) -> HttpResponse:
    """She sent it from her own mail program."""
    opened = _hers(request, pk)
    try:
        actions.sent_by_hand(opened, at=request.now)
    except actions.LetterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("kernel:mail", pk)
    undo = reverse("kernel:mail_not_by_hand", args=[pk])
    messages.success(request, _("Noted as sent by you."), extra_tags=undo)
    return redirect("kernel:outbox")


@owner
@require_POST
def not_by_hand(request: Request, pk: int) -> HttpResponse:
    """It waits again after all."""
    actions.not_sent_by_hand(_hers(request, pk))
    messages.success(request, _("The mail waits again."))
    return redirect("kernel:mail", pk)


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put it aside, with a way back."""
    opened = _hers(request, pk)
    try:
        actions.remove(opened, at=request.now)
    except actions.LetterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("kernel:mail", pk)
    undo = reverse("kernel:mail_put_back", args=[pk])
    messages.success(request, _("Mail removed."), extra_tags=undo)
    return redirect("kernel:outbox")


@owner
@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    """Bring a removed mail back."""
    removed = get_object_or_404(Mail.objects.of(request.business), pk=pk)
    actions.put_back(removed, at=request.now)
    messages.success(request, _("The mail is back."))
    return redirect("kernel:mail", pk)


def _hers(request: Request, pk: int) -> Mail:
    return get_object_or_404(queries.outbox(request.business), pk=pk)


def _mailto(opened: Mail) -> str:
    """The link that opens her own mail program on this mail, without its files."""
    asked = {"cc": opened.copy_to, "subject": opened.subject, "body": opened.body}
    asked["body"] = asked["body"].replace("\n", "\r\n")
    told = "&".join(f"{name}={quote(value)}" for name, value in asked.items() if value)
    return f"mailto:{quote(opened.to.replace(' ', ''), safe='@,')}?{told}"
