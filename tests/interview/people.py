"""A small made-up directory, a still clock, and ways to answer as a person does: through the forms."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.core.clock import FixedClock
from intake.core.complaint import Channel, Complaint
from intake.core.directory import Directory
from intake.core.rules import RuleSet
from intake.interview.answers import Answers
from intake.interview.compose import compose
from intake.interview.flow import BY_KEY, visible

DIRECTORY = Directory.load(
    """id,name,aliases,kind,operator,state,county_fips,timezone,county_run,valid_from,valid_to,languages
oak-jail,Oak County Jail,,local_jail,county,TX,48453,America/Chicago,yes,2005-01-01,,en
reed-jail,Reed County Jail,Reed Jail,local_jail,county,GA,13001,America/New_York,yes,1998-01-01,2019-06-30,en
reed-jail,Reed County Jail,Reed Jail,igsa_jail,county,GA,13001,America/New_York,yes,2019-07-01,,en
dune-center,Dune Processing Center,,private_ice,private,AZ,04001,America/Phoenix,no,2010-01-01,,en
""",
    """id,name,kind,state,county_fips,section_287g,doj_funded,valid_from,valid_to
ash-police,Ash Police Department,city_police,NJ,34001,no,yes,1995-01-01,
reed-sheriff,Reed County Sheriff,sheriff,GA,13001,yes,no,2012-01-01,
""",
)
RULES = RuleSet.parse((Path(__file__).parents[2] / "config" / "routing.toml").read_text())
CLOCK = FixedClock(datetime(2026, 6, 3, 17, 0, tzinfo=UTC))  # a Wednesday, noon in Texas
SITE_ZONE = ZoneInfo("America/New_York")

Given = Mapping[str, Mapping[str, str | list[str]]]


def answer(given: Given, answers: Answers | None = None) -> Answers:
    """Answer steps in the order given, each through its form, as a channel does; each must be asked then."""
    answers = answers if answers is not None else Answers.at_the_door(CLOCK.today())
    for key, values in given.items():
        step = BY_KEY[key]
        assert step in visible(answers, DIRECTORY), f"{key} is not asked"
        form = step.check(answers, DIRECTORY, values)
        assert form.validate(), f"{key}: {form.errors}"
        step.keep(answers, form)
    return answers


def asked(given: Given) -> set[str]:
    """Return the keys of the steps that are asked after these answers."""
    return {step.key for step in visible(answer(given), DIRECTORY)}


def complaint_of(given: Given, *, filed_from: str | None = None, incomplete: bool = False) -> Complaint:
    """Compose what these answers make, in English over the web."""
    return composed(answer(given), filed_from=filed_from, incomplete=incomplete)


def composed(
    answers: Answers, *, filed_from: str | None = None, incomplete: bool = False, language: str = "en"
) -> Complaint:
    """Compose a complaint at noon in Texas on Wednesday 3 June 2026."""
    return compose(
        answers,
        directory=DIRECTORY,
        clock=CLOCK,
        site_zone=SITE_ZONE,
        language=language,
        channel=Channel.WEB,
        filed_from=filed_from,
        incomplete=incomplete,
    )


def what(*kinds: str, kind: str = "local_jail") -> dict[str, Mapping[str, str | list[str]]]:
    """Return the answers to what happened and where."""
    return {"what": {"kinds": list(kinds)}, "where": {"kind": kind}}
