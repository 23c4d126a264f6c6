"""What was said about one incident, read from the answers: the words that conditions and facts are made of.

The first incident has no prefix, the second ("Did something else happen somewhere else?") has "second_".
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from intake.core.directory import Agency, Directory, Facility
from intake.core.words import Actor, Allegation, Custody, Place
from intake.interview.answers import DOOR, Answers
from intake.interview.words import OTHER

SECOND = "second_"
NONE_OF_THESE = "none"
NO_BADGE = "no_badge"  # a vest that says POLICE, a mask, no badge: unknown
HOLD = "hold"  # "the jail, and immigration asked it to": a detainer by word of mouth
HERE = "yes"
ONGOING = "ongoing"
_MOST_MATCHES = 8

DHS_PLACES = frozenset({Place.PRIVATE_ICE, Place.ICE_SPC, Place.ICE_HOLD, Place.CBP_HOLD})
# Where no detainer is at work: immigration, a federal prison or ORR holds the person itself.
NO_DETAINER = DHS_PLACES | {Place.BOP, Place.USMS_CONTRACT, Place.ORR}
FREE_PLACES = frozenset({Place.COMMUNITY, Place.HOME, Place.WORKPLACE, Place.COURTHOUSE})


@dataclass(frozen=True)
class Said:
    """One incident as said; properties are empty or unknown where nothing was answered."""

    answers: Answers
    directory: Directory
    prefix: str = ""

    def word(self, step: str, field: str) -> str:
        """Return a code or text of one of this incident's steps."""
        return self.answers.word(self.prefix + step, field)

    def words(self, step: str, field: str) -> tuple[str, ...]:
        """Return several codes of one of this incident's steps."""
        return self.answers.words(self.prefix + step, field)

    @property
    def kinds(self) -> frozenset[Allegation]:
        """What happened, without "something else"."""
        return frozenset(Allegation(kind) for kind in self.words("what", "kinds") if kind != OTHER)

    def any_of(self, *kinds: Allegation) -> bool:
        """Tell whether one of these kinds was chosen."""
        return not self.kinds.isdisjoint(kinds)

    @property
    def happened_on(self) -> str:
        """When it happened: a month, a day, "ongoing", or "" where it is not known."""
        how = self.word("when", "how")
        if how == ONGOING:
            return ONGOING
        return self.word("when", "on") if how in {"", "on"} else ""

    @property
    def day(self) -> date | None:
        """The day for the dated directory: the event's (a month's last), else of filing; None: the latest."""
        if self.happened_on and self.happened_on != ONGOING:
            year, month, *rest = map(int, self.happened_on.split("-"))
            return date(year, month, rest[0] if rest else monthrange(year, month)[1])
        today = self.answers.word(DOOR, "today")
        return date.fromisoformat(today) if today else None

    @property
    def facilities(self) -> tuple[Facility, ...]:
        """The facilities that fit the name as typed, for the person to choose from."""
        name = self.word("where", "facility_name")
        return self.directory.search(name, self.day)[:_MOST_MATCHES] if name else ()

    @property
    def facility(self) -> Facility | None:
        """The facility of the directory, where the person stands in it or chose it."""
        if self.word("here", "here") == HERE:
            return self.directory.facility(self.answers.word(DOOR, "filed_from"), self.day)
        chosen = self.word("facility", "facility")
        return next((found for found in self.facilities if found.id == chosen), None)

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies that fit the name as typed."""
        name = self.word("agency", "agency_name")
        return self.directory.search_agencies(name, self.day)[:_MOST_MATCHES] if name else ()

    @property
    def agency(self) -> Agency | None:
        """The agency of the directory that the person chose."""
        chosen = self.word("which_agency", "agency")
        return next((found for found in self.agencies if found.id == chosen), None)

    @property
    def place_said(self) -> Place:
        """Where it happened, as the person says; unknown where the directory answers it ("here")."""
        return Place(self.word("where", "kind") or Place.UNKNOWN)

    @property
    def place(self) -> Place:
        """Where it happened, as the facility says, else the person."""
        return self.facility.kind if self.facility else self.place_said

    @property
    def who(self) -> tuple[str, ...]:
        """Who did it, as chosen: actors' codes and "no badge"."""
        return self.words("who", "actors")

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who did it; unknown where nobody was named."""
        named = tuple(Actor(code) for code in self.who if code not in {NO_BADGE, Actor.UNKNOWN})
        return named or (Actor.UNKNOWN,)

    @property
    def maybe_local(self) -> bool:
        """Whether police or jail staff may have done it."""
        local = {Actor.LOCAL_POLICE, Actor.JAIL_STAFF, Actor.UNKNOWN}
        return not local.isdisjoint(self.actors)

    @property
    def holder(self) -> str:
        """Who held the person, as chosen: a custody's code, "hold", or unknown."""
        return self.word("custody", "holder") or Custody.UNKNOWN

    @property
    def held_by_dhs(self) -> bool:
        """Whether ICE or CBP held the person, as far as was said."""
        return self.place in DHS_PLACES or self.holder in {Custody.ICE, Custody.CBP}
