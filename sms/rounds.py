"""What the worker does for the door for texts by itself: silence that ends, news to tell, what is over."""

from functools import partial
from uuid import UUID

import structlog

from intake.i18n import speaking
from intake.service import texting, texting_contact, texting_ends
from intake.service.site import Site
from intake.service.texting import Talk, Thought
from sms import notices
from sms.dialogue import Turn, expire
from sms.hours import is_safe
from sms.turns import follow, known, state_of
from sms.voice import able_to_speak

log = structlog.get_logger()


def wake(site: Site) -> None:
    """Do what silence does in each conversation whose time has come; one that fails does not stop the others."""
    for conversation in texting_ends.waking(site):
        try:
            texting.resume(site, conversation, partial(_expired, site))
        except Exception as error:  # noqa: BLE001 -- the next round tries again
            log.warning("sms.not_woken", error=type(error).__name__)


def news(site: Site) -> None:
    """Text those who agreed to it that their case moved: in safe hours, neutrally, once for each move."""
    for conversation in texting_ends.conversations(site):
        talk = texting.load(site, conversation)
        if talk is None or talk.opted_out:
            continue
        moved = _moved(site, talk)
        if moved:
            texting.resume(site, conversation, partial(_told, site, moved))


def _expired(site: Site, talk: Talk) -> Thought:
    with able_to_speak(site.deployment):
        turn = expire(state_of(talk), known(site))
    return follow(talk, turn)


def _moved(site: Site, talk: Talk) -> dict[str, str]:
    """Return the cases to tell of, with how they stand; one seen for the first time is only remembered."""
    moved = {}
    for case, seen in talk.cases.items():
        now = texting_contact.standing(site, UUID(case))
        if now is not None and now.word != seen and (not seen or is_safe(site.clock.now(), now.zone)):
            moved[case] = now.word
    return moved


def _told(site: Site, moved: dict[str, str], talk: Talk) -> Thought:
    tells = any(talk.cases.get(case) for case in moved)
    talk.cases |= {case: word for case, word in moved.items() if case in talk.cases}
    state = state_of(talk)
    with able_to_speak(site.deployment), speaking(state.language):
        replies = (str(notices.NEWS),) if tells else ()
    return follow(talk, Turn(state, replies))
