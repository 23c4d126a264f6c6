"""A letter or a call that an officer keyed in: filed as from every door, with the officer's name in the case's chain."""

from collections.abc import Sequence
from datetime import date

from intake.core.complaint import Complaint
from intake.service.files import KeptFile
from intake.service.filing import Filed, KeyedIn, Ticket, file_complaint
from intake.service.reader import Reader
from intake.service.review import READERS
from intake.service.site import Site


def file_keyed_in(
    site: Site,
    reader: Reader,
    complaint: Complaint,
    ticket: Ticket,
    *,
    came_on: date,
    files: Sequence[KeptFile] = (),
) -> Filed:
    """File what an officer keyed in, once per ticket; whoever files it can open it only where a desk of theirs gets it.

    Raises NotAllowedError, and NotStoredError where it could not be stored safely.
    """
    reader.need(*READERS)
    hand = KeyedIn(reader.name, came_on.isoformat())
    return file_complaint(site, complaint, ticket, files=files, keyed_in=hand)
