"""Fixed keys, ids and texts that the tests of the vault share."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import settings

from intake.vault.context import Context
from intake.vault.keyring import KeyRing
from intake.vault.manifest import DeskKey, Manifest, RootKey
from intake.vault.sealing import SealedComplaint, seal_complaint
from intake.vault.site import AckKey, site_pair
from intake.vault.suite import KeyPair, Seed

unhurried = settings(deadline=None, max_examples=40)

CASE = UUID("6f1d2a44-0c1b-4f7e-9a3d-5b8e7c2f1a90")
OTHER_CASE = UUID("0b5c9e17-3d42-4a68-8f21-7e6d5c4b3a29")
OFFICER = UUID("c2a7e5d1-94b3-4f06-8d7a-1b2c3d4e5f60")
CODE = "48151623420123456785"
SALT = bytes(range(100, 132))
TEXT = "They kept me past the 48 hours. لم يخبرني أحد.".encode()
CONTEXT = Context("test", 7, CASE)
PAIR = KeyPair.from_seed(Seed(bytes(range(32))))
STRANGER = KeyPair.from_seed(Seed(b"s" * 32))
DESKS = {name: KeyPair.from_seed(Seed(name.encode().ljust(32, b"."))) for name in ("crcl", "doj", "triage")}
RING = KeyRing.parse(f"2:{'22' * 32},1:{'11' * 32}")
ROOT = RootKey.from_seed(b"r" * 32)
ISSUED = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
EXPIRES = datetime(2026, 4, 5, 12, 0, tzinfo=UTC)
LOW_ORDER = PAIR.public[:1184] + bytes(32)
MANIFEST = Manifest(
    number=3,
    issued=ISSUED,
    expires=EXPIRES,
    desks=tuple(DeskKey(name, 1, pair.public) for name, pair in DESKS.items()),
    site_public=site_pair(RING).public,
    ack_public=AckKey.from_ring(RING).public,
    salt=SALT,
    argon2_version=1,
    rules="9f" * 32,
)


def complaint(  # the least that a complaint needs, each part open to change
    *,
    identity: bytes | None = b"Amal",
    consent: tuple[str, ...] = ("doj",),
    conversation: bytes | None = b"hello",
    files: tuple[bytes, ...] = (),
    code_opens_account: bool = False,
) -> SealedComplaint:
    """Seal a complaint to CRCL and DOJ."""
    return seal_complaint(
        case=CASE,
        code=CODE,
        document=b'{"language":"ar"}',
        account=TEXT,
        identity=identity,
        conversation=conversation,
        files=files,
        desks=("crcl", "doj"),
        consent=consent,
        code_opens_account=code_opens_account,
        manifest=MANIFEST,
    )
