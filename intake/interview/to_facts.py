"""What was said of one incident -> facts, still as said: the directory's part is added by core.derive."""

from datetime import datetime, time

from intake.core.facts import Facts
from intake.core.words import Allegation, Custody, Flag, Place
from intake.interview.said import HOLD, NO_DETAINER, Said

_A = Allegation

# "Something else", or nothing but own words: the allegation that rules single out only where they are right
# for any act (I09, I14, S01), so that the fallback rows ("any other act of ...") decide.
ANY_OTHER_ACT = Allegation.DUE_PROCESS

# Who is stopped in the open or at home is free, unless what they complain of is being held.
_OPEN_PLACES = frozenset({Place.COMMUNITY, Place.HOME, Place.WORKPLACE})
_BEING_HELD = (
    *(_A.OVER_48H, _A.OVER_72H, _A.BAIL_REFUSED, _A.US_CITIZEN, _A.DETAINER_IMPROPER, _A.NO_NOTICE),
    *(_A.VICTIM_WITNESS, _A.FAMILY_SEPARATION),
)
_LOCAL = frozenset({Custody.LOCAL_CHARGE, Custody.LOCAL_SENTENCE})
_DETAINER_CAN_BE = _LOCAL | {Custody.NONE, Custody.UNKNOWN}


def facts_of(said: Said) -> Facts:
    """Return the facts of an incident as said; what was not answered is unknown."""
    eligible = _eligible(said)
    released = _released(said, eligible)
    return Facts(
        actors=said.actors,
        place=said.place_said,
        custody=_custody(said),
        allegations=_allegations(said),
        flags=_flags(said, freed=_is_free(said) and released is None),
        release_eligible_at=eligible,
        released_at=released,
    )


def _allegations(said: Said) -> tuple[Allegation, ...]:
    chosen = tuple(Allegation(code) for code in said.words("what", "kinds") if code in said.kinds)
    if said.word("citizenship", "citizen") == "yes":
        chosen = (*chosen, Allegation.US_CITIZEN)
    return chosen or (ANY_OTHER_ACT,)


def _could_leave(said: Said) -> bool:
    """Tell whether local custody is over: a day named without a yes says it as well."""
    answer = said.word("held", "could_leave")
    return answer == "yes" or (not answer and bool(said.word("held", "day")))


def _perhaps_over(said: Said) -> bool:
    """Tell whether "held after the day" stands against a local case that is not said to be still open."""
    return said.any_of(Allegation.OVER_48H) and said.word("held", "could_leave") in {"", "unknown"}


def _custody(said: Said) -> Custody:
    told = said.holder == HOLD or said.word("papers", "paper") in {"got", "told"}
    detainer = told and said.place not in NO_DETAINER
    holder = Custody.UNKNOWN if said.holder == HOLD else Custody(said.holder)
    if detainer and (holder in _DETAINER_CAN_BE or _hold_taken_for_ice(said, holder)):
        return Custody.DETAINER_ONLY if _could_leave(said) else Custody.ICE_DETAINER
    if holder in _LOCAL and (_could_leave(said) or _perhaps_over(said)):
        return (
            Custody.UNKNOWN
        )  # not, or perhaps not, on the local case any more: on whose authority was not said
    if holder is Custody.UNKNOWN and said.place in _OPEN_PLACES and not said.any_of(*_BEING_HELD):
        return Custody.NONE
    return holder


def _hold_taken_for_ice(said: Said, holder: Custody) -> bool:
    """Tell whether "immigration" means a jail's hold: a detainer is lodged only while a jail holds."""
    return holder is Custody.ICE and said.any_of(Allegation.OVER_48H, Allegation.BAIL_REFUSED)


def _at(said: Said, step: str) -> datetime | None:
    """Return a day and hour as local time; a day without an hour counts from 00:00."""
    day, hour = said.word(step, "day"), said.word(step, "hour")
    if not day:
        return None
    return datetime.combine(datetime.fromisoformat(day), time.fromisoformat(hour) if hour else time())


def _eligible(said: Said) -> datetime | None:
    return _at(said, "held") if _could_leave(said) else None


def _is_free(said: Said) -> bool:
    return said.word("still_held", "still") in {"free", "free_since"}


def _released(said: Said, eligible: datetime | None) -> datetime | None:
    """Return when the person went free; None where the day is unknown or lies before they could leave."""
    released = _at(said, "still_held") if said.word("still_held", "still") == "free_since" else None
    if released and eligible and released < eligible:
        rounded = released.date() == eligible.date() and not said.word("still_held", "hour")
        return eligible if rounded else None
    return released


def _flags(said: Said, *, freed: bool) -> frozenset[Flag]:
    about = said.word("asked", "about")
    told = {
        Flag.DANGER_NOW: said.answers.word("danger", "danger") == "yes",
        Flag.PATTERN: said.word("others", "others") == "many" or said.word("others", "order") == "yes",
        Flag.INJURY: said.word("injury", "hurt") == "yes",
        Flag.DELEGATED: about == "papers",
        Flag.STATE_AUTHORITY: about == "crime",
        Flag.MINOR: said.word("minor", "under_18") == "yes",
        Flag.DISABILITY: said.word("disability", "disability") == "yes" or said.any_of(_A.DISABILITY),
        Flag.PRIOR_CASE: said.word("prior", "before") == "yes",
        Flag.RELEASED: freed,
    }
    return frozenset(flag for flag, holds in told.items() if holds)
