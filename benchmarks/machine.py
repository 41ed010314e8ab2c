"""The machine and the versions that figures were measured with."""

import os
import platform
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

from peelsim.sweep.run.job import cores

_PACKAGES = ("peelsim", "numba", "numpy", "scipy", "igraph", "networkx")


def described() -> str:
    """One paragraph: when, on what, with which versions, and how busy the machine was."""
    versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _PACKAGES)]
    caches = ", ".join(f"{name} {size}" for name, size in _caches().items())
    return (
        f"{date.today().isoformat()}, {_processor()}, {cores()} cores ({caches}), {platform.system()} "
        f"{platform.release()}; {', '.join(versions)}, {_gcc()}; load {os.getloadavg()[0]:.1f} before."
    )


def _processor() -> str:
    """What the processor calls itself; a virtual one may hide its name, but not its family and model."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    said = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    wide = "with" if "avx512f" in said.get("flags", "").split() else "without"
    family = f"family {said.get('cpu family', '?')}, model {said.get('model', '?')}"
    return f"{said.get('model name', platform.machine())} ({family}, {wide} AVX-512)"


def _caches() -> dict[str, str]:
    """Level -> size of the caches of data."""
    found = {}
    for cache in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        if (cache / "type").read_text().strip() != "Instruction":
            found[f"L{(cache / 'level').read_text().strip()}"] = (cache / "size").read_text().strip()
    return found


def _gcc() -> str:
    try:
        said = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout
    except OSError:
        return "no gcc"
    return f"gcc {said.strip()}"
