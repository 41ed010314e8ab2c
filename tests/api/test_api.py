"""From Python the same trials, laws and files as from a sweep file; and graphs to look at."""

import signal
import threading
import time
from contextlib import contextmanager

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import peelsim
from peelsim.mistakes import SweepError
from peelsim.results import ResultsError, read
from tests import naive
from tests.sweep.example import toml


def model(concepts=100, texts=450, mean=6.0, **more):
    return peelsim.ConceptText(concepts=concepts, texts=texts, text_degree=peelsim.Binomial(mean=mean), **more)


def sets(graph):
    """The texts of a matrix as sets of concepts."""
    rows = np.asarray(graph.todense() if sparse.issparse(graph) else graph)
    return [set(np.flatnonzero(row).tolist()) for row in rows]


def matrix(texts, concepts):
    dense = np.zeros((len(texts), concepts), np.int8)
    for row, text in zip(dense, texts, strict=True):
        row[list(text)] = 1
    return dense


@contextmanager
def interruption_after(seconds):
    """Ctrl-C some time from now, if what is within still runs."""
    timer = threading.Timer(seconds, signal.raise_signal, [signal.SIGINT])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


GRAPHS = st.integers(1, 9).flatmap(
    lambda r: st.tuples(st.lists(st.sets(st.integers(0, r - 1)), max_size=12), st.just(r))
)


# ---- simulate


@pytest.mark.parametrize("fixed", [True, False])
def test_trials_are_those_of_a_sweep(tmp_path, fixed):
    (tmp_path / "x.toml").write_text(
        toml(
            sweep='name = "x"\nseed = 17',
            model=f"concepts = 60\ntext_degree = {{ mean = 5 }}\ntexts_fixed = {str(fixed).lower()}",
            grid="texts = [100, 250]",
            stop="max_trials = 300",
            rest="[output]\nkeep_trials = true",
        )
    )
    path = peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5")
    for texts, counts in zip((100, 250), read(path).counts, strict=True):
        point = model(60, texts, 5, texts_fixed=fixed)
        trials = peelsim.simulate(point, trials=300, seed=17, engine="graph")
        assert set(trials) == set(counts)
        scales = {observable.name: observable.scale for observable in point.observables}
        for name, values in counts.items():
            np.testing.assert_array_equal(trials[name], values / scales[name])


def test_trials_hold_what_is_promised():
    trials = peelsim.simulate(model(trajectory_rounds=4), trials=50, seed=1, engine="graph")
    kinds = {name: values.dtype.kind for name, values in trials.items()}
    promised = {
        "learnt": "i",
        "learnt_fraction": "f",
        "stuck": "b",
        "complete": "b",
        "training_error": "f",
        "rounds": "i",
        "trajectory": "f",
    }
    assert promised.items() <= kinds.items()
    assert trials["trajectory"].shape == (50, 4)
    np.testing.assert_array_equal(trials["learnt_fraction"], trials["learnt"] / 100)
    np.testing.assert_array_equal(trials["complete"], trials["learnt"] == 100)
    assert (np.diff(trials["trajectory"], axis=1) <= 0).all()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_the_number_of_trials_change_no_trial(threads):
    large = model(300, 1300)
    few = peelsim.simulate(large, trials=100, seed=5, threads=threads, engine="graph")
    many = peelsim.simulate(large, trials=3000, seed=5, threads=3, engine="graph")
    assert large.block_trials("graph") < 3000  # several blocks
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name][:100])


def test_seeds_change_trials():
    one, other = (peelsim.simulate(model(), trials=100, seed=seed)["learnt"] for seed in (1, 2))
    assert (one != other).any()


@pytest.mark.parametrize("trials", [0, -1])
def test_a_number_of_trials_that_is_none(trials):
    with pytest.raises(ValueError, match=f"{trials} is not a number of trials"):
        peelsim.simulate(model(), trials=trials, seed=1)


@pytest.mark.parametrize("seconds", [0.01, 0.03, 0.1, 0.2, 0.4, 0.8])
@pytest.mark.plain_cases(3)
def test_an_interruption_comes_through_at_once(seconds):
    """Also while the blocks, some ten thousand here, are handed to the threads."""
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), interruption_after(seconds):
        peelsim.simulate(model(100_000, 450_000), trials=100_000, seed=1, engine="graph")
    assert time.monotonic() - begun < seconds + 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class Slow:
    """A simulator that does something of its own in one block of trials."""

    def __init__(self, simulator, first, work):
        self.simulator, self.first, self.work = simulator, first, work

    def run(self, key, first, trials, control):
        return self.work(control) if first == self.first else self.simulator.run(key, first, trials, control)


def interrupted_once(blocks, monkeypatch, *, first, work):
    """The trials that are left of so many blocks, one of which works, when Ctrl-C comes while it does."""
    works = peelsim.ConceptText.simulator
    monkeypatch.setattr(peelsim.ConceptText, "simulator", lambda *asked: Slow(works(*asked), first, work))
    with pytest.raises(KeyboardInterrupt) as caught, interruption_after(0.3):
        peelsim.simulate(model(), trials=blocks * model().block_trials("rounds"), seed=1, engine="rounds", threads=2)
    return caught.value.trials


