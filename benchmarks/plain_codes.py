"""Plain Numba beside the codes: what one writes first for a (3,6) code, sampled, built and peeled in one function."""

import numpy as np
from interleaved import Clock, clock
from numba import njit

_ONE, _GONE = np.uint64(1 << 40), np.uint32(0xFFFFFFFF)


@njit(nogil=True)
def _trial(erasure, sockets, checks, edges, queue):
    """Bits left unknown. sockets: uint32[3n], the check of each, any order; checks: uint64[n/2], count and xor."""
    checks[:] = 0
    used = unknown = 0
    for _ in range(sockets.size // 3):
        if np.random.random() < erasure:  # noqa: NPY002 - Numba's own generator
            for k in range(3):
                other = used + np.random.randint(0, sockets.size - used)  # noqa: NPY002
                check = sockets[other]
                sockets[other] = sockets[used]
                sockets[used] = check
                edges[3 * unknown + k] = check
                checks[check] = (checks[check] + _ONE) ^ np.uint64(unknown)
                used += 1
            unknown += 1
    found = 0
    for check in range(checks.size):
        if checks[check] >> np.uint64(40) == 1:
            queue[found] = checks[check] & np.uint64(_GONE)
            found += 1
    left, next_one = unknown, 0
    while next_one < found:
        bit = queue[next_one]
        next_one += 1
        if edges[3 * bit] == _GONE:
            continue
        left -= 1
        for k in range(3):
            check = edges[3 * bit + k]
            checks[check] = (checks[check] - _ONE) ^ np.uint64(bit)
            if checks[check] >> np.uint64(40) == 1:
                queue[found] = checks[check] & np.uint64(_GONE)
                found += 1
        edges[3 * bit] = _GONE
    return left


def of_trials(bits: int, erasure: float, trials: int) -> Clock:
    """One trial's seconds."""
    sockets = np.repeat(np.arange(bits // 2, dtype=np.uint32), 6)
    checks, edges = np.zeros(bits // 2, np.uint64), np.zeros(3 * bits, np.uint32)
    queue = np.zeros(4 * bits, np.uint32)

    def run() -> None:
        for _ in range(trials):
            _trial(erasure, sockets, checks, edges, queue)

    return clock(run, per=trials)
