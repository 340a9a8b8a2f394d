"""The quick-add box: a line is understood as it is typed, and noted."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casquettes.formats.typed_line import Code, Kind, Problem, Understood
from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES, Activity
from casquettes.timesheet.actions import typed as actions
from casquettes.timesheet.actions.entries import EntryDraft, EntryRefused, planned_rows
from casquettes.timesheet.actions.undo import step_of
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.typed import understand
from casquettes.timesheet.views.back import back, tell
from casquettes.ui.wording import day, hours

LONGEST = 2000  # characters kept of what was typed; the line itself may have 500
SENTENCES = {
    Code.NO_DURATION: gettext_lazy("Say how long it took, for example “2h” or “9h-12h15”."),
    Code.ZERO: gettext_lazy("“%(part)s” notes nothing: write the time it took, for example “2h”."),
    Code.NEGATIVE: gettext_lazy(
        "“%(part)s” is negative: write the time it took, for example “2h”."
    ),
    Code.TOO_LONG: gettext_lazy("“%(part)s” is more than 24 hours: note longer work day by day."),
    Code.NO_SUCH_TIME: gettext_lazy(
        "“%(part)s”: no clock shows that. Write for example “9h15” or “1h30”."
    ),
    Code.BACKWARDS: gettext_lazy(
        "“%(part)s” ends before it begins. Over midnight, write for example “22h-1h”."
    ),
    Code.NOT_YET: gettext_lazy("“%(part)s” is still to come: only time already worked is noted."),
    Code.NO_SUCH_DAY: gettext_lazy("“%(part)s”: the calendar has no such day."),
    Code.WEEKDAY_DISAGREES: gettext_lazy("“%(part)s”: that day is a %(weekday)s."),
    Code.TWO_DURATIONS: gettext_lazy("“%(part)s” is a second duration: note one after the other."),
    Code.TWO_HATS: gettext_lazy("“%(part)s” is a second hat: keep one."),
    Code.DISAGREE: gettext_lazy("“%(part)s” does not agree with the rest (%(time)s): keep one."),
    Code.LINE_TOO_LONG: gettext_lazy("This line is too long: shorten it to 500 characters."),
}


@dataclass(frozen=True)
class Shown:
    """A line as it is shown before it is saved."""

    line: str
    understood: Understood
    activity: Activity | None = None
    nature: str = ""
    draft: EntryDraft | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def hat_name(self) -> str:
        hat = self.understood.hat
        return str(HAT_NAMES[hat]) if hat else ""

    @property
    def nature_name(self) -> str:
        return str(TimeEntry.Nature(self.nature).label)

    @property
    def can_wear(self) -> bool:
        """Only the duration is missing: the hat may be put on instead."""
        codes = {problem.code for problem in self.understood.problems}
        timeless = self.understood.starts is None and self.understood.nature != "break"
        return codes == {Code.NO_DURATION} and timeless and self.understood.hat is not None

    @property
    def label_is_a_guess(self) -> bool:
        """Taken for a client she named before, although it was typed otherwise."""
        part = self.understood.part(Kind.LABEL)
        return part is not None and not part.sure and self.understood.label not in self.line

    @property
    def activity_is_a_guess(self) -> bool:
        part = self.understood.part(Kind.ACTIVITY)
        return part is not None and not part.sure


@inside
@require_GET
def parse_line(request: Request) -> HttpResponse:
    """What is understood of the line so far."""
    line = request.GET.get("line", "")[:LONGEST]
    shown = _read(request, line) if line.strip() else None
    return render(request, "timesheet/_understood.html", {"shown": shown})


@owner
@require_POST
def add_line(request: Request) -> HttpResponse:
    """Note the time of a line, or say what it lacks and keep it."""
    line = request.POST.get("line", "")[:LONGEST]
    shown = _read(request, line, billable=_billable(request))
    if shown.draft is None:
        return _refused(request, shown)
    once = request.POST.get("once", "")[:200]
    noted = actions.note_line(
        request.business, request.user, shown.draft, at=request.now, once=once
    )
    if noted.again:
        messages.info(request, _("This line was noted already."))
    else:
        facts = {"time": hours(noted.seconds), "day": day(noted.entries[0].on)}
        text = _("%(time)s noted on %(day)s.") % facts
        tell(request, text, step_of(made=noted.entries))
    return _away(request)


def _read(request: Request, line: str, *, billable: bool | None = None) -> Shown:
    """The line understood, and everything that stands against noting it."""
    language = get_language() or "fr"
    understood, activity = understand(request.business, line, at=request.now, language=language)
    nature = actions.nature_of(understood, activity, billable=billable)
    problems = [_sentence(understood, problem) for problem in understood.problems]
    draft = None
    if understood.complete:
        try:
            draft = actions.draft_of(request.business, understood, activity, billable=billable)
            planned_rows(request.business, draft, at=request.now)
        except EntryRefused as refusal:
            problems, draft = [str(refusal)], None
    return Shown(line, understood, activity, nature, draft, problems)


def _sentence(understood: Understood, problem: Problem) -> str:
    return str(SENTENCES[problem.code]) % {
        "part": understood.text(problem),
        "weekday": date_format(understood.on, "l"),
        "time": hours(understood.seconds or 0),
    }


def _billable(request: Request) -> bool | None:
    """Shift and Enter send « 0 »; nothing leaves it to the line and the activity."""
    return {"0": False, "1": True}.get(request.POST.get("billable", ""))


def _refused(request: Request, shown: Shown) -> HttpResponse:
    """The line as it was typed, what it lacks, and what to do."""
    template = "timesheet/_quick_add.html" if _is_htmx(request) else "timesheet/typed.html"
    facts = {"shown": shown, "refused": True, "next": request.POST.get("next", "")}
    return render(request, template, facts, status=422)


def _away(request: Request) -> HttpResponse:
    """Back to where she was, with the time now there."""
    there = back(request, reverse("timesheet:week"))
    if _is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there.url})
    return there


def _is_htmx(request: Request) -> bool:
    return request.headers.get("HX-Request") == "true"
