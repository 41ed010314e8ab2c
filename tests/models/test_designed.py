"""Designed text degrees and deleted edges, said in sweep files and in Python."""

import numpy as np
import pytest

import peelsim
from peelsim.ensembles import Explicit, thinned
from peelsim.mistakes import SweepError
from peelsim.sweep.file import spec


def points(model, grid, tmp_path):
    path = tmp_path / "sweep.toml"
    path.write_text(
        '[sweep]\nname = "d"\nseed = 1\n[stop]\nmax_trials = 9\n'
        f'[model]\nkind = "concept-text"\n{model}\n[grid]\n{grid}\n'
    )
    return [point.model for point in spec.read(path).points]


DESIGNED = 'text_degree = { kind = "designed", mean = 6 }'


def test_a_design_is_made_for_each_size(tmp_path):
    found = points(f'{DESIGNED}\ntexts_per_concept = "designed"', "concepts = [1000, 100_000]", tmp_path)
    for model in found:
        design = peelsim.design.text_degree(6, concepts=model.concepts)
        assert model.text_degree == design.text_degree
        assert model.texts == np.ceil(design.texts_per_concept * model.concepts)
    assert found[0].texts_per_concept > 1.09 > 1.0101 > found[1].texts_per_concept


@pytest.mark.parametrize(
    "more", ['texts_per_concept = "designed"', 'optimum = "corrected"', "texts_per_concept = 1.04"]
)
@pytest.mark.slow
def test_a_budget_is_spent(tmp_path, more):
    (model,) = points(f"{DESIGNED}\n{more}", "compute = [1e8]", tmp_path)
    assert 0.999e8 < model.concepts * model.texts <= 1e8 and model.concepts == pytest.approx(9800, rel=0.01)
    assert model.text_degree == peelsim.design.text_degree(6, concepts=model.concepts).text_degree


def test_other_sizes_of_a_design(tmp_path):
    (model,) = points(DESIGNED, "concepts = [1000]\ntexts = [3000]", tmp_path)
    assert model.texts == 3000 and isinstance(model.text_degree, Explicit)


def test_deleted_edges_thin_the_text_degrees(tmp_path):
    found = points(
        'text_degree = { kind = "regular", degree = 3 }\nconcepts = 50\ntexts = 60',
        "edge_deletion = [0, 0.3]",
        tmp_path,
    )
    assert found[1].text_degree == thinned(peelsim.Regular(degree=3), 0.3)
    found = points(f'{DESIGNED}\ntexts_per_concept = "designed"\nconcepts = 1000', "edge_deletion = [0, 0.1]", tmp_path)
    assert found[1].text_degree == thinned(found[0].text_degree, 0.1) and found[1].texts == found[0].texts
    more = 'text_degree = { kind = "binomial", mean = 6 }\nerasure = 0.25\nedge_deletion = 0.5'
    (model,) = points(more, "concepts = [100]\ntexts = [50]", tmp_path)
    assert model.text_degree.mean == 1.5 * 1


@pytest.mark.slow
def test_deleting_edges_of_a_sampled_graph_is_the_same_law():
    """Learnt of 60 concepts: thinned degrees against edges deleted from sampled graphs; 4.5 errors."""
    degree = peelsim.Explicit({1: 0.1, 3: 0.5, 6: 0.4})
    whole = peelsim.ConceptText(concepts=60, texts=90, text_degree=degree)
    thin = peelsim.ConceptText(concepts=60, texts=90, text_degree=thinned(degree, 0.2))
    direct = peelsim.simulate(thin, trials=4000, seed=1)["learnt"]
    rng, learnt = np.random.default_rng(2), []
    for trial in range(1500):
        graph = peelsim.sample_graph(whole, seed=3, trial=trial).toarray()
        learnt.append(peelsim.peel(graph * (rng.random(graph.shape) >= 0.2)).learnt.sum())
    error = np.hypot(np.std(learnt) / 1500**0.5, direct.std() / 4000**0.5)
    assert abs(np.mean(learnt) - direct.mean()) <= 4.5 * error


