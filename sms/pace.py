"""How much one number may ask for: answers in an hour; codes that nothing fits in a day, and then one in ten minutes."""

from datetime import datetime, timedelta

from intake.service.site import Site
from intake.service.texting import Talk

ANSWERS_AN_HOUR = 120
MISSES_A_DAY = 20
WAIT = timedelta(minutes=10)  # a wait, not a lock: many may share a phone
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ANSWERS, _MISSES, _MISSED = "answers", "misses", "missed"


def note_answer(site: Site, talk: Talk) -> bool:
    """Count one more answer; tell whether the hour still allows it."""
    return _count(site, talk, _ANSWERS, _HOUR) <= ANSWERS_AN_HOUR


def note_miss(site: Site, talk: Talk) -> None:
    """Count one more code that nothing fits: a guess. A code that fits is none, however often it is asked with."""
    _count(site, talk, _MISSES, _DAY)
    talk.pace[_MISSED] = site.clock.now().isoformat(timespec="seconds")


def wait_to_try(site: Site, talk: Talk) -> timedelta:
    """Return how long it is until another code may be tried; nothing while the day's misses are not spent."""
    if _so_far(site, talk, _MISSES, _DAY)[1] < MISSES_A_DAY or not talk.pace.get(_MISSED):
        return timedelta()
    waited = site.clock.now() - datetime.fromisoformat(talk.pace[_MISSED])
    return max(WAIT - waited, timedelta()) if waited >= timedelta() else WAIT


def _count(site: Site, talk: Talk, what: str, window: timedelta) -> int:
    """Count one more within a window of time; returns how many there were."""
    since, number = _so_far(site, talk, what, window)
    talk.pace[what] = (since, number + 1)
    return number + 1


def _so_far(site: Site, talk: Talk, what: str, window: timedelta) -> tuple[str, int]:
    """Return when the window that runs now began, ISO, and how many there were in it."""
    now = site.clock.now()
    since, number = talk.pace.get(what, ("", 0))
    if not since or not timedelta() <= now - datetime.fromisoformat(since) < window:
        return now.isoformat(timespec="seconds"), 0
    return str(since), int(number)
