import numpy as np
import pytest

import peelsim
from peelsim.kernels.graph import text_table
from peelsim.kernels.graph.text_blocks import Blocks
from peelsim.models.base import ParameterError
from peelsim.models.concept_text import binomial_graph
from tests.agreement import against, mean_is
from tests.exact_recursion import learnt_law
from tests.published import published

RUNNING = np.zeros(2, np.int64)


def model_of(concepts, texts, mean, **more):
    return peelsim.ConceptText(concepts=concepts, texts=texts, text_degree=peelsim.Binomial(mean=mean), **more)


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def slow_if(dear, values):
    """Parameters of a test that is slow with them."""
    return pytest.param(*values, marks=pytest.mark.slow if dear else ())


@pytest.mark.parametrize(
    ("concepts", "texts", "mean"),
    [(1, 3, 0.4), (2, 2, 1.0), (2, 3, 2.0), (5, 5, 2), (6, 9, 4.5), (10, 10, 2), (7, 20, 3), (20, 20, 3), (12, 25, 4)],
)
@pytest.mark.plain_cases(4)
def test_the_whole_distribution_of_learnt_is_the_exact_one(concepts, texts, mean):
    law = learnt_law(concepts, texts, mean)
    assert law.sum() == pytest.approx(1, abs=1e-12)
    learnt = counts(model_of(concepts, texts, mean), 300_000)["learnt"]
    against(np.bincount(learnt, minlength=concepts + 1), law)


@pytest.mark.parametrize(
    ("concepts", "texts", "mean", "learnt", "complete"),
    [slow_if(row[1] > 100, row) for row in published("learnt_fixed_texts")],
)
@pytest.mark.plain_cases(1)
def test_reference_means(concepts, texts, mean, learnt, complete):
    found = counts(model_of(concepts, texts, mean), 500_000)
    mean_is(found["learnt"] / concepts, learnt)
    mean_is(found["complete"], complete)


@pytest.mark.parametrize(
    ("concepts", "ratio", "mean", "learnt", "complete", "stuck"),
    [slow_if(row[0] > 50, row) for row in published("learnt_poisson_texts")],
)
@pytest.mark.slow
def test_reference_means_with_a_poisson_number_of_texts(concepts, ratio, mean, learnt, complete, stuck):
    found = counts(model_of(concepts, ratio * concepts, mean, texts_fixed=False, split=0.5), 150_000)
    mean_is(found["learnt"] / concepts, learnt)
    mean_is(found["complete"], complete)
    mean_is(found["stuck"], stuck)


@pytest.mark.slow
@pytest.mark.parametrize(("texts", "learnt", "error"), published("learnt_thousand_concepts"))
def test_a_thousand_concepts_in_the_critical_window(texts, learnt, error):
    mean_is(counts(model_of(1000, texts, 6), 40_000)["learnt"], learnt, error=error)


@pytest.mark.parametrize("concepts", [3, 300])
def test_without_texts_nothing_is_learnt_and_no_text_fails(concepts):
    found = counts(model_of(concepts, 0, 2, trajectory_rounds=2), 5)
    assert not found["learnt"].any() and not found["rounds"].any() and not found["training_error"].any()
    assert found["stuck"].all()
    assert (found["trajectory"] == concepts).all()


def test_one_concept_is_learnt_as_soon_as_a_text_holds_it():
    found = counts(model_of(1, 3, 0.4), 200_000)
    mean_is(found["complete"], 1 - 0.6**3)
    assert (found["rounds"] == found["learnt"]).all()


def test_texts_that_hold_everything_teach_nothing_but_a_single_concept():
    assert not counts(model_of(5, 40, 5), 20)["learnt"].any()
    assert counts(model_of(1, 40, 1), 20)["complete"].all()


def test_the_trajectory_ends_where_peeling_ends():
    found = counts(model_of(200, 1000, 6, trajectory_rounds=60), 300)
    rounds, unlearnt = found["rounds"], 200 - found["learnt"]
    assert rounds.max() < 60
    falls = np.diff(np.column_stack([np.full(300, 200), found["trajectory"]]), axis=1) < 0
    assert (falls.sum(axis=1) == rounds).all(), "every round teaches something, and none after the last"
    assert (found["trajectory"][:, -1] == unlearnt).all()


