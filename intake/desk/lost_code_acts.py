"""What two officers do where a person lost the code of an earlier case: one asks, another agrees, either undoes it."""

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from intake.core.errors import NoSuchCaseError
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.case_acts import do_act
from intake.service import lost_code


@blueprint.post("/case/<uuid:case_id>/follow/ask")
def ask_to_follow(case_id: UUID) -> Response:
    """Ask a second officer to agree that this case follows an earlier one."""
    old = _old()

    def work(revision: int) -> None:
        lost_code.ask_to_follow(site(), reader(), case_id, old, revision=revision)

    return do_act(case_id, "ask_to_follow", work, refused="follow")


@blueprint.post("/case/<uuid:case_id>/follow/agree")
def agree_to_follow(case_id: UUID) -> Response:
    """Agree to what another officer asked."""
    old = _old()

    def work(revision: int) -> None:
        lost_code.agree_to_follow(site(), reader(), case_id, old, revision=revision)

    return do_act(case_id, "agree_to_follow", work, refused="follow")


@blueprint.post("/case/<uuid:case_id>/follow/stop")
def stop_following(case_id: UUID) -> Response:
    """Undo a request or an agreement."""
    old = _old()

    def work(revision: int) -> None:
        lost_code.stop_following(site(), reader(), case_id, old, revision=revision)

    return do_act(case_id, "stop_following", work, refused="follow")


def _old() -> UUID:
    """Return the earlier case that a form names; raises NoSuchCaseError for anything else."""
    try:
        return UUID(request.form.get("old", ""))
    except ValueError as error:
        raise NoSuchCaseError("no such case") from error
