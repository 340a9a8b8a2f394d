"""One issued invoice: where it stands, what to do next, its money and its story."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.finance.actions import following, payments
from casquettes.finance.actions.credit_notes import credit_all, credit_amount, credit_lines
from casquettes.finance.actions.drafts import InvoiceRefused, duplicate
from casquettes.finance.forms.payments import CreditForm, DisputeForm, PaymentForm
from casquettes.finance.models import Invoice, Payment
from casquettes.finance.queries import invoices as queries
from casquettes.finance.queries.documents import document_of
from casquettes.finance.queries.late_fees import late_fees_of
from casquettes.finance.queries.settling import creditable_of
from casquettes.finance.queries.story import Next, next_step, payments_of, story_of
from casquettes.finance.views.found import hers, issued
from casquettes.kernel.access import figures, owner
from casquettes.kernel.answers import answer_once, in_words
from casquettes.kernel.http import Request
from casquettes.ui.papers import printed
from casquettes.ui.wording import money


@figures
@require_GET
def invoice(request: Request, pk: int) -> HttpResponse:
    """The invoice with everything about it; a draft is shown to whoever may not write it."""
    return _page(request, hers(request, pk))


@owner
@require_POST
def pay(request: Request, pk: int) -> HttpResponse:
    """Note money received, or given back (`act=refund`)."""
    paid = issued(request, pk)
    form = PaymentForm(request.POST, invoice=paid, today=request.today)
    if form.is_valid():
        sign = -1 if request.POST.get("act") == "refund" else 1
        try:
            return answer_once(
                request, lambda: _pay(request, paid, form, sign), otherwise=_address(paid)
            )
        except payments.PaymentRefused as refusal:
            form.refuse(refusal)
    return _page(request, paid, payment=form)


@owner
@require_POST
def undo_payment(request: Request, pk: int) -> HttpResponse:
    """Strike a payment out by a counter-entry: both stay in the receipts book."""
    rows = Payment.objects.filter(business=request.business).select_related("invoice__business")
    payment = get_object_or_404(rows, pk=pk)
    try:
        payments.undo_payment(payment, at=request.now)
    except payments.PaymentRefused as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("%(sum)s struck out. The receipts book keeps both lines.")
        facts = {"sum": money(payment.amount, payment.invoice.currency)}
        messages.success(request, text % facts)
    return redirect("finance:invoice", payment.invoice_id)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: Request, pk: int) -> HttpResponse:
    """Begin a credit note: of all, of some lines, of an amount; it is a draft to be issued."""
    corrected = issued(request, pk)
    form = CreditForm(request.POST or None, invoice=corrected)
    if request.method == "POST" and form.is_valid():
        try:
            return answer_once(request, lambda: _credit(request, corrected, form))
        except InvoiceRefused as refusal:
            form.refuse(refusal)
    facts = {"form": form, "invoice": corrected, "left": creditable_of(corrected)}
    status = 422 if form.errors else 200
    return render(request, "finance/credit.html", facts, status=status)


@owner
@require_POST
def dispute(request: Request, pk: int) -> HttpResponse:
    """They disagree: nothing is chased until it is settled."""
    form = DisputeForm(request.POST)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect("finance:invoice", pk)
    disputed = issued(request, pk)
    following.dispute(disputed, note=form.cleaned_data["note"], at=request.now)
    text = _("Nothing is chased until you agree again.")
    messages.success(request, text, extra_tags=reverse("finance:settle_invoice", args=[pk]))
    return redirect("finance:invoice", disputed.pk)


@owner
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """They agree again."""
    settled = following.settle(issued(request, pk), at=request.now)
    messages.success(request, _("Settled: the invoice counts as before."))
    return redirect("finance:invoice", settled.pk)


@owner
@require_POST
def by_hand(request: Request, pk: int) -> HttpResponse:
    """She gave it herself: on paper, or from her own mail program."""
    sent = following.mark_sent(issued(request, pk), at=request.now)
    messages.success(request, _("%(number)s is noted as sent.") % {"number": sent.number})
    return redirect("finance:invoice", sent.pk)


@owner
@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Another draft that says the same, for the same client."""
    model = hers(request, pk)

    def act() -> str:
        made = duplicate(model, at=request.now)
        return reverse("finance:edit_invoice", args=[made.pk])

    return answer_once(request, act, otherwise=_address(model))


def _pay(request: Request, paid: Invoice, form: PaymentForm, sign: int) -> str:
    noted = payments.note_payment(paid, form.received(sign=sign), at=request.now)
    facts = {"sum": money(abs(noted.payment.amount), paid.currency)}
    text = _("%(sum)s noted.") if sign > 0 else _("%(sum)s given back, noted.")
    if noted.too_much:
        facts["more"] = money(noted.too_much, paid.currency)
        text = _("%(sum)s noted: that is %(more)s more than what was due.")
    undo = reverse("finance:undo_payment", args=[noted.payment.pk])
    messages.success(request, text % facts, extra_tags=undo)
    return _address(paid)


def _credit(request: Request, corrected: Invoice, form: CreditForm) -> str:
    told = form.cleaned_data
    if told["what"] == form.LINES:
        note = credit_lines(corrected, list(told["lines"]), at=request.now)
    elif told["what"] == form.AMOUNT:
        note = credit_amount(corrected, told["amount"], at=request.now)
    else:
        note = credit_all(corrected, at=request.now)
    return reverse("finance:issue_invoice", args=[note.pk])


def _address(invoice: Invoice) -> str:
    return reverse("finance:invoice", args=[invoice.pk])


def _page(
    request: Request, invoice: Invoice, *, payment: PaymentForm | None = None
) -> HttpResponse:
    step = next_step(invoice, on=request.today)
    facts = {
        "invoice": invoice,
        "said": queries.said_of(invoice, on=request.today),
        "title": queries.title_of(invoice),
        "step": step,
        "pays": step in (Next.PAY, Next.REMIND, Next.SEND, Next.SETTLE) and invoice.due > 0,
        "payments": payments_of(invoice),
        "payment": payment or PaymentForm(invoice=invoice, today=request.today),
        "dispute": DisputeForm(initial={"note": invoice.dispute_note}),
        "late_fees": late_fees_of(invoice, on=request.today) if step == Next.REMIND else 0,
        "too_much": -invoice.due if invoice.due < 0 else 0,
        "story": story_of(invoice),
        "reminder": invoice.reminders.last(),
        "creditable": creditable_of(invoice),
        "notes": invoice.corrected_by.filter(removed_at=None),
        "paper": printed(document_of(invoice, on=request.today)),
    }
    status = 422 if payment is not None and payment.errors else 200
    return render(request, "finance/invoice.html", facts, status=status)
