"""What helps a person in danger at once, before anything is sent, through the door they stand at."""

from collections.abc import Mapping

from intake.core.complaint import Channel
from intake.i18n import _l

_CALL_911 = _l("If you can, call 911 now. This page is not an alarm.")

DANGER_HELP: Mapping[Channel, tuple[str, ...]] = {
    Channel.WEB: (_CALL_911, _l("Do not wait for our answer. You can still send this.")),
    Channel.API: (_CALL_911,),
    Channel.KIOSK: (
        _l("Call one of the numbers listed here, if you can."),
        _l("What you write has not left yet. It goes out when the network is there."),
    ),
    Channel.SMS: (_l("If you can, call 911 now. We may not see this text at once."),),
    Channel.PAPER: (_l("If you can, call 911 now. A letter is slow."),),
    Channel.PHONE: (_l("If you can, hang up and call 911 now. This line is not an alarm."),),
}
