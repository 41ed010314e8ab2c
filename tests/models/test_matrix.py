"""Peeling of given matrices is that of plain Python sets, trial by trial; null models are what they say."""

import re

import numpy as np
import pytest
from scipy import sparse

import peelsim
from peelsim.commands import replay
from peelsim.graphs.reading import given_graph
from peelsim.models.matrix.nulls import compared
from peelsim.results import ResultsError
from peelsim.theory.codes.evolution import Code
from peelsim.theory.codes.thinned import ThinnedCode
from tests import naive
from tests.graphs.test_files import FORMS, written

CORPUS = (np.random.default_rng(4).random((40, 25)) < 0.07).astype(int)
DOUBLE = np.array([[2, 1, 0, 0], [0, 1, 0, 3], [1, 0, 2, 0], [0, 1, 1, 0]])


def parts():
    """Every way to have a part of a matrix."""
    for erasure in (0.0, 0.3, 0.8, 1.0):
        for share in (0.0, 0.4, 1.0):
            for deletion in (0.0, 0.15, 1.0):
                yield {"erasure": erasure, "texts_share": share, "edge_deletion": deletion}


def sets_of(shown):
    starts, members, (texts, _) = shown
    return [members[starts[t] : starts[t + 1]].tolist() for t in range(texts)]


@pytest.mark.parametrize("how", ["single", "count", "parity"])
@pytest.mark.parametrize("part", list(parts()), ids=str)
@pytest.mark.plain_cases(79)
def test_trials_are_those_of_plain_sets(part, how):
    """The shown graph is a part of the matrix; what trials count follows from it. A double edge does not teach."""
    for dense in (CORPUS, DOUBLE):
        graph = given_graph(dense, multi_edges=how)
        model = peelsim.GivenMatrix(graph=graph, trajectory_rounds=2, **part)
        simulator = model.simulator("graph")
        counts = simulator.run(9, 0, 5, np.zeros(2, np.int64))
        whole = graph.matrix.toarray()
        for trial in range(5):
            lists = sets_of(simulator.graph(9, trial))
            unknown = set(np.flatnonzero(~simulator.scratch.known).tolist())
            for text, held in enumerate(lists):
                assert set(held) <= unknown and all(held.count(c) <= whole[text, c] for c in held)
            left, rounds = set(unknown), 0
            trajectory = []
            while taught := {c for held in lists for c in held if [d for d in held if d in left] == [c]}:
                left -= taught
                rounds += 1
                trajectory.append(len(left))
            stuck = sum(sum(c in left for c in held) >= 2 for held in lists)
            seen = len({c for held in lists for c in held})
            expected = (len(left), len(unknown) - len(left), rounds, stuck, seen, not left, len(left) > 0)
            names = ("unknown", "learnt", "rounds", "stuck_texts", "seen_fraction", "complete", "incomplete")
            assert tuple(counts[name][trial] for name in names) == expected
            assert simulator.unlearnt_by_round(9, trial) == [len(unknown), *trajectory]
            noted = [*trajectory, len(left), len(left)][:2]
            assert counts["trajectory"][trial].tolist() == noted


@pytest.mark.slow
def test_parts_have_the_sizes_and_shares_that_are_asked_for():
    """30 000 edges: shares within 4.5 standard errors (a false alarm in 1e5)."""
    dense = np.ones((100, 300), int)
    model = peelsim.GivenMatrix(graph=dense, erasure=0.3, texts_share=0.25, edge_deletion=0.2)
    simulator = model.simulator("graph")
    hit, kept, unknown = np.zeros(dense.shape), np.zeros(100), np.zeros(300)
    trials = 400
    for trial in range(trials):
        lists = sets_of(simulator.graph(3, trial))
        unknown += ~simulator.scratch.known
        there = np.array([len(held) > 0 for held in lists])
        assert there.sum() == 25
        kept += there
        for text, held in enumerate(lists):
            hit[text, held] += 1
    assert abs(unknown / trials - 0.3).max() < 4.5 * (0.21 / trials) ** 0.5
    assert abs(kept / trials - 0.25).max() < 4.5 * (0.1875 / trials) ** 0.5
    p = 0.3 * 0.25 * 0.8
    assert abs(hit.mean() / trials - p) < 5 * (p / (trials * 300)) ** 0.5  # an erased concept loses a whole column
    assert abs(hit / trials - p).max() < 5.5 * (p / trials) ** 0.5


