"""Stop with one clear line where Python is too old or cannot make environments."""

import importlib.util
import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- this file is run by whatever Python there is
    sys.exit(
        f"Recourse needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. Try: make PYTHON=python3.11"
    )
if importlib.util.find_spec("ensurepip") is None:
    sys.exit("This Python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv")
