"""The slip that goes with a receipt code by letter or by phone: short enough for one half of a page, to be read alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.core.words import Desk
from intake.i18n import _
from intake.interview.words import DESKS


@dataclass(frozen=True)
class Slip:
    """What the slip says round the code, in the language spoken now; `address` is where the code is typed."""

    title: str
    label: str
    keep: tuple[str, ...]
    use: str
    where: str
    address: str
    went_to: str
    desks: tuple[str, ...]
    legal: tuple[str, ...]


def slip_of(
    desks: Iterable[str],
    *,
    address: str = "",
    no_contact: bool = False,
    legal_help: str = "",
    privacy_act: str = "",
    omb_number: str = "",
) -> Slip:
    """Return the slip's texts; whoever wants them in the person's language speaks it meanwhile.

    `desks` are those that hold the case; `address`, `legal_help`, `privacy_act` and `omb_number` are the deployment's own
    and stand as they are (5 U.S.C. 552a(e)(3) and 44 U.S.C. 3506(c)(1)(B) want the last two told); each may be empty.
    """
    wanted = set(desks)
    help_words = _("This complaint is not a lawyer. It stops no removal. For legal help:")
    come_back = _("Come back with your code to see news and to answer questions.")
    if no_contact:
        come_back = _(
            "Come back with your code to see news and to answer questions."
            " The office cannot find you if you do not come back."
        )
    return Slip(
        title=_("We have it. Please keep this code."),
        label=_("Your code"),
        keep=(
            _("Keep it where nobody else finds it. Whoever has it can see where your complaint is."),
            _("Nobody can find this code again for you."),
        ),
        use=come_back,
        where=_("Type it at this address:") if address else "",
        address=address,
        went_to=_("It went to:"),
        desks=tuple(str(DESKS[desk]) for desk in Desk if desk.value in wanted),
        legal=(
            *((help_words, legal_help) if legal_help else ()),
            *((privacy_act,) if privacy_act else ()),
            *((" ".join((_("OMB number:"), omb_number)),) if omb_number else ()),
        ),
    )
