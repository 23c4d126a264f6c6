"""Which question comes next by text, and which fields of it: the interview's steps, one field a text."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from intake.core.directory import Directory
from intake.interview.answers import Answers
from intake.interview.fields import ManyField, StepForm
from intake.interview.flow import BY_KEY, visible
from intake.interview.said import FREE_PLACES, SECOND
from intake.interview.step import Step, fields_of
from sms import texts
from sms.dialogue.state import Draft, Spot

Given = Mapping[str, str | list[str]]

# By text the clock comes right after what happened: a hold may end while the rest is still asked.
_EVENT = (
    *("what", "papers", "held", "still_held", "where", "when", "facility"),
    *("who", "agency", "which_agency", "custody", "citizenship"),
)
_DETAILS = ("asked", "injury", "minor", "disability", "prior", "others", "bases")
ORDER = (
    *("danger", "call_jail", *_EVENT, "for_whom", *_DETAILS, "account", "files", "elsewhere"),
    *(SECOND + key for key in (*_EVENT, *_DETAILS)),
    *("interpreter", "identity", "identity_desks", "name", "contact"),
)
_NOT_IN_ENGLISH = frozenset(
    {"interpreter"}
)  # the officers' own language: there it would cost a text for nothing
_PLAIN = frozenset({"account", "files"})  # spots of their own: they take more than one text
_NAMELESS = FREE_PLACES | {"transport", "unknown"}


def _is(field: str, *values: str) -> Callable[[Given], bool]:
    return lambda given: given.get(field) in values


# A page shows all fields of a step; by text a field is asked where those before it make it matter.
_ASKED_IF: Mapping[tuple[str, str], Callable[[Given], bool]] = {
    ("held", "day"): _is("could_leave", "yes"),
    ("held", "hour"): lambda given: bool(given.get("day")),
    ("still_held", "day"): _is("still", "free_since"),
    ("still_held", "hour"): lambda given: bool(given.get("day")),
    ("when", "on"): _is("how", "on"),
    ("where", "facility_name"): lambda given: given.get("kind") not in {None, "", *_NAMELESS},
    ("where", "county"): lambda given: bool(given.get("state")) and not given.get("facility_name"),
    ("prior", "number"): _is("before", "yes"),
    ("contact", "address"): lambda given: given.get("way") not in {None, "none"},
    ("contact", "hours"): lambda given: bool(given.get("address")),
    ("contact", "care"): lambda given: bool(given.get("address")),
}
# Labels that say too little where a field stands alone.
_ALONE = {("where", "state"): texts.WHICH_STATE, ("where", "county"): texts.WHICH_COUNTY}


def next_step(draft: Draft, directory: Directory, locale: str) -> Step | None:
    """Return the first step in the order of texts that was not shown yet; None where all were."""
    answers = Answers.from_document(draft.answers)
    asked = {step.key for step in visible(answers, directory)}
    if locale == "en":
        asked -= _NOT_IN_ENGLISH
    return next((BY_KEY[key] for key in ORDER if key in asked and key not in answers), None)


def step_before(draft: Draft, key: str, directory: Directory) -> Step | None:
    """Return the step that was answered before this one (before the end, where it is ""); None before the first."""
    answers = Answers.from_document(draft.answers)
    asked = {step.key for step in visible(answers, directory)}
    until = ORDER.index(key) if key else len(ORDER)
    return next((BY_KEY[one] for one in reversed(ORDER[:until]) if one in asked and one in answers), None)


def spot_of(step: Step) -> Spot:
    """Return the spot that asks a step from its first field."""
    if step.key in _PLAIN:
        return Spot(step.key, step=step.key)
    return Spot("ask", step=step.key, field=_names(step.form)[0])


def next_field(step: Step, field: str, given: Given) -> str | None:
    """Return the field of a step to ask after this one; None after the last."""
    names = _names(step.form)
    key = step.key.removeprefix(SECOND)
    later = names[names.index(field) + 1 :]
    return next((name for name in later if _ASKED_IF.get((key, name), _always)(given)), None)


def fields_asked(step: Step, given: Given, *, until: str = "") -> list[str]:
    """Return the fields of a step that were asked, in order, with these answers; `until` one of them, without it."""
    asked = [_names(step.form)[0]]
    while asked[-1] != until and (following := next_field(step, asked[-1], given)):
        asked.append(following)
    return asked[:-1] if asked[-1] == until else asked


def question_of(step: Step, field: Any) -> str:
    """Return a field's wording by text: the step's short one for the first, else the field's label."""
    if field.short_name == _names(step.form)[0]:
        return str(step.sms)
    return str(_ALONE.get((step.key.removeprefix(SECOND), field.short_name), field.label.text))


def is_grouped(field: Any) -> bool:
    """Tell whether a field's choices stand under pictures, so that it takes two menus."""
    return isinstance(field, ManyField) and bool(field.groups)


@cache
def _names(form: type[StepForm]) -> tuple[str, ...]:
    """Return the names of a form's fields in order; making a form costs more than all else in a turn."""
    return tuple(field.short_name for field in fields_of(form()))


def _always(_given: Given) -> bool:
    return True