def test_an_interruption_waits_for_nothing_that_hears_no_word(monkeypatch):
    """As the compiler, and functions of a user's own."""
    over, begun = threading.Event(), time.monotonic()
    length = model().block_trials("rounds")
    try:
        trials = interrupted_once(3, monkeypatch, first=2 * length, work=lambda control: over.wait(60))
        assert time.monotonic() - begun < 5 and len(trials["stuck"]) == 2 * length
    finally:
        over.set()


def test_trials_before_an_interruption_are_the_first_ones(monkeypatch):
    """Those of later blocks may be done, and are left out, as ``extend`` would go on in between."""
    length = model().block_trials("rounds")

    def until_stopped(control):
        while not control[0]:
            time.sleep(0.01)

    trials = interrupted_once(5, monkeypatch, first=2 * length, work=until_stopped)
    assert len(trials["stuck"]) == 2 * length
    monkeypatch.undo()
    whole = peelsim.simulate(model(), trials=3 * length, seed=1, engine="rounds")
    np.testing.assert_array_equal(trials.extend(length)["learnt"], whole["learnt"])


# ---- graphs


@pytest.mark.parametrize(
    "point",
    [
        model(1, 5, 1.0),
        model(2, 3, 2.0),
        model(5, 0, 2.0),
        model(7, 12, 0.5),
        model(7, 12, 7.0),
        model(20, 30, 3.0),
        model(20, 60, 3.0, texts_fixed=False),
        model(20, 0.7, 3.0, texts_fixed=False),
        model(50, 230, 6.0),
        model(50, 40, 40.0),
        model(300, 700, 4.0),
        model(3, 700, 1.5),
    ],
    ids=str,
)
def test_the_graph_of_a_trial_is_the_graph_that_was_peeled(point):
    trials = peelsim.simulate(point, trials=60, seed=9, engine="graph")
    for trial in range(60):
        graph = peelsim.sample_graph(point, seed=9, trial=trial)
        assert graph.shape[1] == point.concepts
        assert not point.texts_fixed or graph.shape[0] == point.texts
        assert set(graph.data.tolist()) <= {1} and graph.has_canonical_format
        peeled = peelsim.peel(graph)
        assert peeled.learnt.sum() == trials["learnt"][trial]
        assert peeled.rounds == trials["rounds"][trial]
        assert len(peeled.stuck_texts) / (point.texts or 1) == trials["training_error"][trial]


def test_a_graph_is_the_same_whenever_it_is_drawn():
    graphs = [peelsim.sample_graph(model(), seed=3, trial=7) for _ in range(2)]
    assert (graphs[0] != graphs[1]).nnz == 0
    assert (graphs[0] != peelsim.sample_graph(model(), seed=3, trial=8)).nnz > 0


@settings(max_examples=200)
@given(GRAPHS)
def test_peeling_agrees_with_peeling_by_sets(graph):
    texts, concepts = graph
    peeled = peelsim.peel(matrix(texts, concepts))
    learnt_in = naive.peel(texts, concepts)
    assert peeled.learnt_in.tolist() == learnt_in
    assert peeled.learnt.tolist() == [n > 0 for n in learnt_in]
    assert peeled.stuck_texts.tolist() == naive.stuck_texts(texts, learnt_in)
    assert peeled.rounds == max(learnt_in)


@pytest.mark.parametrize("number", range(10))
def test_sampled_graphs_peel_as_by_sets(number):
    graph = peelsim.sample_graph(model(40, 150, 5.0), seed=number)
    peeled, texts = peelsim.peel(graph), sets(graph)
    learnt_in = naive.peel(texts, 40)
    assert peeled.learnt_in.tolist() == learnt_in
    assert peeled.stuck_texts.tolist() == naive.stuck_texts(texts, learnt_in)


TEXTS = [{0}, {0, 1}, {1, 2, 3}, {2, 3}, set()]
ROUNDS, STUCK = [1, 2, 0, 0], [2, 3]


@pytest.mark.parametrize(
    "convert",
    [
        np.asarray,
        np.ndarray.tolist,
        lambda dense: dense.astype(bool),
        lambda dense: dense * -0.5,
        np.asfortranarray,
        sparse.csr_array,
        sparse.csc_array,
        sparse.coo_array,
        sparse.lil_array,
        sparse.csr_matrix,
        sparse.dok_array,
    ],
)
def test_matrices_of_any_kind(convert):
    peeled = peelsim.peel(convert(matrix(TEXTS, 4)))
    assert (peeled.learnt_in.tolist(), peeled.stuck_texts.tolist()) == (ROUNDS, STUCK)


def test_a_networkx_graph():
    graph = nx.Graph((f"text {t}", c) for t, text in enumerate(TEXTS) for c in text)
    graph.add_node("text 4")
    rows = [f"text {t}" for t in range(5)]
    peeled = peelsim.peel(nx.bipartite.biadjacency_matrix(graph, row_order=rows, column_order=range(4)))
    assert peeled.learnt_in.tolist() == ROUNDS


