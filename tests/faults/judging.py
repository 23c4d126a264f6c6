"""After an ordeal: is all that was acknowledged there, exactly once, and does it open; and is nothing half there."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from intake.core.errors import RecourseError
from intake.service import by_code
from intake.service.files import read_file
from intake.service.site import Site
from tests.faults.house import House
from tests.faults.ordeal import PAPER, Told
from tests.faults.whole import Seen, whole


@dataclass(frozen=True)
class Verdict:
    """What is wrong, one list a kind; all of them empty where the site held."""

    lost: list[str]
    twice: list[str]
    strange: list[str]
    shut: list[str]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.twice or self.strange or self.shut)


def judge(house: House, told: Told) -> Verdict:
    """Compare what is there with what was told; AssertionError where anything is half there."""
    with house.site() as site:
        seen = whole(site, house.reader(site))
        there = Counter(one.words for one in seen)
        said = Counter(text for one in seen for text in one.said_at_the_desk)
        acknowledged = [*told.filed, *told.done]
        known = {*acknowledged, *told.unknown}
        both = there + said
        return Verdict(
            lost=[words for words in acknowledged if not both[words]],
            twice=[words for words, times in both.items() if times > 1],
            strange=[words for words in both if words not in known],
            shut=[*_codes_that_do_not_open(site, seen, told), *_papers_that_do_not_open(site, seen, told)],
        )


def _codes_that_do_not_open(site: Site, seen: list[Seen], told: Told) -> list[str]:
    """Open every complaint with its code, as the person does who comes back."""
    ids = {one.words: one.case_id for one in seen}
    return [words for words, code in told.filed.items() if _opened(site, code) != ids.get(words)]


def _opened(site: Site, code: str) -> UUID | str:
    """Return the case that a code opens, or why it opens none."""
    try:
        return by_code.view(site, by_code.open_by_code(site, code)).case_id
    except RecourseError as error:
        return repr(error)


def _papers_that_do_not_open(site: Site, seen: list[Seen], told: Told) -> list[str]:
    papers = {one.words: [b"".join(read_file(site, kept)) for kept in one.files] for one in seen}
    return [words for words, found in papers.items() if found != ([PAPER] if words in told.papers else [])]