@pytest.mark.parametrize("deletion", [0.0, 0.1])
def test_a_curve_has_the_trials_of_each_of_its_shares(deletion):
    curve = (0.0, 0.1, 0.35, 0.5, 0.9, 1.0)
    model = peelsim.GivenMatrix(graph=CORPUS, erasure=0.9, edge_deletion=deletion, curve=curve)
    simulator = model.simulator("curve")
    counts = simulator.run(5, 0, 20, np.zeros(2, np.int64))
    for trial in range(20):
        for place in range(len(curve)):
            lists = sets_of(simulator.graph(5, trial, place))
            rounds = naive.peel([set(held) for held in lists], model.concepts)
            unknown = int((~simulator.scratch.known).sum())
            assert counts["learnt"][trial, place] == sum(r > 0 for r in rounds)
            assert counts["unknown"][trial, place] == unknown - sum(r > 0 for r in rounds)
            assert counts["stuck_texts"][trial, place] == len(naive.stuck_texts(lists, rounds))
            assert counts["seen_fraction"][trial, place] == len({c for held in lists for c in held})


def test_a_curve_has_the_law_of_separate_shares():
    curve = (0.3, 0.6, 1.0)
    along = peelsim.simulate(peelsim.GivenMatrix(graph=CORPUS, curve=curve), trials=4000, seed=1)["learnt"]
    for place, share in enumerate(curve):
        alone = peelsim.simulate(peelsim.GivenMatrix(graph=CORPUS, texts_share=share), trials=4000, seed=2)["learnt"]
        error = np.hypot(along[:, place].std(), alone.std()) / 4000**0.5
        assert abs(along[:, place].mean() - alone.mean()) <= 4.5 * error


def test_all_kinds_of_files_are_one_model(tmp_path):
    dense = CORPUS.astype(np.int8)
    dense[-1, -1] = 1  # so that tables see every text and concept
    models = [peelsim.GivenMatrix(graph=str(written(tmp_path, dense, form)), erasure=0.6) for form in FORMS]
    models.append(peelsim.GivenMatrix(graph=sparse.csr_array(dense), erasure=0.6))
    assert len({model.graph.content for model in models}) == 1 and len(set(models)) == 1
    trials = [peelsim.simulate(model, trials=50, seed=3)["unknown"].tolist() for model in models]
    assert all(each == trials[0] for each in trials)


def matching(bits, checks, rng):
    """A configuration model with these degrees, double edges as entries above 1."""
    columns = rng.permutation(np.repeat(np.arange(len(bits)), bits))
    rows = np.repeat(np.arange(len(checks)), checks)
    return sparse.coo_array((np.ones(len(rows), int), (rows, columns)), shape=(len(checks), len(bits))).tocsr()


@pytest.mark.slow
def test_law_of_thinned_codes_is_that_of_large_random_graphs():
    """Unknown fractions of 50 000 bits away from thresholds, within .01."""
    rng = np.random.default_rng(1)
    bits = rng.choice([1, 2, 3, 8], 50_000, p=[0.1, 0.2, 0.5, 0.2])
    checks = rng.choice([1, 3, 6], 100_000, p=[0.1, 0.5, 0.4])
    edges = min(bits.sum(), checks.sum())
    for degrees in (bits, checks):
        while degrees.sum() > edges:
            degrees[rng.integers(len(degrees))] = 0
    bits[0] += edges - bits.sum()
    checks[0] += edges - checks.sum()
    graph = given_graph(matching(bits, checks, rng), multi_edges="count")
    for part in ({"erasure": 1.0}, {"erasure": 0.6, "texts_share": 0.5}, {"edge_deletion": 0.4, "texts_share": 0.7}):
        model = peelsim.GivenMatrix(graph=graph, **part)
        law, seen = peelsim.predict(model, law="density_evolution"), peelsim.simulate(model, trials=3, seed=1)
        for name in ("unknown_fraction", "learnt_fraction", "seen_fraction"):
            assert seen[name].mean() == pytest.approx(law[name], abs=0.01), (part, name)
        assert seen["stuck_texts"].mean() / 1e5 == pytest.approx(law["stuck_texts"] / 1e5, abs=0.01)


