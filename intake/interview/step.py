"""A step of the interview: what is asked, in which form, and when; every channel asks these and no others."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from intake.core.directory import Directory
from intake.interview.answers import Answers
from intake.interview.fields import Choice, Listed, Posted, StepForm

Condition = Callable[[Answers, Directory], bool]
Options = Callable[[Answers, Directory], Mapping[str, list[Choice]]]


def always(_answers: Answers, _directory: Directory) -> bool:
    """Ask whatever was answered before."""
    return True


@dataclass(frozen=True, eq=False)  # each step is one of a kind
class Step:
    """One thing that is asked. Texts are lazy: they speak the language of the request that shows them.

    `title` is the question; `help` one hint below it; `notes` are paragraphs to read first; `sms` is the
    short wording, None where SMS must not ask it; `main` is the field that makes a required step answered;
    `pictogram` names a picture; `options` gives choices that depend on earlier answers.
    """

    key: str
    title: str
    form: type[StepForm]
    asked_if: Condition = always
    required: bool = False
    help: str = ""
    sms: str | None = None
    main: str = ""
    pictogram: str = ""
    notes: tuple[str, ...] = ()
    options: Options | None = None

    def bind(self, answers: Answers, directory: Directory, formdata: Any = None) -> StepForm:
        """Return the form, filled from the answers or from what was posted; names begin with the step's key.

        `formdata` is any multidict with getlist; what it lacks is not answered: a page posts whole steps.
        """
        data = None if formdata is not None else answers.of(self.key)
        form = self.form(formdata, prefix=self.key, data=data)
        if self.options:
            for field, choices in self.options(answers, directory).items():
                cast("Listed", form[field]).offer(choices)
        return form

    def check(
        self, answers: Answers, directory: Directory, values: Mapping[str, str | Iterable[str]]
    ) -> StepForm:
        """Return the form bound to plain values by short field name, for SMS and kiosk; then validate it."""
        lists = {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}
        return self.bind(answers, directory, Posted({f"{self.key}-{name}": v for name, v in lists.items()}))

    def keep(self, answers: Answers, form: StepForm) -> None:
        """Put a valid form's values among the answers."""
        answers.put(self.key, {field.short_name: field.data for field in fields_of(form)})

    def answered(self, answers: Answers) -> bool:
        """Tell whether the step holds its main answer, or any where it has no main field."""
        fields = answers.of(self.key)
        return self.main in fields if self.main else bool(fields)


def fields_of(form: StepForm) -> Iterator[Any]:
    """Yield the form's bound fields in order; typed Any because WTForms' own fields share no useful type."""
    yield from form
