"""A complaint holds at least one incident, and is anonymous and silent unless the person said otherwise."""

import pytest

from intake.core.complaint import Channel, Complaint, Incident
from intake.core.errors import FactsError
from tests.core.examples import facts


def test_a_complaint_is_anonymous_until_the_person_says_otherwise() -> None:
    complaint = Complaint((Incident(facts(), facts()),), "They took my shoes.", "es-419", Channel.KIOSK)
    assert not complaint.identity
    assert not complaint.contact
    assert not complaint.consent
    assert not complaint.code_opens_account


def test_a_complaint_about_nothing_is_refused() -> None:
    with pytest.raises(FactsError, match="at least one incident"):
        Complaint((), "", "en", Channel.WEB)