def test_thinned_codes_that_are_whole_are_codes():
    for bits, checks in (({3: 1}, {6: 1}), ({2: 0.5, 4: 0.5}, {5: 0.2, 6: 0.8})):
        whole, thinned = Code(bits, checks), ThinnedCode(bits, checks, kept=1.0, deletion=0.0)
        assert thinned.threshold.load == pytest.approx(whole.threshold.load, rel=1e-12)
        for load in (0.1, 0.45, 0.6, 1.0):
            assert thinned.unknown(load) == pytest.approx(whole.unknown(load), abs=1e-12)


def test_nothing_is_learnt_where_all_is_erased_and_no_check_teaches():
    assert Code({3: 1}, {6: 1}).unknown(1.0) == 1.0
    assert peelsim.predict(peelsim.GivenMatrix(graph=np.ones((3, 3))), law="density_evolution")["unknown"] == 3


def quantities(graph, null, **how):
    model = peelsim.GivenMatrix(graph=graph, null=null, **how)
    return {name: value for name, (value, *_) in model.quantities.items() if name.startswith("null_")}


def test_the_null_of_equal_degrees_is_the_ensemble_of_codes():
    """Means and quantiles of what is left of (3,6) codes of 120 bits, 48 of them erased on average."""
    bits, checks = np.full(120, 3), np.full(60, 6)
    graph = given_graph(matching(bits, checks, np.random.default_rng(1)), multi_edges="count")
    found = quantities(graph, "configuration", erasure=0.42, null_draws=4000)
    degrees = {"bit_degree": peelsim.Regular(degree=3), "check_degree": peelsim.Regular(degree=6)}
    code = peelsim.ErasureCode(bits=120, erasure=0.42, **degrees)
    left = peelsim.simulate(code, trials=4000, seed=8)["unknown"]
    assert abs(found["null_configuration_unknown"] - left.mean()) < 4.5 * left.std() * (2 / 4000) ** 0.5
    for name, share in (("low", 0.025), ("high", 0.975)):
        value = found[f"null_configuration_unknown_{name}"]
        assert np.mean(left < value) - 0.02 <= share <= np.mean(left <= value) + 0.02


@pytest.mark.parametrize("null", ["binomial", "texts"])
@pytest.mark.slow
def test_nulls_of_texts_are_those_of_plain_sampling(null):
    rng = np.random.default_rng(3)
    found = quantities(CORPUS, null, null_draws=2000)
    degrees, (texts, concepts) = CORPUS.sum(axis=1), CORPUS.shape
    left = []
    for _ in range(2000):
        if null == "binomial":
            held = [set(np.flatnonzero(rng.random(concepts) < CORPUS.mean()).tolist()) for _ in range(texts)]
        else:
            held = [set(rng.choice(concepts, d, replace=False).tolist()) for d in degrees]
        left.append(sum(r == 0 for r in naive.peel(held, concepts)))
    error = np.std(left) * (2 / 2000) ** 0.5
    assert abs(found[f"null_{null}_unknown"] - np.mean(left)) <= 4.5 * error


@pytest.mark.slow
def test_a_random_graph_is_not_special():
    """Rank p-values of graphs of the null itself: of 120, a share .1 at most is below .1, give or take 4 errors."""
    rng, p = np.random.default_rng(6), []
    for _ in range(120):
        bits = rng.choice([1, 2, 4], 30)
        checks = np.bincount(rng.integers(0, 25, bits.sum()), minlength=25)
        graph = given_graph(matching(bits, checks, rng), multi_edges="count")
        p.append(quantities(graph, "configuration", null_draws=99)["null_configuration_unknown_p"])
    p = np.array(p)
    assert 0.02 <= p.min() <= 0.2 and np.mean(p <= 0.1) <= 0.1 + 4 * (0.09 / 120) ** 0.5


def test_a_graph_of_a_single_cluster_is_special():
    """Texts of two concepts each in pairs teach nothing; random ones of the same degrees with some single ones do."""
    pairs = np.kron(np.eye(30, dtype=int), np.ones((4, 2), int))
    singles = np.zeros((3, 60), int)
    singles[[0, 1, 2], [0, 2, 4]] = 1
    found = quantities(np.vstack([pairs, singles]), "configuration", null_draws=499)
    assert found["null_configuration_unknown_p"] == 2 / 500  # none of 499 draws is as special, and it counts itself
    assert found["null_configuration_unknown_high"] < 54


