"""What this machine has to give.

Tests: tests/sweep/run/test_executors.py
"""

import os
from pathlib import Path


def available_memory() -> int:
    """Bytes a new process may still take: what the system says is available, else all there is."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
