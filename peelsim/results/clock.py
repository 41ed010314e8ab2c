"""When a snapshot is due: seldom enough not to slow the run, often enough not to lose much of it.

Tests: tests/results/test_store.py
"""


class SnapshotClock:
    """At most one snapshot every ``interval`` seconds, and under ``share`` of the running time for all of them.

    Times are of one monotonic clock, in seconds. A snapshot is expected to take as long as the last one did.
    """

    def __init__(self, start: float, *, interval: float = 10.0, share: float = 0.05) -> None:
        self._start, self._interval, self._share = start, interval, share
        self._asked = self._last = start
        self._cost = self._total = 0.0

    def due(self, now: float) -> bool:
        """Whether to take a snapshot now."""
        self._asked = now
        affordable = self._total + self._cost <= self._share * (now - self._start)
        return affordable and now - self._last >= self._interval

    def spent(self, seconds: float) -> None:
        """Say that a snapshot was taken when ``due`` was last asked, and how long it took."""
        self._cost = seconds
        self._total += seconds
        self._last = self._asked + seconds
