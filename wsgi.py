"""What a WSGI server imports: the app that the environment describes."""

import os

from config.settings import Settings
from intake.app import create_app
from intake.log import set_up_logging

set_up_logging()
app = create_app(Settings.from_env(os.environ))
