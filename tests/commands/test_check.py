"""What `peelsim check` says and returns."""

import json
import subprocess
import sys

import numpy as np
import pytest

from peelsim import cli
from peelsim.commands.check import main
from peelsim.results.layout import LawNote
from peelsim.stats.law import Range
from tests.commands.synthetic import WINDOWS, axis, right, silent, write, wrong
from tests.results.example import single
from tests.results.example import write as write_example

SIZES = (10, 100, 1000)
LAWS = {"good": right, "asymptotic": wrong(-0.4, upto=2), "bad": wrong(-0.4), "mute": silent}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    names = {"stuck", "learnt", "learnt_fraction", "trajectory"}
    return write(tmp_path_factory.mktemp("check") / "x.h5", LAWS, sizes=SIZES, names=names)


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments], "peelsim check")
    return code, *capsys.readouterr()


def parts(out):
    """Each law's lines."""
    head, *laws = out.strip().split("\n\n")
    return head, {law.split()[0]: law.splitlines() for law in laws}


def line(lines, name):
    (found,) = [each for each in lines if each.startswith(f"  {name} ")]
    return found


def test_a_verdict_for_each_law_and_observable(path, capsys):
    code, out, err = run(capsys, path)
    assert (code, err) == (0, "")
    head, laws = parts(out)
    assert head.startswith(f"{path}: 12 points, 2,000 trials each\n") and "0.001" in head and "Holm" in head
    assert list(laws) == ["asymptotic", "bad", "good", "mute"]
    assert line(laws["good"], "stuck").split()[1:7] == ["holds", "within", "0.034", "0", "of", "12"]
    assert "from concepts >= 1,000" in line(laws["asymptotic"], "stuck")
    fails = line(laws["bad"], "stuck")
    assert "fails by 0.3" in fails and "+0.3" in fails and "0, -1 " in fails
    assert "untested" in line(laws["mute"], "stuck")
    assert ", round " in line(laws["good"], "trajectory")
    assert "  learnt says the same as learnt_fraction" in laws["good"]
    assert max(map(len, out.splitlines())) <= 160


def test_every_rejected_point(path, capsys):
    _, out, _ = run(capsys, path, "--points", "--law", "asymptotic", "--law", "good")
    _, laws = parts(out)
    assert list(laws) == ["asymptotic", "good"]
    start = laws["asymptotic"].index("  rejected (p is corrected for the number of tests):")
    verdicts, listed = laws["asymptotic"][:start], laws["asymptotic"][start + 2 :]
    assert f"  {len(listed)} of 12 " in line(verdicts, "stuck")
    assert listed and all(row.startswith("  stuck ") for row in listed)
    assert not any("rejected (p" in row for row in laws["good"])


def test_the_level_is_said_and_used(path, capsys):
    out = [run(capsys, path, "--law", "bad", "--points", "--level", level)[1] for level in ("0.5", "1e-30")]
    assert "with chance 0.5 at most" in out[0] and "with chance 1e-30 at most" in out[1]
    assert len(out[0].splitlines()) > len(out[1].splitlines())


@pytest.mark.parametrize(
    ("binding", "code"),
    [(["bad"], 1), (["good"], 0), (["asymptotic"], 0), (["mute"], 1), (["good", "bad"], 1), ([], 0)],
)
def test_binding_laws_decide_the_exit_code(tmp_path, capsys, binding, code):
    path = write(tmp_path / "x.h5", LAWS, sizes=SIZES, names={"stuck"}, binding=binding)
    found, out, _ = run(capsys, path)
    assert found == code and out.count(", binding)") == len(binding)
    assert run(capsys, path, "--law", "good")[0] == 0  # only what is asked for


def test_points_of_the_same_trials_are_named(tmp_path, capsys):
    axes = (axis("concepts", SIZES), axis("window", WINDOWS, correlated=True))
    _, out, _ = run(capsys, write(tmp_path / "x.h5", {"law": right}, sizes=SIZES, axes=axes))
    assert "points along window come from the same trials" in out


def test_nothing_run_yet(tmp_path, capsys):
    code, out, err = run(capsys, write(tmp_path / "x.h5", {"law": right}, number=0, binding=["law"]))
    assert (code, err) == (1, "") and "8 points, no trials" in out and "law is binding and was never tested" in out


