"""The same submission as JSON, for other programs: file a complaint, ask where it is, and the description of both."""

from intake.web.api.routes import blueprint

__all__ = ["blueprint"]
