"""Who is signed in at the desk, and the keys that opens: what a reader holds no key for, they cannot read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core.errors import NoKeyError, NotAllowedError
from intake.core.statuses import Role
from intake.store import cases
from intake.store.models import Case
from intake.vault.case import Seal, open_pair
from intake.vault.parts import Part
from intake.vault.suite import KeyPair, Seed, fingerprint

Epoch = tuple[str, int]


class DeskPairs(Mapping[Epoch, KeyPair]):
    """Key pairs by desk and epoch, each opened when it is first asked for: a page needs one of them, or none."""

    def __init__(self, openers: Mapping[Epoch, Callable[[], KeyPair]]) -> None:
        self._openers = openers
        self._opened: dict[Epoch, KeyPair] = {}

    def __getitem__(self, epoch: Epoch) -> KeyPair:
        """Return the pair of a desk's epoch; raises CannotOpenError where it was not sealed to this officer."""
        if epoch not in self._opened:
            self._opened[epoch] = self._openers[epoch]()
        return self._opened[epoch]

    def __iter__(self) -> Iterator[Epoch]:
        return iter(self._openers)

    def __len__(self) -> int:
        return len(self._openers)


@dataclass(frozen=True)
class Reader:
    """An officer with the desk keys that were opened at sign-in."""

    id: UUID
    name: str
    roles: frozenset[Role]
    desk_pairs: Mapping[Epoch, KeyPair] = field(repr=False)
    pair: KeyPair = field(repr=False)

    @property
    def desks(self) -> frozenset[str]:
        """The desks this officer is a member of."""
        return frozenset(desk for desk, _ in self.desk_pairs)

    @property
    def fingerprint(self) -> str:
        """The digits by which a colleague knows this officer's key."""
        return fingerprint(self.pair.public)

    def need(self, *roles: Role) -> None:
        """Raise NotAllowedError unless the officer has one of these roles."""
        if not self.roles & set(roles):
            raise NotAllowedError("this role does not include this act")

    def newest_pair(self, desk: str) -> tuple[int, KeyPair]:
        """Return the newest epoch and key pair of a desk; raises NoKeyError."""
        epochs = [epoch for name, epoch in self.desk_pairs if name == desk]
        if not epochs:
            raise NoKeyError(f"no key of the desk {desk}")
        return max(epochs), self.desk_pairs[desk, max(epochs)]

    def pairs_of(self, desk: str) -> dict[int, KeyPair]:
        """Return a desk's key pairs by epoch; empty where the officer is no member."""
        return {epoch: self.desk_pairs[name, epoch] for name, epoch in self.desk_pairs if name == desk}

    def open_parts(self, session: Session, case: Case, *parts: Part) -> dict[Part, KeyPair]:
        """Open the key pairs of parts of a case with a desk key; parts of which no seal fits one are left out."""
        publics = {
            Part.account: case.account_public,
            Part.conversation: case.conversation_public,
            Part.identity: case.identity_public,
        }
        opened: dict[Part, KeyPair] = {}
        for row in cases.seals_of(session, case.id, *(part.value for part in parts)):
            part, desk_pair = Part(row.part), self.desk_pairs.get((row.desk, row.epoch))
            public = publics[part]
            if part not in opened and desk_pair is not None and public is not None:
                seal = Seal(part, row.desk, row.epoch, row.sealed)
                opened[part] = open_pair(desk_pair, seal, case=case.id, public=public)
        return opened

    def open_seed(self, session: Session, case: Case, part: Part) -> Seed:
        """Open the seed of one part of a case with a desk key; raises NoKeyError where no seal fits one."""
        opened = self.open_parts(session, case, part)
        if part not in opened:
            raise NoKeyError(f"none of this officer's desks holds a seal of the {part.value}")
        return opened[part].seed