def test_draws_of_nulls_differ_with_what_is_erased():
    model = peelsim.GivenMatrix(graph=CORPUS, erasure=0.5, texts_share=0.5, null=("configuration", "texts", "binomial"))
    values = [compared(model, null)[f"null_{null}_unknown"] for null in model.null]
    own = peelsim.simulate(model, trials=2000, seed=1)["unknown"].mean()
    assert all(0 < value < 25 for value in values) and abs(values[0] - own) < 6


SWEEP = """
[sweep]
name = "mine"
seed = 1
[model]
kind = "matrix"
path = "graph.{form}"
{more}
[grid]
erasure = [0.3, 0.5]
[stop]
max_trials = 20
"""


def sweep(folder, form="alist", more=""):
    path = folder / "sweep.toml"
    path.write_text(SWEEP.format(form=form, more=more))
    return path


@pytest.mark.slow
def test_a_file_that_changed_is_refused_and_one_that_moved_is_not(tmp_path, capsys):
    dense = CORPUS.astype(np.int8)
    written(tmp_path, dense, "alist")
    output = peelsim.run_sweep(sweep(tmp_path), output=tmp_path / "out.h5")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    written(elsewhere, dense, "alist")
    assert peelsim.run_sweep(sweep(elsewhere), output=output) == output
    written(tmp_path, dense[:, ::-1], "alist")
    with pytest.raises(ResultsError, match=r"was made with model.content \w+, this sweep says \w+"):
        peelsim.run_sweep(sweep(tmp_path), output=output)
    assert (
        replay.main([str(output), "--point", "0", "--trial", "1"], "peelsim replay") == 0
    )  # elsewhere it is as it was
    written(elsewhere, dense[:, ::-1], "alist")
    capsys.readouterr()
    assert replay.main([str(output), "--point", "0", "--trial", "1"], "peelsim replay") == 2
    assert re.search(r"a file whose content was \w{16} and is \w{16} now", capsys.readouterr().err)


def test_a_result_file_opens_what_is_elsewhere_only_where_it_is_trusted(tmp_path, capsys, monkeypatch):
    """Nor by a link: its folder and the current one are where a path may lead."""
    away, here = tmp_path / "away", tmp_path / "here"
    away.mkdir()
    here.mkdir()
    written(away, CORPUS.astype(np.int8), "alist")
    (here / "graph.alist").symlink_to(away / "graph.alist")
    for number, folder in enumerate((away, here)):
        output = peelsim.run_sweep(sweep(folder), output=here / f"{number}.h5", progress=False)
        again = [str(output), "--point", "0", "--trial", "1", "-o", str(here / "g.npz")]
        monkeypatch.chdir(here)
        assert replay.main(again, "peelsim replay") == 2
        said = f"names the file {folder / 'graph.alist'}, outside of its folder and the current one: say --trust if"
        err = capsys.readouterr().err
        assert said in err and err.count("\n") == 1 and not (here / "g.npz").exists()
        assert replay.main([*again, "--trust"], "peelsim replay") == 0
        (here / "g.npz").unlink()
        monkeypatch.chdir(tmp_path)
        assert replay.main(again, "peelsim replay") == 0
        (here / "g.npz").unlink()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('orientation = "columns"', "model.orientation: 'columns' is not known; it must be 'texts-by-concepts'"),
        (
            'null = "poisson"',
            "model.null[0]: 'poisson' is not known; it must be 'configuration', 'binomial' or 'texts'",
        ),
        ('null = ["texts", "texts"]', "null: a null model is named twice"),
        ("null_draws = 3", "model.null_draws: 3 is not a number of graphs; it must be 39 or more"),
        ("edge_deletion = 1.5", "model.edge_deletion: 1.5 is not a probability; it must be at most 1"),
        ('multi_edges = "twice"', "model.multi_edges: 'twice' is not known"),
        ("curve = [0.1]", "model.curve: unknown key"),
        ("graph = 3", "model.graph: unknown key"),
    ],
)
def test_mistakes_of_a_sweep_are_a_line_each(tmp_path, more, words):
    written(tmp_path, CORPUS.astype(np.int8), "alist")
    with pytest.raises(ValueError, match=re.escape(words)):
        peelsim.run_sweep(sweep(tmp_path, more=more))


