"""The last of the disk: what is kept free for complaints beside files, and for the doors whose senders cannot come back."""

import os

from intake.core.errors import NotStoredError
from intake.service.site import Site

FOR_COMPLAINTS = 200_000_000  # bytes that no file may take
FOR_OTHER_DOORS = (
    50_000_000  # bytes that only kiosk and SMS may take: who writes there cannot simply try again
)


def check_room(site: Site, reserved: int, more: int = 0) -> None:
    """Refuse what would leave less than `reserved` bytes free where the data lies; raises NotStoredError."""
    disk = os.statvfs(site.settings.data)
    if disk.f_bavail * disk.f_frsize - more < reserved:
        raise NotStoredError("the last of the disk is kept for others")
