"""Names of counties, for the help that scripts give while typing; the page works without."""

import json

from flask import Blueprint, Response

from intake.interview.geo import counties, states

blueprint = Blueprint("names", __name__)
_DAY = 86_400  # seconds


@blueprint.get("/names/counties.json")
def county_names() -> Response:
    """Return all counties, {State: [names]}: which State is meant stays in the browser."""
    listed = {code: [name for _fips, name in counties(code)] for code, _name in states()}
    answer = Response(json.dumps(listed, ensure_ascii=False), mimetype="application/json")
    answer.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return answer
