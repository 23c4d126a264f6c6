"""What the carrier's refusals mean, however it words them, and what was never asked of it."""

from dataclasses import replace

import pytest
from requests.exceptions import ConnectTimeout
from twilio.http.response import Response

from sms import carrier
from sms.errors import CarrierError, Fate
from sms.media import carrier_of
from sms.simulator import Faults
from tests.conftest import World
from tests.sms.line import open_line


@pytest.mark.parametrize(
    ("faults", "token", "fate", "code"),
    [
        (Faults(too_many=1.0), "", Fate.retry, 20429),
        (Faults(failing=1.0), "", Fate.doubtful, 20500),
        (Faults(), "another-token-entirely", Fate.page, 20003),
        (Faults(unheard=1.0), "", Fate.doubtful, 0),
    ],
)
def test_a_list_that_is_refused_says_why(
    world: World, faults: Faults, token: str, fate: Fate, code: int
) -> None:
    with open_line(world, faults) as line:
        own = carrier_of(line.site)
        asking = replace(own, token=token or own.token)
        with pytest.raises(CarrierError) as told:
            carrier.list_inbound(asking, line.world.clock.now(), 10)
        assert (told.value.fate, told.value.code) == (fate, code)
        assert told.value.__context__ is None


@pytest.mark.parametrize(
    ("status", "body", "fate", "code"),
    [
        (502, "<html>Bad Gateway</html>", Fate.doubtful, 502),
        (429, '["not", "an", "object"]', Fate.retry, 429),
        (403, '{"code": "9999999999999999999999"}', Fate.page, 403),
        (400, '{"code": {"a": 1}}', Fate.never, 400),
    ],
)
def test_an_answer_that_is_no_error_of_the_carrier_is_read_by_its_status(
    status: int, body: str, fate: Fate, code: int
) -> None:
    error = carrier._of_answer(Response(status, body))
    assert (error.fate, error.code) == (fate, code)


def test_a_carrier_that_was_never_reached_has_taken_nothing() -> None:
    def never() -> None:
        raise ConnectTimeout("words")

    with pytest.raises(CarrierError) as told:
        carrier._ask(never)
    assert (told.value.fate, told.value.__context__) == (Fate.retry, None)
