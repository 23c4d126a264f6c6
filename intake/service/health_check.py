"""What `recourse doctor` finds: each finding says what is wrong and what to do."""

from collections.abc import Callable, Iterator

from config.settings import Settings
from intake.core.clock import Clock
from intake.core.errors import ManifestError, NotStoredError, RecourseError
from intake.service import health_site
from intake.service.finding import Finding
from intake.service.health_machine import examine_machine
from intake.service.site import Site, open_site

_LOOKS: tuple[Callable[[Site], Iterator[Finding]], ...] = (
    health_site.manifest,
    health_site.database,
    health_site.keys,
    health_site.catalogues,
    health_site.tasks,
    health_site.clock,
    health_site.backups,
)


def examine(settings: Settings, clock: Clock | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a deployment: the machine first, then the site as far as it can be opened."""
    yield from examine_machine(settings)
    try:
        site = open_site(settings, clock)
    except RecourseError as error:
        yield Finding(True, str(error), "mend what it names; or run `recourse init`, or put the keys back")
        return
    try:
        for look in _LOOKS:
            yield from _looked(look, site)
    finally:
        site.engine.dispose()


def _looked(look: Callable[[Site], Iterator[Finding]], site: Site) -> Iterator[Finding]:
    """Yield what one look finds; one that cannot be taken is a fault itself, and the others go on."""
    try:
        yield from look(site)
    except ManifestError as error:
        yield Finding(True, str(error), "sign a new manifest with the root key (`recourse keys manifest`)")
    except NotStoredError as error:
        yield Finding(
            True, str(error), "see that DATABASE_URL is right, its server runs, and the disk can be written"
        )
