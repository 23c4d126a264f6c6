"""What is on its way: done one after another, or several at once; some of it overtaken by what comes after."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from sms.simulator.faults import Chance

Job = Callable[[], None]


class Post:
    """Carries jobs out on `callers` threads, in the order in which they came where that is one."""

    def __init__(self, callers: int, chance: Chance) -> None:
        self._pool = ThreadPoolExecutor(callers, thread_name_prefix="carrier")
        self._chance = chance
        self._lock = Lock()
        self._late: list[Job] = []
        self._under_way: set[Future[None]] = set()
        self._failures: list[BaseException] = []
        self._is_open = True

    def put(self, job: Job, *, may_be_late: bool = False) -> None:
        """Have a job done; one that may be late can be overtaken by the next."""
        if may_be_late and self._chance.strikes("late"):
            with self._lock:
                self._late.append(job)
            return
        self._start(job)
        self._start_late()

    def settle(self) -> None:
        """Wait until nothing is on its way; raises what a job raised."""
        while True:
            self._start_late()
            with self._lock:
                under_way = set(self._under_way)
                if not under_way and not self._late:
                    break
            wait(under_way)
        if self._failures:
            raise self._failures.pop(0)

    def close(self) -> None:
        """End: what has not begun is dropped, what has is waited for."""
        with self._lock:
            self._is_open = False
            self._late.clear()
        self._pool.shutdown(cancel_futures=True)

    def _start(self, job: Job) -> None:
        with self._lock:
            if not self._is_open:
                return
            future = self._pool.submit(job)
            self._under_way.add(future)
        future.add_done_callback(self._done)

    def _start_late(self) -> None:
        with self._lock:
            late, self._late = self._late, []
        for job in late:
            self._start(job)

    def _done(self, future: Future[None]) -> None:
        with self._lock:
            self._under_way.discard(future)
            error = None if future.cancelled() else future.exception()
            if error is not None:
                self._failures.append(error)
