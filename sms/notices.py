"""The two texts that the dialogue does not say: that we heard enough for now, and that there is news."""

from intake.i18n import _l

ENOUGH = _l("Many texts came. We keep what you write. We answer again in an hour.")
NEWS = _l("There is an update. To see it, send us your code. STOP ends these texts.")
