"""Becoming a process that does not outlive the site: Linux is asked to kill it when its parent dies, then it is the command.

Run as a script by the supervisor, in front of each command: a fork with Python code in it (`preexec_fn`) is not safe
beside threads, and a process of the site may be started again at any time.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2); holds across execve(2)
_ORPHAN = 1


def become(parent: int, command: list[str]) -> None:
    """Turn this process into a command that is killed when `parent`, a process id, dies; returns only if it is dead."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # it may have died before it was asked for
        os.execv(command[0], command)  # noqa: S606  # nosec B606 -- no shell is wanted


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
    sys.exit(_ORPHAN)
