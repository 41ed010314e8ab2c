"""What benchmarks share: the workloads, the C yardstick beside them, and the ratios printed at the end."""

import pytest
import yardsticks
from yardsticks import WORKLOADS, Peeling, UnavailableError, Workload


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The C programme of a name; skips where it cannot be compiled."""

    def programme(name):
        try:
            return yardsticks.built(name, tmp_path_factory.mktemp("yardstick"))
        except UnavailableError as reason:
            pytest.skip(str(reason))

    return programme


@pytest.fixture(scope="session")
def _peel(built):
    return built("peel")


@pytest.fixture
def yardstick(_peel) -> Peeling:
    return Peeling(_peel)


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
