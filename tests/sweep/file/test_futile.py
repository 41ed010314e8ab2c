from peelsim.stats.intervals import binomial_interval
from tests.sweep.example import mistakes, read

TRIALS = 2000
SHORTEST = float(binomial_interval(0, TRIALS)[1]) / 2  # half an interval where nothing was seen


def stop(width):
    return f"max_trials = {TRIALS}\nabs_error = {{ observable = 'stuck', value = {width!r} }}\nmin_trials = 1000"


def test_a_width_that_a_rule_may_just_reach_is_taken(tmp_path):
    """After a rule a tail of the interval is a little longer, and the other shorter: a tenth is left to it."""
    read(tmp_path, stop=stop(0.93 * SHORTEST))


def test_a_width_below_all_intervals_is_refused(tmp_path):
    found = mistakes(tmp_path, stop=stop(0.87 * SHORTEST))
    assert "never fires; the shortest is" in found["stop.abs_error.value"]
