"""The public site."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from intake.service.site import Site


def register(app: Flask, site: Site, csrf: CSRFProtect) -> None:
    """Open the public site in an app."""
