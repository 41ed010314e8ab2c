"""What made a result file: versions, machine, command. It may differ between runs that are equal in all else.

Tests: tests/campaign/test_runs.py
"""

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

from peelsim.versions import version_of


def provenance(seconds: float, threads: int) -> dict[str, str | float | int]:
    """Notes on a run that has taken so long, on so many threads."""
    versions = {f"version_{name}": version_of(name) for name in ("peelsim", "numba", "numpy", "scipy", "h5py")}
    return {
        "seconds": seconds,
        "threads": threads,
        "command": " ".join(sys.argv),
        "python": platform.python_version(),
        "machine": f"{platform.machine()} {platform.system()}",
        "git_commit": _git_commit(),
        **versions,
    }


@cache
def _git_commit() -> str:
    """Commit of the program's own checkout, empty if it is installed from elsewhere."""
    git = ["git", "-C", str(Path(__file__).parent)]
    try:
        ours = subprocess.run(
            [*git, "ls-files", "--error-unmatch", Path(__file__).name], capture_output=True, timeout=2
        )
        if ours.returncode:
            return ""
        return subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, timeout=2).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
