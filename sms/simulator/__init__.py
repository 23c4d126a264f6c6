"""A stand-in for the text carrier: Twilio's Messages API, its phones and its faults, served on the loopback.

`run` opens it, `Simulator.phone` gives a phone, `Simulator.settle` waits until nothing is on its way any more, and
`Simulator.readable` says what the carrier still holds. A page at /phone shows two phones and those copies. Nothing is
stored: it ends with its process.
"""

from sms.simulator.faults import Faults
from sms.simulator.phone import Phone
from sms.simulator.records import Alert, Copy
from sms.simulator.server import Simulator, run
from sms.simulator.settings import Settings

__all__ = ["Alert", "Copy", "Faults", "Phone", "Settings", "Simulator", "run"]