def test_a_short_trajectory_is_the_beginning_of_a_long_one():
    long, short = (counts(model_of(200, 900, 6, trajectory_rounds=n), 50)["trajectory"] for n in (40, 7))
    assert (long[:, :7] == short).all()


def test_the_width_of_the_text_table_does_not_show(monkeypatch):
    narrow = counts(model_of(300, 1400, 6, trajectory_rounds=30), 200)
    monkeypatch.setattr(binomial_graph, "word", lambda model: np.dtype(np.uint64))
    wide = counts(model_of(300, 1400, 6, trajectory_rounds=30), 200)
    assert all((narrow[name] == wide[name]).all() for name in narrow)


@pytest.mark.parametrize(
    ("concepts", "mean", "bytes_a_text"),
    [(1000, 6, 4), (2**24 - 1, 6, 4), (2**24, 6, 8), (1000, 200, 8), (255, 255, 4)],
)
def test_a_text_takes_four_bytes_only_where_no_text_can_outgrow_them(concepts, mean, bytes_a_text):
    assert binomial_graph.word(model_of(concepts, 1000, mean)).itemsize == bytes_a_text
    assert text_table.NARROW.one == 2**24


def test_a_text_of_more_than_255_concepts_is_counted_right():
    """Here p = 1, and in 8 bits 257 concepts would count as one."""
    found = counts(model_of(257, 30, 257), 200)
    assert (found["training_error"] == 30).all() and not found["learnt"].any()


def blocked(monkeypatch, shift, room):
    """Let updates wait for blocks of 2^shift texts, hardly more than those of a batch, however small the table is."""

    def blocks(model):
        number = (model.most_texts >> shift) + 1
        entries = binomial_graph.slots(model) * binomial_graph.longest_row(model) + room
        return Blocks(shift, entries, np.zeros(number, np.int64), np.zeros(number * entries, np.uint64))

    monkeypatch.setattr(binomial_graph, "blocks", blocks)


@pytest.mark.parametrize("bytes_a_text", [4, 8])
@pytest.mark.parametrize(("shift", "room"), [(4, 2), (7, 30), (20, 500)])
@pytest.mark.parametrize("texts_fixed", [True, False])
def test_updates_that_wait_for_their_block_of_texts_do_not_show(monkeypatch, bytes_a_text, shift, room, texts_fixed):
    monkeypatch.setattr(binomial_graph, "word", lambda model: np.dtype(f"u{bytes_a_text}"))
    model = model_of(300, 1400, 6, trajectory_rounds=30, texts_fixed=texts_fixed)
    direct = counts(model, 200)
    blocked(monkeypatch, shift, room)
    simulator = model.simulator("graph")
    assert simulator.run(1, 0, 200, np.ones(2, np.int64)) is None  # what waited when it was stopped is forgotten
    waited = simulator.run(1, 0, 200, np.zeros(2, np.int64))
    assert 0 < direct["learnt"].min() < direct["learnt"].max() == 300
    assert all((direct[name] == waited[name]).all() for name in direct)


def test_updates_that_wait_do_not_show_in_a_curve(monkeypatch):
    model = model_of(300, 1400, 6, curve=(0, 900, 1350, 1400))
    direct = model.simulator("curve").run(1, 0, 100, np.zeros(2, np.int64))
    blocked(monkeypatch, 7, 30)
    waited = model.simulator("curve").run(1, 0, 100, np.zeros(2, np.int64))
    assert all((direct[name] == waited[name]).all() for name in direct) and direct["learnt"][:, 2].std() > 0


def test_updates_wait_only_where_the_table_outgrows_the_caches_and_rows_fit():
    assert binomial_graph.blocks(model_of(335_000, 1_800_000, 6)).room == 0
    assert binomial_graph.blocks(model_of(1000, 10_000_000, 600)).room == 0
    large = binomial_graph.blocks(model_of(1_000_000, 5_000_000, 6))
    assert large.fill.size << large.shift > 5_000_000 and large.room > 10_000


