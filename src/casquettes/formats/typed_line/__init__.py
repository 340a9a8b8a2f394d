"""Time noted by typing a line, French or English: « 2h tri garage Dupont hier ».

Pure: no clock is read, no row is looked up. See docs/method/typed-line.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from casquettes.formats.typed_line.days import read_day
from casquettes.formats.typed_line.labels import (
    guess_label,
    labels_of,
    read_known_label,
    read_marked_label,
)
from casquettes.formats.typed_line.tasks import read_activity, read_break, read_hat, read_nature
from casquettes.formats.typed_line.times import DAY, LONGEST_NIGHT, Times, read_times
from casquettes.formats.typed_line.tokens import Line, clean
from casquettes.formats.typed_line.understood import (
    Code,
    Kind,
    KnownActivity,
    Part,
    Problem,
    Understood,
)
from casquettes.formats.typed_line.vocabulary import vocabulary

__all__ = ["Code", "Kind", "KnownActivity", "Part", "Problem", "Understood", "parse"]

LONGEST_LINE = 500  # characters
SOON = 15  # minutes: a start this near is today’s
ONE_DAY = dt.timedelta(days=1)
# Problems that already say what is wrong with the length.
ABOUT_LENGTH = {
    Code.ZERO, Code.NEGATIVE, Code.TOO_LONG, Code.NO_SUCH_TIME, Code.BACKWARDS, Code.NOT_YET,
}  # fmt: skip


def parse(
    text: str,
    *,
    today: dt.date,
    activities: Sequence[KnownActivity],
    labels: Sequence[str] = (),
    language: str = "fr",
    now: dt.time | None = None,
) -> Understood:
    """What a line says: day, local start, seconds, hat, activity, client, paid or not, and a note.

    Never raises: what cannot be is listed in `problems` with its place, what is not understood
    stays in the note. `labels` are names used before, latest first; `now` (local) ends « depuis
    9 h ». Time grows with the length of the line, of which the first 500 characters are read.
    """
    line = Line(text[:LONGEST_LINE])
    day = read_day(line, today=today, language=language)
    times = read_times(line)
    on = _settle(line, times, day, today=today, now=now)
    hat, nature, known = read_hat(line), read_nature(line), labels_of(tuple(labels))
    label = read_marked_label(line, known)
    activity = read_activity(line, activities, hat=hat)
    working = hat is not None or activity is not None
    label = label or read_known_label(line, known) or guess_label(line, known, working=working)
    if nature is None and not working:
        nature = read_break(line)
    if len(text) > LONGEST_LINE:
        line.problems.append(Problem(Code.LINE_TOO_LONG, LONGEST_LINE, len(text)))
    note = _note(line)
    return Understood(
        line=text,
        on=on,
        seconds=times.seconds,
        starts=None if times.starts is None else dt.time(*divmod(times.starts, 60)),
        hat=activity.hat if activity else hat,
        activity=activity,
        label=label,
        nature=nature,
        note=note,
        parts=tuple(sorted(line.parts, key=lambda part: (part.start, part.end))),
        problems=tuple(line.problems),
    )


def _settle(
    line: Line, times: Times, day: dt.date | None, *, today: dt.date, now: dt.time | None
) -> dt.date:
    """The day the time began; « depuis 9 h » lasts until now."""
    if times.open and now is not None and day in (None, today):
        _until_now(line, times, day, now=now)
    if times.seconds is None and not ABOUT_LENGTH & {problem.code for problem in line.problems}:
        line.problems.append(Problem(Code.NO_DURATION, len(line.text), len(line.text)))
    if day is not None:
        return day
    # Time already worked is noted: an hour still to come, or a night, was yesterday's.
    back = times.starts is not None and not times.open and _is_ahead(times, now)
    return today - ONE_DAY if back and today > dt.date.min else today


def _is_ahead(times: Times, now: dt.time | None) -> bool:
    start = times.starts or 0
    later = now is not None and start > now.hour * 60 + now.minute + SOON
    return later or start * 60 + (times.seconds or 0) > DAY * 60


def _until_now(line: Line, times: Times, day: dt.date | None, *, now: dt.time) -> None:
    start = times.starts or 0
    minutes = now.hour * 60 + now.minute - start
    if minutes < 0 and day is None and minutes + DAY <= LONGEST_NIGHT:
        minutes, times.open = minutes + DAY, False
    if minutes > 0:
        times.seconds = minutes * 60
    else:
        line.problems.append(Problem(Code.NOT_YET, *times.place))


def _note(line: Line) -> str:
    """What is left of the line, without the small words that hung on what was understood."""
    texts = []
    for begin, end in _runs(line):
        start, stop = line.span(begin, end)
        line.parts.append(Part(Kind.NOTE, start, stop))
        texts.append(clean(line.text[start:stop]))
    return " ".join(texts)


def _runs(line: Line) -> Iterator[tuple[int, int]]:
    """Tokens that stand together in the note, trimmed; runs of small words are dropped."""
    left = [kept or not taken for kept, taken in zip(line.kept, line.taken, strict=True)]
    i = 0
    while i < len(line):
        end = i
        while end < len(line) and left[end]:
            end += 1
        begin, stop = _trimmed(line, i, end)
        if begin < stop:
            yield begin, stop
        i = end + 1


def _trimmed(line: Line, begin: int, end: int) -> tuple[int, int]:
    markers = vocabulary().markers

    def hangs(i: int, words: dict[str, bool]) -> bool:
        token = line.tokens[i]
        return (token.fold in words or token.kind == "mark") and not line.kept[i]

    while begin < end and hangs(begin, markers["leading"]) and line.tokens[begin].text not in "#(«":
        begin += 1
    while begin < end and hangs(end - 1, markers["trailing"]):
        if line.tokens[end - 1].text in ")»!?%€":
            break
        end -= 1
    return begin, end
