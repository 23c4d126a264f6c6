"""How a complaint came to the desk: by letter or by phone, on which day, in whose language."""

from datetime import date
from typing import Any

from babel import Locale
from flask_babel import get_locale
from wtforms import DateField, Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs describe WTForms 3.2
from wtforms.validators import DataRequired, InputRequired, ValidationError

from intake.core.complaint import Channel
from intake.desk.blueprint import site
from intake.desk.key_in_draft import Keyed
from intake.i18n import _, _l

_NEEDED = _l("Please fill this in.")


class CameForm(Form):
    """What the officer knows of the letter or call itself; nobody is asked it."""

    how = RadioField(
        _l("How did it come?"),
        [InputRequired(_NEEDED)],
        choices=[
            SelectChoice(Channel.PAPER.value, _l("By letter")),
            SelectChoice(Channel.PHONE.value, _l("By phone")),
        ],
    )
    came_on = DateField(_l("On which day did it come?"), [DataRequired(_NEEDED)])
    language = SelectField(_l("The person's language"), [DataRequired(_NEEDED)])

    def validate_came_on(self, field: DateField) -> None:
        """Refuse a day that is still to come."""
        if field.data and field.data > today():
            raise ValidationError(_("This day is still to come."))

    @property
    def came(self) -> tuple[Channel, date, str]:
        """What a valid form says: door, day, BCP 47 tag."""
        day: date = self.came_on.data or today()
        return Channel(self.how.data), day, str(self.language.data)


def came_form(posted: Any = None, keyed: Keyed | None = None) -> CameForm:
    """Return the form, from what was posted, else as it was keyed in, else with today's day."""
    data: dict[str, Any] = {"came_on": today()}
    if keyed:
        data = {"how": keyed.how.value, "came_on": keyed.came_on, "language": keyed.language}
    form = CameForm(posted, prefix="came-", data=data)
    form.language.choices = [SelectChoice("", ""), *_languages()]
    return form


def language_name(tag: str) -> str:
    """Return a language's name: its own where this site speaks it, else the officer's word for it; else the tag."""
    known = site().deployment.language(tag)
    return known.own_name if known else str(_names().languages.get(tag, tag))


def today() -> date:
    """Return the day of the site's own time zone."""
    return site().clock.now().astimezone(site().deployment.site.zone).date()


def _languages() -> list[SelectChoice]:
    """Return the site's languages by their own names, and all others that CLDR names in the officer's words."""
    known = site().deployment.languages
    roots = {one.tag.split("-")[0].casefold() for one in known}
    named = [(tag, name) for tag, name in _names().languages.items() if "_" not in tag and tag not in roots]
    own, others = _("Languages of this site"), _("Other languages")
    return [
        *(SelectChoice(one.tag, one.own_name, optgroup=own) for one in known),
        *(
            SelectChoice(tag, name, optgroup=others)
            for tag, name in sorted(named, key=lambda one: one[1].casefold())
        ),
    ]


def _names() -> Locale:
    return get_locale() or Locale("en")
