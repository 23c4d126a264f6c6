"""Where a person lost the code of an earlier case: which cases the word fits, and who asked to follow it."""

from dataclasses import dataclass
from uuid import UUID

from intake.desk import times, words
from intake.desk.access import reader
from intake.desk.blueprint import desk, site
from intake.desk.queue_rows import place_name, short_id
from intake.service import lost_code
from intake.service.lost_code import Earlier
from intake.service.queue import line_of
from intake.service.review import CaseFile


@dataclass(frozen=True)
class Row:
    """An earlier case: `state` is fits, asked, mine (asked by this officer), here, elsewhere, foreign or gone.

    `who` is the officer who asked, or the case that follows it already.
    """

    case_id: UUID
    short: str
    about: str
    state: str
    who: str = ""


@dataclass(frozen=True)
class Panel:
    """What a case's page says of a lost code; `followed_in` is the new case of a person who lost this one's code."""

    word_given: bool
    earlier_given: bool
    rows: list[Row]
    followed_in: UUID | None
    followed_short: str


def panel_of(case: CaseFile) -> Panel | None:
    """Return what to say of a lost code; None where no word was given."""
    detail = case.detail
    if not (detail.word or detail.earlier_word or detail.followed_in or detail.follows):
        return None
    followed_in = lost_code.follower(site(), case.case_id, detail)
    return Panel(
        word_given=bool(detail.word),
        earlier_given=bool(detail.earlier_word),
        rows=_rows(case),
        followed_in=followed_in,
        followed_short=short_id(followed_in) if followed_in else "",
    )


def _rows(case: CaseFile) -> list[Row]:
    """Return the cases that the word fits, then those that it fits no more or that are at another desk."""
    detail = case.detail
    if not detail.earlier_word:
        return []
    found = lost_code.candidates(site(), desk().index(), reader(), case.case_id, detail)
    rows = [_row(one, case.case_id) for one in found]
    followed = {old for old, _detail in lost_code.earlier_cases(site(), case.case_id, detail)}
    others = followed.union(map(UUID, detail.follow_asked)).difference(one.case_id for one in found)
    return rows + [_other(old, detail.follow_asked.get(old.hex, "")) for old in sorted(others)]


def _other(old: UUID, asked_by: str) -> Row:
    line = line_of(desk().index(), old)
    foreign = line is not None and reader().desks.isdisjoint(line.desks.split())
    return Row(old, short_id(old), "", "foreign" if foreign else "gone", asked_by)


def _row(one: Earlier, here: UUID) -> Row:
    line, deployment = one.listing, site().deployment
    received = times.from_minute(line.received)
    day = times.shown_day(received.astimezone(deployment.site.zone).date()) if received else ""
    told = (day, words.known(words.STATUSES, line.status), place_name(line, deployment))
    state, who = "fits", ""
    if one.followed_in:
        state, who = ("here", "") if one.followed_in == here else ("elsewhere", short_id(one.followed_in))
    elif one.asked_by:
        state, who = ("mine" if one.asked_by == reader().name else "asked"), one.asked_by
    return Row(one.case_id, short_id(one.case_id), " · ".join(filter(None, told)), state, who)