@pytest.mark.parametrize(
    ("model", "grid", "words"),
    [
        (
            'text_degree = { kind = "binomial", mean = 6 }\ntexts_per_concept = "designed"',
            "concepts = [10]",
            "designed degrees say it",
        ),
        (DESIGNED, "texts = [10]", "designed degrees need concepts, or a budget"),
        (f'{DESIGNED}\noptimum = "corrected"', "parameters = [1e9]", "designed degrees know no such optimum"),
        (
            'text_degree = { kind = "designed", mean = 60 }\ntexts_per_concept = "designed"',
            "concepts = [50]",
            "a mean of 60",
        ),
        (
            'text_degree = { kind = "designed", mean = 6, learnt = 1 }',
            "concepts = [50]",
            "1 is not a fraction of concepts",
        ),
        (f"{DESIGNED}\nedge_deletion = 1", "concepts = [50]", "1 is not a probability of deletion"),
        (f'{DESIGNED}\ntexts_per_concept = "many"', "concepts = [50]", "texts_per_concept"),
    ],
)
def test_mistakes(tmp_path, model, grid, words):
    with pytest.raises(SweepError) as caught:
        points(model, grid, tmp_path)
    assert words in str(caught.value)


@pytest.mark.slow
def test_a_refined_design_gets_stuck_as_often_as_asked_for():
    design = peelsim.design.text_degree(6, concepts=2000, stuck=0.1, refine=1000, seed=5)
    texts = int(np.ceil(design.texts_per_concept * 2000))
    model = peelsim.ConceptText(concepts=2000, texts=texts, text_degree=design.text_degree, split=0.1)
    assert 0.05 < peelsim.simulate(model, trials=2000, seed=6)["stuck"].mean() < 0.17


def test_designs_of_random_access_and_codes_bear_what_they_say():
    users = peelsim.design.user_degree(largest=8)
    frame = {"slots": 10_000, "user_degree": users.user_degree, "replicas": "independent"}
    low, high = (
        peelsim.simulate(peelsim.RandomAccess(users=round(10_000 * load), **frame), trials=100, seed=1)["packet_loss"]
        for load in (users.threshold - 0.1, users.threshold + 0.05)
    )
    assert low.mean() < 0.05 < 0.3 < high.mean()
    bits = peelsim.design.bit_degree(erasure=0.48, check_degree=7, largest=30)
    assert bits.threshold == pytest.approx(0.48, abs=1e-3)
    code = {"bits": 10**6, "bit_degree": bits.bit_degree, "check_degree": peelsim.Regular(degree=7)}
    low, high = (
        peelsim.simulate(peelsim.ErasureCode(erasure=erasure, **code), trials=20, seed=1)["bit_error"]
        for erasure in (0.46, 0.5)
    )
    assert low.mean() < 0.01 < 0.1 < high.mean()


@pytest.mark.slow
def test_a_design_learns_twice_as_much_from_a_budget():
    """C' = 1e8, mean degree 6: 9600 concepts and more, 4445 with binomial degrees at their optimum."""
    gain = peelsim.design.budget_gain(mean=6, compute=1e8, trials=4000, seed=3)
    assert gain.designed_learnt[0] >= 9600
    assert gain.binomial_learnt[1] - 12 < 4445 < gain.binomial_learnt[2] + 12
    assert peelsim.design.text_degree(6, concepts=10**5, stuck=0.02).texts_per_concept == pytest.approx(1.010, abs=1e-3)


@pytest.mark.slow
def test_a_file_holds_the_degrees_of_every_point(tmp_path):
    path = tmp_path / "sweep.toml"
    path.write_text(
        '[sweep]\nname = "d"\nseed = 1\n[stop]\nmax_trials = 9\n[model]\nkind = "concept-text"\n'
        'optimum = "corrected"\n[grid]\ncompute = [1e5, 1e6]\n'
        'text_degree = [{ kind = "binomial", mean = 6 }, { kind = "designed", mean = 6 }]\n'
    )
    output = peelsim.run_sweep(path, output=tmp_path / "d.h5")
    assert peelsim.run_sweep(path, output=output) == output  # it goes on from there
    data = peelsim.load(output)
    assert data.text_degree_share.dims == ("compute", "text_degree", "degree")
    assert np.isnan(data.text_degree_share[:, 0]).all()
    for place, point in enumerate(spec.read(path).points[1::2]):
        shares = data.text_degree_share[place, 1]
        found = {int(k): float(s) for k, s in zip(data.degree, shares, strict=True) if s > 0}
        assert found == pytest.approx(point.model.text_degree.probabilities)
