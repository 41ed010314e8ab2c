"""What laws say at the points of a sweep, where that is valid, and what is said where it is not."""

import numpy as np

from peelsim.campaign import layout, predicted
from peelsim.results.compare import compared
from peelsim.results.store import Store
from tests.sweep.example import read

ROUNDS = "[run]\nengine = 'rounds'\n"


def said(folder, **parts):
    remarks = []
    sweep = read(folder, **parts)
    return sweep, predicted(sweep, 2, remarks.append), remarks


def test_ranges_stand_beside_the_numbers(tmp_path):
    grid = "concepts = [1000, 100_000]\nwindow = [0]"
    _, found, remarks = said(
        tmp_path, model="text_degree = { mean = 6 }", grid=grid, rest='[laws]\ncompare = ["corrected"]'
    )
    ranges = found.ranges["corrected"]
    assert ranges["stuck"].status("extrapolated").tolist() == [True, False]
    assert ranges["complete"].status("undefined").all() and "complete" not in found.values["corrected"]
    assert remarks == []  # what a law never speaks of is no remark


def test_a_law_out_of_reach_is_said_once_for_each_reason(tmp_path):
    model = "text_degree = { mean = 6 }\ntexts_fixed = false"
    _, found, remarks = said(
        tmp_path,
        model=model,
        grid="concepts = [50, 1e9]\ntexts_per_concept = [4, 5]",
        rest=f"{ROUNDS}[laws]\ncompare = ['exact']",
    )
    assert len(remarks) <= 2 and all(r.startswith("law exact says nothing at") and "\n" not in r for r in remarks)
    stuck = found.values["exact"]["stuck"]
    assert np.isfinite(stuck[:2]).all() and np.isnan(stuck[2:]).all()
    ranges = found.ranges["exact"]["stuck"]
    assert ranges.status("valid").tolist() == [True, True, False, False]
    assert all(reason in " ".join(remarks) for reason in ranges.reasons("undefined", np.ones(4, bool)))


def test_reasons_that_differ_in_a_number_do_not_fill_the_screen(tmp_path):
    sizes = ", ".join(str(10**9 + k) for k in range(12))
    model = "text_degree = { mean = 6 }\ntexts_fixed = false\ntexts_per_concept = 5"
    remarks = said(tmp_path, model=model, grid=f"concepts = [{sizes}]", rest=f"{ROUNDS}[laws]\ncompare = ['exact']")[2]
    assert 1 <= len(remarks) <= 5


def test_a_file_knows_source_kind_size_and_range(tmp_path):
    sweep, found, _ = said(
        tmp_path,
        model="text_degree = { mean = 6 }",
        grid="concepts = [1000, 100_000]\nwindow = [0]",
        rest='[laws]\ncompare = ["corrected"]',
    )
    with Store(tmp_path / "x.h5", layout(sweep, found.values, found.ranges)) as store:
        store.snapshot({"seconds": 0.0})
    data = compared(tmp_path / "x.h5")
    law = data.laws["corrected"]
    assert law.kind == sweep.points[0].model.laws["corrected"].kind and law.source and data.size == "concepts"
    assert law.ranges["stuck"].status("extrapolated")[:, 0].tolist() == [True, False]
    highest = {name: measured.highest for name, measured in data.measured.items()}
    assert highest["learnt_fraction"] == highest["stuck"] == 1 and highest["excess_entropy"] == 0.5
    assert highest["learnt"] == np.inf and data.measured["learnt"].jumps and not data.measured["rounds"].jumps
