"""One person's answers: step key -> field -> value, nothing but JSON, so that a draft can be encrypted."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar, cast

from intake.core.errors import AnswersError

Value = str | bool | list[str]
Fields = Mapping[str, Value]
T = TypeVar("T")

DOOR = "door"  # not a step: what the channel knows by itself, such as the facility a kiosk stands in


class Answers:
    """What was answered so far; a step that was seen and skipped is there with no fields."""

    def __init__(self, steps: Mapping[str, Fields] | None = None) -> None:
        self._steps: dict[str, dict[str, Value]] = {
            key: dict(fields) for key, fields in (steps or {}).items()
        }
        self._found: tuple[object, object] | None = None

    def __contains__(self, step: str) -> bool:
        return step in self._steps

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answers) and self._steps == other._steps

    __hash__ = None  # type: ignore[assignment]  # answers change, so they cannot be hashed

    @classmethod
    def at_the_door(cls, today: date, filed_from: str | None = None) -> "Answers":
        """Begin an interview: the day, for the dated directory, and the facility a kiosk stands in."""
        answers = cls()
        answers.put(DOOR, {"today": today.isoformat(), "filed_from": filed_from})
        return answers

    def of(self, step: str) -> dict[str, Value]:
        """Return a step's fields; empty where it was not answered."""
        return dict(self._steps.get(step, {}))

    def word(self, step: str, field: str) -> str:
        """Return a field that holds one text or code; "" where it was not answered."""
        value = self._steps.get(step, {}).get(field, "")
        return value if isinstance(value, str) else ""

    def words(self, step: str, field: str) -> tuple[str, ...]:
        """Return a field that holds several codes; empty where it was not answered."""
        value = self._steps.get(step, {}).get(field, [])
        return tuple(value) if isinstance(value, list) else ()

    def ticked(self, step: str, field: str) -> bool:
        """Tell whether a box was ticked."""
        return self._steps.get(step, {}).get(field) is True

    def put(self, step: str, fields: Mapping[str, object]) -> None:
        """Keep a step's fields in place of what it had, without empty ones; an empty step counts as seen.

        Raises AnswersError where a value is not a text, a truth value or a list of texts.
        """
        given = {field: _value(step, field, value) for field, value in fields.items() if value is not None}
        self._steps[step] = {field: value for field, value in given.items() if value}
        self._found = None

    def forget(self, step: str) -> None:
        """Drop a step's answers and that it was seen."""
        self._steps.pop(step, None)
        self._found = None

    def worked_out(self, given: object, work: Callable[[], T]) -> T:
        """Return what `work` makes of these answers and of what is given; it works again once an answer changed."""
        if self._found is None or self._found[0] is not given:
            self._found = given, work()
        return cast("T", self._found[1])

    def to_document(self) -> dict[str, dict[str, Value]]:
        """Return the answers as plain JSON values."""
        return {key: dict(fields) for key, fields in self._steps.items()}

    def to_json(self) -> str:
        """Return the answers as compact JSON in a stable order."""
        return json.dumps(self._steps, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_document(cls, document: object) -> "Answers":
        """Read answers from parsed JSON; raises AnswersError where it is anything else."""
        if not isinstance(document, dict):
            raise AnswersError("answers are not an object")
        answers = cls()
        for step, fields in document.items():
            if not isinstance(step, str) or not isinstance(fields, dict):
                raise AnswersError(f"{step}: the step is not an object")
            answers.put(step, fields)
        return answers

    @classmethod
    def from_json(cls, text: str) -> "Answers":
        """Read what to_json wrote; raises AnswersError on anything else."""
        try:
            return cls.from_document(json.loads(text))
        except (json.JSONDecodeError, RecursionError) as error:
            raise AnswersError("answers are not JSON") from error


def _value(step: str, field: object, value: object) -> Value:
    if isinstance(field, str) and isinstance(value, (str, bool)):
        return value
    if isinstance(field, str) and isinstance(value, list) and all(isinstance(word, str) for word in value):
        return list(value)
    raise AnswersError(f"{step}.{field}: not a text, a truth value or a list of texts")
