"""A model in a package of its own works wherever peelsim's own models do."""

import json
import shutil
from importlib.util import find_spec

import pytest

from peelsim.results import digest, read
from tests.examples.installed import EXAMPLE, installed, said

PEELSIM = ("-c", "import sys; from peelsim.cli import main; sys.exit(main())")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("example")


@pytest.fixture(scope="module")
def environment(folder):
    return installed(folder)


@pytest.fixture(scope="module")
def results(folder, environment):
    """The result file of its sweep, by threads."""
    out, _ = said(environment, folder, *PEELSIM, "run", "birthdays.toml", "-o", "threads.h5")
    assert "stored in threads.h5" in out
    return folder / "threads.h5"


def test_the_example_is_as_short_as_it_says():
    lengths = [len((EXAMPLE / "birthdays" / name).read_text().splitlines()) for name in ("model.py", "limit.py")]
    assert lengths[0] <= 80 and lengths[1] <= 10


def test_it_keeps_what_models_promise(folder, environment):
    code = "from peelsim.testing import check_model; from birthdays.model import Birthdays; check_model(Birthdays)"
    said(environment, folder, "-c", code)


@pytest.mark.slow
def test_it_is_listed_and_described(folder, environment):
    assert "birthdays" in said(environment, folder, *PEELSIM, "models")[0]
    out = said(environment, folder, *PEELSIM, "models", "birthdays")[0]
    assert "number of people: 0 or more" in out and "von Mises" in out and "(headline)" in out


@pytest.mark.slow
def test_processes_and_shards_give_the_same_data(folder, environment, results):
    said(environment, folder, *PEELSIM, "run", "birthdays.toml", "-o", "processes.h5", "--processes", "2")
    assert digest(folder / "processes.h5") == digest(results)
    for i in (1, 2):
        said(environment, folder, *PEELSIM, "run", "birthdays.toml", "-o", f"{i}.h5", "--shard", f"{i}/2")
    said(environment, folder, *PEELSIM, "merge", "1.h5", "2.h5", "-o", "merged.h5")
    assert digest(folder / "merged.h5") == digest(results)


@pytest.mark.slow
def test_it_is_gone_on_from(folder, environment, results):
    shutil.copy(results, folder / "more.h5")
    sweep = (folder / "birthdays.toml").read_text().replace("max_trials = 2000", "max_trials = 3000")
    (folder / "more.toml").write_text(sweep)
    said(environment, folder, *PEELSIM, "run", "more.toml", "-o", "more.h5")
    assert {tally.trials for tally in read(folder / "more.h5").tallies} == {3000}


@pytest.mark.slow
def test_it_is_checked_replayed_and_exported(folder, environment, results):
    verdicts = json.loads(said(environment, folder, *PEELSIM, "check", results, "--json")[0])
    (law,) = verdicts["laws"]
    assert {each["observable"]: each["verdict"] for each in law["observables"]} == {"shared": "holds", "taken": "holds"}
    assert "shared" in said(environment, folder, *PEELSIM, "replay", results, "--point", "1", "--trial", "3")[0]
    assert "people,days" in said(environment, folder, *PEELSIM, "export", results, "--csv")[0]
    assert "finished" in said(environment, folder, *PEELSIM, "status", results)[0]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("birthdays") is not None, reason="the example is installed")
def test_where_it_is_not_installed_that_is_said_in_a_line(folder, environment, results, tmp_path):
    without = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
    for command in (["run", folder / "birthdays.toml"], ["replay", results, "--point", "0", "--trial", "0"]):
        _, err = said(without, tmp_path, *PEELSIM, *command, code=2)
        assert "unknown model 'birthdays'" in err and err.count("\n") == 1
    said(without, tmp_path, *PEELSIM, "check", results)  # reads numbers alone