def test_entries_given_twice_or_as_zero():
    texts, concepts = np.nonzero(matrix(TEXTS, 4))
    t, c = np.concatenate([texts, texts, [0, 4, 4]]), np.concatenate([concepts, concepts, [3, 1, 1]])
    values = np.concatenate([np.full(2 * len(texts), 64, np.int8), np.array([0, 5, -5], np.int8)])
    peeled = peelsim.peel(sparse.coo_array((np.tile(values, 2), (np.tile(t, 2), np.tile(c, 2))), shape=(5, 4)))
    assert (peeled.learnt_in.tolist(), peeled.stuck_texts.tolist()) == (ROUNDS, STUCK)


def test_peeling_leaves_its_graph_alone():
    graph = sparse.csr_array(([1, 0, 1, 1], [1, 0, 0, 0], [0, 2, 4]), shape=(2, 2))  # a zero, an entry twice, unsorted
    before = [array.copy() for array in (graph.data, graph.indices, graph.indptr)]
    assert peelsim.peel(graph).learnt_in.tolist() == [1, 1]
    for array, copy in zip((graph.data, graph.indices, graph.indptr), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (3, 3)])
def test_graphs_without_edges(shape):
    peeled = peelsim.peel(np.zeros(shape))
    assert peeled.learnt.tolist() == [False] * shape[1]
    assert (peeled.rounds, peeled.stuck_texts.tolist()) == (0, [])


def test_what_is_no_matrix():
    with pytest.raises(ValueError):
        peelsim.peel(np.ones(3))
    with pytest.raises(ValueError):
        peelsim.peel(np.ones((2, 2, 2)))


# ---- laws and sweeps


def test_laws_speak_of_the_same_observables():
    point = model(trajectory_rounds=3)
    trials = peelsim.simulate(point, trials=10, seed=1)
    for law in point.laws:
        said = peelsim.predict(point, law=law)
        assert said and set(said) <= set(trials)
        assert all(np.shape(value) == trials[name].shape[1:] for name, value in said.items())


def test_an_unknown_law_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"unknown law 'corected'; did you mean corrected\?"):
        peelsim.predict(model(), law="corected")
    with pytest.raises(ValueError, match="known are corrected, published"):
        peelsim.predict(model(), law="xyz")


def test_a_sweep_is_run_and_loaded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text(
        toml(grid="split = [0.2, 0.4]", rest='[laws]\ncompare = ["corrected"]\n[smoke]\nstop.max_trials = 5')
    )
    path = peelsim.run_sweep("x.toml")
    assert str(path) == "results/x.h5"
    data = peelsim.load(path, law="corrected")
    assert data["trials"].values.tolist() == [100, 100]
    assert data["stuck"].dims == data["stuck_corrected"].dims == ("split",)
    trials = peelsim.simulate(model(split=0.4), trials=100, seed=1, engine="graph")
    assert float(data["stuck"].sel(split=0.4)) == trials["stuck"].mean()
    assert peelsim.load(peelsim.run_sweep("x.toml", smoke=True))["trials"].values.tolist() == [5, 5]


def test_mistakes_are_errors_in_words(tmp_path):
    (tmp_path / "x.toml").write_text(toml(stop=""))
    with pytest.raises(SweepError, match=r"x\.toml: stop: no rule"):
        peelsim.run_sweep(tmp_path / "x.toml")
    (tmp_path / "y.toml").write_text(toml())
    (tmp_path / "y.h5").write_text("no result")
    with pytest.raises(ResultsError, match="is not an HDF5 file"):
        peelsim.run_sweep(tmp_path / "y.toml", output=tmp_path / "y.h5")


@pytest.mark.slow
def test_an_interrupted_sweep_keeps_what_is_committed_and_goes_on(tmp_path):
    (tmp_path / "x.toml").write_text(toml(stop="max_trials = 100_000", rest="[output]\nkeep_trials = true"))
    with pytest.raises(KeyboardInterrupt, match="the same call goes on"), interruption_after(0.6):
        peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5", threads=1)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    (counts,) = read(tmp_path / "x.h5").counts
    path = peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5")
    (whole,) = read(path).counts
    assert len(whole["learnt"]) == 100_000
    for name, values in counts.items():
        np.testing.assert_array_equal(values, whole[name][: len(values)])


def test_another_thread_may_run_a_sweep(tmp_path):
    (tmp_path / "x.toml").write_text(toml())
    paths = []
    thread = threading.Thread(
        target=lambda: paths.append(peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5"))
    )
    thread.start()
    thread.join()
    assert paths == [tmp_path / "x.h5"]


def test_a_model_that_cannot_fit_is_refused_before_anything_is_allocated():
    huge = peelsim.ConceptText(concepts=2 * 10**9, texts=2 * 10**9, text_degree=peelsim.Binomial(mean=6))
    with pytest.raises(ValueError, match="GB per thread"):
        peelsim.simulate(huge, trials=1, seed=1, engine="graph", threads=64)
