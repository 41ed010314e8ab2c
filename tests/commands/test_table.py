"""The table a run ends with takes the same statistic as `peelsim check`."""

import re

import pytest

from peelsim.commands import check, run
from tests.sweep.example import toml

DEGREE = "text_degree = { mean = 6 }"


def printed(folder, capsys, **parts):
    """What run prints, and what check prints of its file."""
    (folder / "x.toml").write_text(toml(**({"model": DEGREE} | parts)))
    assert run.main([str(folder / "x.toml"), "-o", str(folder / "x.h5")], "peelsim run") == 0
    table = capsys.readouterr().out
    assert check.main([str(folder / "x.h5")], "peelsim check") in (0, 1)
    return table, capsys.readouterr().out


def test_table_and_check_agree_on_the_standard_errors(tmp_path, capsys):
    laws = '[laws]\ncompare = ["renewal"]\n[output]\nobservables = ["stuck"]'
    table, report = printed(
        tmp_path, capsys, model=f"{DEGREE}\nconcepts = 100\ntexts = 450", grid="", stop="max_trials = 500", rest=laws
    )
    (errors,) = re.findall(r"\(([+-][0-9.]+)\)", table)
    assert re.search(rf"\s{re.escape(errors)}\s", report)


def test_trials_that_all_agree_deviate_by_nothing_infinite(tmp_path, capsys):
    """A law that is true to all digits printed, and trials without any spread."""
    table, report = printed(
        tmp_path,
        capsys,
        kind="quanta",
        model="quanta = 30\nexponent = 0.4",
        grid="samples = [0, 1e5]",
        stop="max_trials = 500",
        rest='[laws]\ncompare = ["exact"]\nbinding = ["exact"]',
    )
    assert not re.search(r"\binf\b|impossible", table) and not re.search(r"^  \w+ .* fails by", report, re.MULTILINE)
    assert table.count("(+0.0)") >= 1


def test_a_law_outside_its_range_says_so(tmp_path, capsys):
    table, _ = printed(
        tmp_path,
        capsys,
        grid="concepts = [1000, 20_000]\nwindow = [0]",
        stop="max_trials = 100",
        rest='[laws]\ncompare = ["corrected"]',
    )
    below, within = table.splitlines()[1:3]
    assert "(extrapolated)" in below and "(extrapolated)" not in within and re.search(r"\([+-][0-9.]+\)", within)


@pytest.mark.parametrize("trials", [0, 1])
def test_hardly_any_trials(tmp_path, capsys, trials):
    table, _ = printed(
        tmp_path,
        capsys,
        grid="concepts = [50]\ntexts_per_concept = [4.5]",
        stop=f"max_trials = {trials}",
        rest='[laws]\ncompare = ["corrected"]\n[output]\nobservables = ["learnt"]',
    )
    assert ("nan" in table.lower()) == bool(trials) and "inf" not in table
