"""What every use case needs: settings, configuration, clock, database, keys, blobs, pools."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from config.deployment import Deployment, load_deployment
from config.settings import Settings
from intake.core.clock import Clock, SystemClock
from intake.core.errors import ConflictError, NotStoredError
from intake.service import key_files
from intake.service.manifests import ManifestKeeper
from intake.service.pools import Pool
from intake.store.blobs import BlobStore
from intake.store.engine import Sessions, open_engine, read_sessions, write_sessions
from intake.vault.guard import Guard
from intake.vault.keyring import KeyRing
from intake.vault.manifest import Manifest


@dataclass(frozen=True)
class Site:
    """One deployment, opened; `desk` is None where the desk does not run, so officers' keys cannot get there."""

    settings: Settings
    deployment: Deployment
    clock: Clock
    engine: Engine
    write: Sessions
    read: Sessions
    ring: KeyRing
    guard: Guard
    manifests: ManifestKeeper
    blobs: BlobStore
    desk: Guard | None = None
    filing: Pool = field(default_factory=lambda: Pool(places=2, patience=20.0, name="filing"))
    looking: Pool = field(default_factory=lambda: Pool(places=1, patience=3.0, waiting=3, name="looking"))
    pictures: Pool = field(default_factory=lambda: Pool(places=1, patience=20.0, name="pictures"))
    exports: Pool = field(default_factory=lambda: Pool(places=1, patience=30.0, waiting=3, name="exports"))
    signing_in: Pool = field(
        default_factory=lambda: Pool(places=2, patience=10.0, waiting=3, name="signing_in")
    )

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that commits at the end; raises NotStoredError or ConflictError."""
        try:
            with self.write.begin() as session:
                yield session
        except IntegrityError as error:
            raise ConflictError("somebody else wrote the same row first") from error
        except (DBAPIError, PoolTimeoutError) as error:
            raise NotStoredError("the database did not take it") from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads; raises NotStoredError where the database does not answer."""
        try:
            with self.read() as session:
                yield session
        except (DBAPIError, PoolTimeoutError) as error:
            raise NotStoredError("the database did not answer") from error

    def manifest(self) -> Manifest:
        """Return the newest manifest, verified against the pinned root."""
        with self.reading() as session:
            return self.manifests.newest(session, self.clock.now())


def open_site(settings: Settings, clock: Clock | None = None, *, with_desk: bool = False) -> Site:
    """Open a deployment; raises SettingsError with a way out where keys or database were not made yet."""
    ring = key_files.load_ring(settings, "site")
    engine = open_engine(settings.database_url)
    return Site(
        settings=settings,
        deployment=load_deployment(settings.config),
        clock=clock or SystemClock(),
        engine=engine,
        write=write_sessions(engine),
        read=read_sessions(engine),
        ring=ring,
        guard=Guard(ring),
        manifests=ManifestKeeper(key_files.load_pin(settings), settings.data / "manifest.seen"),
        blobs=BlobStore(settings.blob_url),
        desk=Guard(key_files.load_ring(settings, "desk")) if with_desk else None,
    )
