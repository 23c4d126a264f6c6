"""The one table of moves: who may make them, what each tells the complainant, and which clocks it turns."""

from dataclasses import dataclass

from intake.core.msgid import msgid
from intake.core.service_levels import Level
from intake.core.statuses import Outcome, Role, Status

WORKERS = frozenset({Role.officer, Role.supervisor, Role.triage})
DECIDERS = frozenset({Role.officer, Role.supervisor})
DECIDED = frozenset(
    {Outcome.substantiated, Outcome.partly, Outcome.not_substantiated, Outcome.no_further_contact}
)
ENDED = frozenset({Status.closed, Status.withdrawn})
_CLOCKS = (Level.first_look, Level.acceptance, Level.news, Level.triage_question)


@dataclass(frozen=True)
class Move:
    """One allowed move. `told` is an English msgid; `by_complainant` moves need no role.

    `starts` and `stops` are the service levels whose clocks it turns. A move with `outcomes` needs one of
    them. A move that is `back` leads only to the status from which the case went aside.
    """

    before: Status
    after: Status
    told: str
    roles: frozenset[Role] = WORKERS
    starts: tuple[Level, ...] = ()
    stops: tuple[Level, ...] = ()
    needs_reason: bool = False
    outcomes: frozenset[Outcome] = frozenset()
    by_complainant: bool = False
    back: bool = False


RECEIVED_TOLD = msgid("We have your complaint. An officer will read it.")
_CLOSED_TOLD = msgid("Your case with us is closed. Our last message says why.")

_WAY = (
    Move(
        Status.received,
        Status.screening,
        msgid("An officer is reading your complaint."),
        starts=(Level.acceptance,),
        stops=(Level.first_look,),
    ),
    Move(
        Status.screening,
        Status.needs_information,
        msgid("We need to know more. Please read our message."),
        starts=(Level.triage_question,),
    ),
    Move(
        Status.needs_information,
        Status.screening,
        msgid("An officer is reading your complaint again."),
        stops=(Level.triage_question,),
    ),
    Move(
        Status.screening,
        Status.accepted,
        msgid("We have taken on your complaint."),
        DECIDERS,
        starts=(Level.news,),
        stops=(Level.acceptance,),
    ),
    Move(
        Status.screening,
        Status.referred,
        msgid("Another office can act on your complaint. Our message says which one."),
        stops=(Level.acceptance,),
        needs_reason=True,
    ),
    Move(
        Status.screening,
        Status.not_ours,
        msgid("We cannot act on this complaint. Our message says who may help you."),
        stops=(Level.acceptance,),
        needs_reason=True,
    ),
    Move(Status.accepted, Status.investigating, msgid("We are now looking into what happened."), DECIDERS),
    Move(
        Status.investigating,
        Status.findings,
        msgid("We have looked into what happened and are writing down what we found."),
        DECIDERS,
    ),
    Move(
        Status.findings,
        Status.recommendations,
        msgid("We have decided what we found and what should change."),
        DECIDERS,
    ),
    Move(
        Status.recommendations,
        Status.closed,
        msgid("Your case is closed. Our message says what came of it."),
        DECIDERS,
        stops=(Level.news,),
        outcomes=DECIDED,
    ),
    Move(
        Status.referred,
        Status.closed,
        _CLOSED_TOLD,
        outcomes=frozenset({Outcome.referred, Outcome.no_further_contact}),
    ),
    Move(
        Status.not_ours,
        Status.closed,
        _CLOSED_TOLD,
        outcomes=frozenset({Outcome.outside_jurisdiction, Outcome.no_further_contact}),
    ),
    Move(
        Status.closed,
        Status.screening,
        msgid("We have opened your case again."),
        DECIDERS,
        starts=(Level.acceptance,),
        needs_reason=True,
    ),
)
OPEN = tuple(status for status in Status if status not in ENDED)
AT_WORK = tuple(status for status in OPEN if status is not Status.waiting_on)
_ASIDE = tuple(
    Move(
        status,
        Status.waiting_on,
        msgid("We are waiting for someone else before we go on."),
        needs_reason=True,
    )
    for status in AT_WORK
)
_RETURN = tuple(
    Move(Status.waiting_on, status, msgid("We are working on your complaint again."), back=True)
    for status in AT_WORK
)
_TAKEN_BACK = tuple(
    Move(
        status,
        Status.withdrawn,
        msgid("Your complaint was taken back. We stop our work on it."),
        stops=_CLOCKS,
        needs_reason=True,
        outcomes=frozenset({Outcome.withdrawn}),
        by_complainant=True,
    )
    for status in OPEN
)
_UNDONE = tuple(
    Move(
        Status.withdrawn,
        status,
        msgid("You did not take your complaint back after all. We go on with it."),
        frozenset(),
        by_complainant=True,
        back=True,
    )
    for status in AT_WORK
)
MOVES: tuple[Move, ...] = (*_WAY, *_ASIDE, *_RETURN, *_TAKEN_BACK, *_UNDONE)
"""Every move there is. What is not here is refused."""