def test_some_points_without_trials(tmp_path, capsys):
    path = write(tmp_path / "x.h5", {"law": right}, number=lambda size: size // 10 * (size > 500), sizes=SIZES)
    assert "12 points, 100 trials each, 8 without any" in run(capsys, path)[1]


def test_trials_that_have_not_ended_are_said(tmp_path, capsys):
    path = write(tmp_path / "x.h5", {"law": right}, sizes=SIZES, reason=None)
    assert "2,000 trials each; the trials of 12 have not ended" in run(capsys, path)[1]


def test_what_a_law_calls_impossible(tmp_path, capsys):
    def never(true):
        true["stuck"][:] = 0
        return true

    assert " impossible " in run(capsys, write(tmp_path / "x.h5", {"law": never}, names={"stuck"}))[1]


def test_the_example_with_everything(tmp_path, capsys):
    code, out, err = run(capsys, write_example(tmp_path / "x.h5", sizes=(10, 20)), "--points")
    assert (code, err) == (0, "") and "curve [concept]" in out


def refusal(capsys, *arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    return err.strip()


def test_mistakes_are_said_in_one_line(path, tmp_path, capsys):
    none = tmp_path / "none.h5"
    assert refusal(capsys, none) == f"{none} cannot be read: No such file or directory"
    assert "Is a directory" in refusal(capsys, tmp_path)
    (tmp_path / "sweep.toml").write_text("[sweep]\n")
    assert "is not an HDF5 file" in refusal(capsys, tmp_path / "sweep.toml")
    assert refusal(capsys, path, "--law", "godo") == (
        f"{path} has no law 'godo', it has asymptotic, bad, good, mute: add it to laws.compare and run again"
    )
    lawless = write_example(tmp_path / "y.h5", single())
    assert refusal(capsys, lawless) == f"{lawless} has no laws to check: name some in laws.compare and run again"
    (tmp_path / "z.h5").write_bytes(path.read_bytes()[:2000])
    assert "truncated or damaged" in refusal(capsys, tmp_path / "z.h5")


@pytest.mark.parametrize("level", ["0", "1", "-1", "nan", "inf", "five"])
def test_a_level_that_makes_no_sense(path, capsys, level):
    with pytest.raises(SystemExit) as caught:
        run(capsys, path, f"--level={level}")
    assert caught.value.code == 2 and "give a number between 0 and 1" in capsys.readouterr().err


def test_the_console_script_knows_it(capsys, monkeypatch, path):
    monkeypatch.setattr(sys, "argv", ["peelsim", "check", str(path), "--law", "good"])
    assert cli.main() == 0 and "holds" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (["--help"], {"numba", "numpy", "scipy", "h5py", "pydantic"}),
        (["x.h5"], {"numba", "scipy.stats", "xarray", "matplotlib", "pydantic", "peelsim.models", "peelsim.kernels"}),
    ],
)
@pytest.mark.plain_cases(1)
def test_what_is_loaded(path, arguments, missing):
    program = "import sys; from peelsim.cli import main; main()"
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program, "check", *arguments],
        cwd=path.parent,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert "peelsim.cli" in loaded and not loaded & missing


VALID, SMALL, NOTHING = Range("valid"), Range("extrapolated", "R below 100"), Range("undefined", "no threshold")


def checked(capsys, path, laws, **how):
    code, out, err = run(capsys, write(path, laws, sizes=SIZES, names={"stuck"}, binding=tuple(laws), **how))
    assert err == ""
    return code, parts(out)[1][next(iter(laws))]


def test_a_law_says_its_kind_and_source(tmp_path, capsys):
    note = LawNote("Someone (2024), eq. 3", "upper bound")
    path = write(tmp_path / "x.h5", {"good": right}, sizes=SIZES, names={"stuck"}, notes={"good": note})
    assert "good (upper bound), Someone (2024), eq. 3" in run(capsys, path)[1]


def test_extrapolated_is_said_and_does_not_decide(tmp_path, capsys):
    ranges = {"stuck": [[SMALL] * 4, [VALID] * 4, [VALID] * 4]}
    code, lines = checked(capsys, tmp_path / "x.h5", {"law": wrong(-0.4, upto=1)}, kind="value", ranges=ranges)
    within, beyond = (each for each in lines if each.startswith("  stuck "))
    assert code == 0 and "holds within 0.0" in within and "extrapolated, off by 0.3" in beyond
    assert "  extrapolated: R below 100 (stuck)" in lines
    how = {"kind": "value", "ranges": {"stuck": [[SMALL] * 4] * 3}, "binding": ["law"]}
    path = write(tmp_path / "y.h5", {"law": wrong(-0.4)}, sizes=SIZES, names={"stuck"}, **how)
    code, out, _ = run(capsys, path)
    assert code == 0 and "stuck       extrapolated, off by 0.3" in out
    assert "law is binding and was tested outside its range only" in out


