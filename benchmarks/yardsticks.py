"""The standard workloads, and the C programmes that do the same work."""

import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "yardstick"


class UnavailableError(Exception):
    """Why a yardstick cannot be had here, in a few words."""


@dataclass(frozen=True)
class Workload:
    """Size of a whole trial: sample, build, peel."""

    concepts: int
    texts: int
    mean: float
    trials: int  # timed together


WORKLOADS = {
    "W1": Workload(1000, 5000, 6, 400),
    "W2": Workload(100_000, 500_000, 6, 4),
    "W3": Workload(335_000, 1_800_000, 6, 1),
}


def built(name: str, into: Path) -> Path:
    """The C programme of this name, compiled; UnavailableError without gcc, or for the peeling one without AVX-512."""
    if shutil.which("gcc") is None:
        raise UnavailableError("the C yardstick needs gcc")
    if name == "peel" and "avx512f" not in Path("/proc/cpuinfo").read_text():
        raise UnavailableError("the C yardstick needs AVX-512")
    programme = into / name
    command = ["gcc", "-Ofast", "-march=native", "-w", str(FOLDER / f"{name}.c"), "-o", str(programme), "-lm"]
    subprocess.run(command, check=True)
    return programme


def medians(programme: Path, *arguments: float) -> list[float]:
    """Seconds of each thing the programme times, from one run of it."""
    command = [str(programme), *map(str, arguments)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [float(found) / 1e3 for found in re.findall(r"median ([\d.]+)", said)]


@dataclass
class Peeling:
    """The tuned C programme; each ``measure`` runs it once, so that it can be interleaved with what is timed."""

    programme: Path
    seconds: list[float] = field(default_factory=list)

    def measure(self, work: Workload) -> float:
        """Seconds of a whole trial."""
        found = medians(self.programme, work.concepts, work.texts, work.mean, work.trials, 1, 3)
        self.seconds += found
        return found[0]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass
class Components:
    """G(n, c/n) in C: sampled, its components, and a Newman-Ziff curve; each ``measure`` runs the programme once."""

    programme: Path
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"sample": [], "components": [], "curve": []})

    def measure(self, nodes: int, mean_degree: float) -> dict[str, float]:
        """Seconds of each of the three."""
        found = dict(zip(self.seconds, medians(self.programme, nodes, mean_degree, 5), strict=True))
        for name, seconds in found.items():
            self.seconds[name].append(seconds)
        return found

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])
