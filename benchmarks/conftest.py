"""What benchmarks share: the workloads, the C yardstick beside them, and the ratios printed at the end."""

import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

YARDSTICK = Path(__file__).parent / "yardstick"


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


@dataclass
class Yardstick:
    """The tuned C programme; each ``measure`` runs it once, so that it can be interleaved with what is timed."""

    programme: Path
    seconds: list[float] = field(default_factory=list)

    def measure(self, work: Workload) -> None:
        command = [self.programme, work.concepts, work.texts, work.mean, work.trials, 1, 3]
        said = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout
        found = re.search(r"median ([\d.]+) ms", said)
        assert found, said
        self.seconds.append(float(found[1]) / 1e3)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@pytest.fixture(scope="session")
def _programme(tmp_path_factory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("the C yardstick needs gcc")
    if "avx512f" not in Path("/proc/cpuinfo").read_text():
        pytest.skip("the C yardstick needs AVX-512")
    programme = tmp_path_factory.mktemp("yardstick") / "peel"
    command = ["gcc", "-Ofast", "-march=native", "-w", str(YARDSTICK / "peel.c"), "-o", str(programme), "-lm"]
    subprocess.run(command, check=True)
    return programme


@pytest.fixture
def yardstick(_programme) -> Yardstick:
    return Yardstick(_programme)


@pytest.fixture(params=list(WORKLOADS))
def work(request) -> Workload:
    return WORKLOADS[request.param]


def pytest_terminal_summary(terminalreporter):
    """One line a benchmark that has a ratio or a rate to tell."""
    session = getattr(terminalreporter.config, "_benchmarksession", None)
    told = [b for b in getattr(session, "benchmarks", []) if b.extra_info]
    if told:
        terminalreporter.section("beside the yardsticks")
    for benchmark in told:
        said = ", ".join(f"{key} {value}" for key, value in benchmark.extra_info.items())
        terminalreporter.write_line(f"{benchmark.name}: {said}")