def test_a_value_that_fails_says_from_which_size_on_it_would_hold(tmp_path, capsys):
    code, lines = checked(capsys, tmp_path / "x.h5", {"law": wrong(-0.4, upto=1)}, kind="value")
    assert code == 1 and "; would hold from concepts >= 100" in line(lines, "stuck")
    code, lines = checked(capsys, tmp_path / "y.h5", {"law": wrong(-0.4, upto=1)}, kind="limit")
    assert code == 0 and "holds from concepts >= 100 within" in line(lines, "stuck")


def test_a_bound_that_is_never_crossed_holds(tmp_path, capsys):
    def far_above(true):
        true["stuck"][:] = 1 - (1 - true["stuck"]) / 10
        return true

    code, lines = checked(capsys, tmp_path / "x.h5", {"law": far_above}, kind="upper bound")
    assert code == 0 and "holds within" in line(lines, "stuck") and "law (upper bound, binding)" in lines
    assert checked(capsys, tmp_path / "y.h5", {"law": far_above}, kind="value")[0] == 1


def test_the_ratio_of_an_event_is_said_with_its_chance(tmp_path, capsys):
    def tail(true):
        true["stuck"] *= 1e-7
        return true

    _, lines = checked(capsys, tmp_path / "x.h5", {"law": tail}, windows=(3.0, 4.0))
    ratio, chance = line(lines, "stuck").split("  ")[-1].split(" (p ")
    assert 3e6 < float(ratio.split()[0]) < 3e7 and float(chance.rstrip(")")) < 1e-20
    (said,) = json.loads(run(capsys, tmp_path / "x.h5", "--json")[1])["laws"]
    (verdict,) = [each for each in said["observables"] if each["observable"] == "stuck"]
    assert verdict["within_range"]["largest_ratio"]["ratio"] == pytest.approx(float(ratio.split()[0]), rel=0.1)
    _, lines = checked(capsys, tmp_path / "y.h5", {"law": right})
    assert float(line(lines, "stuck").split("(p ")[-1].rstrip(")")) > 1e-3


def test_what_a_law_says_nothing_of_is_counted_with_its_reason(tmp_path, capsys):
    def change(true):
        true["stuck"][0, 1:] = np.nan
        return true

    ranges = {"stuck": [[VALID] + [NOTHING] * 3, [VALID] * 4, [VALID] * 4]}
    _, lines = checked(capsys, tmp_path / "x.h5", {"law": change}, ranges=ranges)
    assert "  nothing said of stuck at 3 of 12 points: no threshold" in lines


def test_a_newcomer_is_told_what_a_verdict_means(path, capsys):
    head = parts(run(capsys, path)[1])[0]
    assert "holds within x: nothing speaks against it" in head and "fails by x: the largest deviation" in head


def test_no_deviation_is_infinite_where_all_trials_agree(tmp_path, capsys):
    """The s.e. is the plain one, and without spread there is none."""
    how = {"sizes": SIZES, "names": {"learnt_fraction"}, "windows": (60.0,), "number": 100}

    def hardly_below(true):
        true["learnt_fraction"] -= 1e-4
        return true

    out = run(capsys, write(tmp_path / "x.h5", {"law": hardly_below}, **how))[1]
    assert " inf" not in out and "+inf" not in out and "impossible" not in out and "+0.0001" in out


def test_json_says_what_the_table_says(path, capsys):
    code, out, err = run(capsys, path, "--json", "--points")
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said["file"] == str(path) and said["points"] == 12 and said["level"] == 0.001
    laws = {law["law"]: {each["observable"]: each for each in law["observables"]} for law in said["laws"]}
    assert laws["good"]["stuck"]["verdict"] == "holds" and laws["bad"]["stuck"]["verdict"] == "fails"
    assert laws["asymptotic"]["stuck"]["verdict"] == "holds from" and laws["asymptotic"]["stuck"]["since"] == 1000
    bad = laws["bad"]["stuck"]["within_range"]
    assert len(bad["rejected_tests"]) == bad["rejected"] > 0
    worst = bad["largest_deviation"]
    assert worst["deviation"] == pytest.approx(worst["seen"] - worst["predicted"]) and worst["at"]["window"] == -1
    assert f"fails by {abs(worst['deviation']):.3g}" in run(capsys, path, "--law", "bad")[1]
