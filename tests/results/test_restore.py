from pathlib import Path
from types import SimpleNamespace

from peelsim.results.restore import match
from peelsim.stats.tally import Tally
from tests.results.example import layout


def test_of_equal_points_the_one_with_most_trials_is_gone_on_from():
    """A file may hold a point twice, with more trials in one of its places: those are not lost."""
    asked = layout()
    hashes = (asked.point_hash[0], *asked.point_hash)
    for order in ((3, 9), (9, 3)):
        tallies = [Tally(trials) for trials in (*order, *[1] * (len(asked.point_hash) - 1))]
        saved = SimpleNamespace(identity=asked.full_identity, point_hash=hashes, tallies=tallies)
        assert match(Path("x.h5"), saved, asked)[0] == order.index(9)
