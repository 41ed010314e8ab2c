"""Files of one sweep become one, and what does not belong together is named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from peelsim.results import ResultsError, Store, read
from peelsim.results.merge import merged
from peelsim.stats.tally import Tally
from tests.results.example import block, fill, layout

FIRST, SECOND = Path("a.h5"), Path("b.h5")


def part(path, points, **changes):
    """A file that holds some of the points only, and what a law says of them."""
    made = layout(**changes)
    stuck = np.full(6, np.nan)
    stuck[points] = 0.25
    if "predictions" not in changes:
        made = replace(made, predictions={"corrected": {"stuck": stuck.reshape(3, 2)}})
    with Store(path, made) as store:
        fill(store, points)
        store.snapshot({"seconds": 2.0})
    return read(path)


def test_every_point_comes_from_the_file_that_has_it(tmp_path):
    whole = part(tmp_path / "w.h5", [0, 1, 2, 3, 4], keep_trials=True)
    a = part(tmp_path / "a.h5", [0, 2, 4], keep_trials=True)
    b = part(tmp_path / "b.h5", [1, 3, 4], keep_trials=True)  # 4 in both, and the same
    for files in ({FIRST: a, SECOND: b}, {SECOND: b, FIRST: a}):
        both = merged(files)
        assert [t.trials for t in both.tallies] == [80] * 5 + [0]
        for ours, theirs in zip(both.tallies[:5], whole.tallies, strict=False):
            assert all(np.array_equal(ours.sums[n], theirs.sums[n]) for n in theirs.sums)
        np.testing.assert_array_equal(both.predictions["corrected"]["stuck"], [0.25] * 5 + [np.nan])
        np.testing.assert_array_equal(both.counts[3]["curve"], whole.counts[3]["curve"])
    assert a.tallies[1].trials == 0  # what went in is as it was


def test_an_observable_that_a_law_knows_in_one_file_only(tmp_path):
    a = part(tmp_path / "a.h5", [0, 2, 4], predictions={"corrected": {}})
    b = part(tmp_path / "b.h5", [1, 3, 5])
    for files in ({FIRST: a, SECOND: b}, {SECOND: b, FIRST: a}):
        known = np.isfinite(merged(files).predictions["corrected"]["stuck"])
        assert known.tolist() == [False, True] * 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 7}, "b.h5 was made with seed 7, a.h5 with 20241: merge files of one sweep"),
        (
            {"identity": {"model": "skills", "engine": "graph"}},
            "b.h5 was made with model skills, a.h5 with concept-text",
        ),
        ({"keep_trials": True}, "b.h5 was made with keep_trials true, a.h5 with false"),
        ({"config_toml": "other"}, "b.h5 and a.h5 come from different sweep files"),
        ({"windows": (-1.0, 0.0, 2.0)}, "b.h5 and a.h5 come from different sweep files"),
        ({"predictions": {}}, "b.h5 and a.h5 come from different sweep files"),
    ],
)
@pytest.mark.plain_cases(2)
def test_files_of_other_sweeps(tmp_path, changes, words):
    a, b = part(tmp_path / "a.h5", [0, 2]), part(tmp_path / "b.h5", [1, 3], **changes)
    with pytest.raises(ResultsError) as caught:
        merged({FIRST: a, SECOND: b})
    assert str(caught.value).startswith(words) and "\n" not in str(caught.value)


def test_overlaps_that_disagree(tmp_path):
    a = part(tmp_path / "a.h5", [0, 2])

    def refusal(change):
        with Store(tmp_path / "b.h5", layout(predictions={"corrected": {}}), fresh=True) as store:
            change(store)
            store.snapshot({})
        with pytest.raises(ResultsError) as caught:
            merged({FIRST: a, SECOND: read(tmp_path / "b.h5")})
        return str(caught.value)

    def other_trials(store):
        store.commit(0, Tally.of(block(1, trials=80)))
        store.finish(0, "max_trials")

    def another_rule(store):
        counts = [block([*store.layout.point_hash[0].encode(), number]) for number in range(2)]
        for block_of in counts:
            store.commit(0, Tally.of(block_of))
        store.finish(0, "max_edges")

    assert refusal(lambda store: fill(store, [0, 1], blocks=1)).startswith(
        "b.h5 and a.h5 disagree at point 0: 40 and 80 trials"
    )
    assert "different sums of" in refusal(other_trials)
    assert "stopped by max_edges and max_trials" in refusal(another_rule)