@pytest.mark.parametrize(
    "size",
    [(335_000, 1_800_000, 6), (1000, 1_000_000, 500), (2, 1000, 1.0), (1_000_000, 5_000_000, 6), (4000, 20_000, 6)],
)
def test_scratch_memory_is_what_was_announced(size):
    model = model_of(*size)
    scratch = model.simulator("graph").scratch
    parts = (*scratch, *scratch.blocks, *scratch.batch, *scratch.frontier, *scratch.kept)
    arrays = sum(part.nbytes for part in parts if isinstance(part, np.ndarray))
    assert arrays <= binomial_graph.BinomialGraphs.scratch_bytes(model) + 100_000 <= 1.3 * arrays + 300_000


def test_the_counts_of_a_block_stay_small():
    for engine in ("graph", "rounds"):
        for model in (model_of(1, 0, 1), model_of(1000, 4000, 6, trajectory_rounds=1_000_000)):
            trials = model.block_trials(engine)
            assert 8 * trials * (model.trajectory_rounds + 9) <= model.bytes_per_thread(engine) <= 128_000_000


@pytest.mark.parametrize("degree", [peelsim.Poisson(mean=10_000), peelsim.Regular(11), peelsim.IdealSoliton(size=11)])
def test_texts_longer_than_there_are_concepts_are_refused(degree):
    with pytest.raises(ValueError, match="10"):
        peelsim.ConceptText(concepts=10, texts=5, text_degree=degree)


@pytest.mark.parametrize("texts_fixed", [True, False])
def test_a_trial_does_not_depend_on_the_block_it_is_in(texts_fixed):
    model = model_of(50, 200, 6, texts_fixed=texts_fixed)
    simulator = model.simulator("graph")
    together = simulator.run(9, 0, 20, RUNNING)
    apart = [simulator.run(9, i, 1, RUNNING) for i in range(20)]
    assert all((together[name] == np.concatenate([a[name] for a in apart])).all() for name in together)


def test_a_set_stop_word_voids_the_block():
    assert model_of(1000, 5000, 6).simulator("graph").run(1, 0, 10, np.ones(2, np.int64)) is None


def test_no_threshold_means_half_and_no_finite_length_law():
    model = model_of(100, 150, 2)
    assert model.stuck_above == 0.5
    assert peelsim.predict(model, law="corrected") == {}
    assert peelsim.predict(model, law="density_evolution")["stuck"] == 0.0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"concepts": 5}, "only 5"),
        ({"concepts": 0}, "concepts"),
        ({"texts": 2.5}, "whole"),
        ({"texts": -1}, "texts"),
        ({"texts": float("nan")}, "texts"),
        ({"split": 1.0}, "split"),
        ({"concepts": "many"}, "concepts"),
        ({"concepts": True}, "concepts"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(more, message):
    good = {"concepts": 100, "texts": 300, "text_degree": peelsim.Binomial(mean=6)}
    with pytest.raises(ValueError, match=message):
        peelsim.ConceptText(**(good | more))


def test_a_graph_too_large_for_its_words_is_refused():
    with pytest.raises(ParameterError, match=r"2\^31"):
        model_of(2**31, 10, 6).resolve_engine("graph")


@pytest.mark.parametrize("texts", [60_000, 90_000, 110_000])
def test_what_a_curve_learns_in_the_end_is_what_a_trial_does(texts):
    """A curve has its own queue of what is learnt, a trial bits that are listed in parts."""
    one, curve = model_of(20_000, texts, 6), model_of(20_000, texts, 6, curve=(texts,))
    found = [
        model.simulator(engine).run(1, 0, 3, np.zeros(2, np.int64))
        for model, engine in ((one, "graph"), (curve, "curve"))
    ]
    for name in ("learnt", "training_error"):
        assert (found[0][name] == found[1][name][:, 0]).all()