def test_a_file_that_is_not_there_or_not_what_it_says_is_a_line(tmp_path):
    with pytest.raises(ValueError, match=r"model.path: graph.npz cannot be read: no such file") as caught:
        peelsim.run_sweep(sweep(tmp_path, form="npz"))
    assert "\n" not in str(caught.value)
    (tmp_path / "graph.npz").write_bytes(b"no zip")
    with pytest.raises(ValueError, match=r"model.path: .*graph.npz cannot be read") as caught:
        peelsim.run_sweep(sweep(tmp_path, form="npz"))
    assert "\n" not in str(caught.value)


def test_a_sweep_of_values_names_the_file(tmp_path):
    path = written(tmp_path, CORPUS.T.astype(np.int8), "npz")
    model = peelsim.GivenMatrix(graph=peelsim.read_matrix(path, orientation="concepts-by-texts"))
    sweep = peelsim.Sweep(model, {"erasure": [0.3, 1]}, stop={"max_trials": 10}, seed=1)
    assert sweep.points[1].model == model
    with pytest.raises(ValueError, match=r"model.path: a graph that is in memory alone .* save it"):
        peelsim.Sweep(peelsim.GivenMatrix(graph=CORPUS), {"erasure": [1]}, stop={"max_trials": 10}, seed=1)


def test_orientation(tmp_path):
    written(tmp_path, CORPUS.T.astype(np.int8), "npz")
    turned = peelsim.run_sweep(
        sweep(tmp_path, "npz", 'orientation = "concepts-by-texts"'), output=tmp_path / "turned.h5"
    )
    written(tmp_path, CORPUS.astype(np.int8), "npz")
    plain = peelsim.run_sweep(sweep(tmp_path, "npz"), output=tmp_path / "plain.h5")
    assert (peelsim.load(turned).unknown == peelsim.load(plain).unknown).all()


@pytest.mark.parametrize(
    ("graph", "how", "words"),
    [
        (np.zeros((3, 0)), {}, "a matrix without concepts has nothing to learn"),
        (None, {}, "NoneType is no graph"),
        ([[1, 0]], {"curve": (0.5, 0.2)}, "give shares that ascend to texts_share = 1"),
        ([[1, 0]], {"curve": (0.5, 1), "trajectory_rounds": 1}, "has no rounds"),
        ([[1, float("nan")]], {}, "NaN or infinite"),
    ],
)
def test_what_is_no_matrix(graph, how, words):
    with pytest.raises(ValueError) as caught:
        peelsim.GivenMatrix(graph=graph, **how)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("erasure", [0.0, 1.0])
@pytest.mark.parametrize("shape", [(0, 3), (2, 3)])
def test_a_matrix_without_an_edge_teaches_nothing_and_is_like_any_other(shape, erasure):
    nulls = ("configuration", "binomial", "texts")
    model = peelsim.GivenMatrix(graph=np.zeros(shape), null=nulls, null_draws=39, erasure=erasure)
    for null in nulls:
        found = compared(model, null)
        assert found[f"null_{null}_unknown"] == found[f"null_{null}_unknown_high"] == 3 * erasure
        assert found[f"null_{null}_unknown_p"] == 1
    assert peelsim.predict(model, law="density_evolution")["unknown"] == 3 * erasure


@pytest.mark.parametrize("null", ["binomial", "texts"])
def test_null_models_of_simple_graphs_refuse_double_edges(null):
    """A text of more edges than there are concepts has no such graph."""
    several = given_graph([[3.0, 0, 0], [0, 1, 0], [1, 1, 0]], multi_edges="count")
    with pytest.raises(ValueError, match=f"null: a text of {null} holds no concept twice, and here one does"):
        peelsim.GivenMatrix(graph=several, null=null)
    assert compared(peelsim.GivenMatrix(graph=several, null="configuration"), "configuration")
    for rows in ([[0, 1], [0, 1]], [[1], [1]]):  # one row ends with the column that the next begins with
        assert not given_graph(np.array(rows), multi_edges="count").has_double_edges
