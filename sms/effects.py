"""Effects that take a while, as plain JSON: kept guarded in the conversation until a worker has carried them out."""

from dataclasses import asdict
from typing import Any, TypeAlias

from intake.core.errors import AnswersError
from intake.interview.answers import Answers
from sms.dialogue import AddWords, File, Forget, LookUp, TakeMedia

Slow: TypeAlias = File | LookUp | Forget | AddWords | TakeMedia
SLOW = (File, LookUp, Forget, AddWords, TakeMedia)
_PLAIN = {kind.__name__: kind for kind in (LookUp, Forget, AddWords, TakeMedia)}


def to_document(effect: Slow) -> dict[str, Any]:
    """Return an effect as JSON values."""
    if isinstance(effect, File):
        fields = {"draft": effect.draft, "language": effect.language, "incomplete": effect.incomplete}
        return {"effect": "File", **fields, "answers": effect.answers.to_document()}
    return {"effect": type(effect).__name__, **asdict(effect)}


def from_document(document: dict[str, Any]) -> Slow:
    """Read an effect back; AnswersError where it is none of ours."""
    fields = {name: value for name, value in document.items() if name not in {"effect", "with"}}
    if document.get("effect") == "File":
        return File(**{**fields, "answers": Answers.from_document(fields["answers"])})
    kind = _PLAIN.get(str(document.get("effect")))
    if kind is None:
        raise AnswersError("an effect of an unknown kind")
    made: Slow = kind(**fields)
    return made
