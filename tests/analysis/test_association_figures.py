"""Figures of association graphs and of compression: the numbers of the file, and the laws beside them."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis.figures import figures_of, style
from peelsim.analysis.results import read
from peelsim.theory.learning import association, compression, learners
from tests.analysis.sweeps import WhenAsked
from tests.analysis.test_figures import entries, lines, simulated
from tests.sweep.example import toml

RATIOS = "texts_per_skill = [2, 1, 1.3]"
MEAN = "text_degree = { mean = 2 }"
BOTH = '[laws]\ncompare = ["limit", "independent"]'
RATES = '[laws]\ncompare = ["limit", "prediction"]'
FRESH = "fresh_texts = 20"
SWEEPS = {
    "two": (
        "skill-association",
        {
            "model": "skills = 400",
            "grid": 'x = { zip = { learner = ["1-skill", "2-skill"], "text_degree.mean" = [1, 2] } }\n' + RATIOS,
            "rest": BOTH,
        },
    ),
    "one": ("skill-association", {"model": f"learner = [1, 0.5]\n{MEAN}", "grid": f"skills = [50, 60]\n{RATIOS}"}),
    "texts": ("skill-association", {"model": f"skills = 30\nlearner = '1-skill'\n{MEAN}", "grid": "texts = [40, 60]"}),
    "point": ("skill-association", {"model": f"skills = 30\nlearner = '1-skill'\n{MEAN}\ntexts = 40"}),
    "above": (
        "skill-association",
        {"model": f"skills = 30\nlearner = '1-skill'\n{MEAN}", "grid": f"giant_above = [0.1, 0.2]\n{RATIOS}"},
    ),
    "rates": (
        "semantic-compression",
        {
            "model": f"skills = 300\n{MEAN}\n{FRESH}",
            "grid": f'learner = ["1-skill", "2-skill"]\n{RATIOS}',
            "rest": RATES,
        },
    ),
    "words": (
        "semantic-compression",
        {"model": f"skills = 300\n{MEAN}\n{FRESH}\nlearner = '1-skill'", "grid": f"text_words = [64, 70]\n{RATIOS}"},
    ),
}
SUIT = {"association": {"two", "one", "texts"}, "compression": {"rates"}}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("associations")

    def run(name):
        kind, parts = SWEEPS[name]
        text = toml(**{"stop": "max_trials = 30"} | parts, kind=kind)
        if name == "two":
            text = text.replace("[grid]", "text_degree.kind = 'binomial'\n[grid]")
        (folder / f"{name}.toml").write_text(text)
        return read(peelsim.run_sweep(folder / f"{name}.toml", output=folder / f"{name}.h5"))

    return WhenAsked(run)


def draw(results, name):
    return figures_of(results.kind)[name].draw(results)


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.slow
def test_a_figure_is_offered_where_its_axes_are(results, name):
    for figure, module in figures_of(results[name].kind).items():
        assert module.suits(results[name]) == (name in SUIT[figure])


@pytest.mark.slow
def test_the_largest_component_is_drawn_with_both_laws_and_their_points(results):
    drawn = draw(results["two"], "association")
    (axes,) = drawn.axes
    data = results["two"].data
    learners_drawn = [(1, 1.0), (2, 2.0)]
    for i, (x, y, limits) in enumerate(simulated(axes)):
        seen = data.isel(x=i).sortby("texts_per_skill")
        assert x.tolist() == [1, 1.3, 2]
        np.testing.assert_allclose(y, seen["largest_fraction"])
        np.testing.assert_allclose(limits[:, 0], seen["largest_fraction_low"])
        np.testing.assert_allclose(limits[:, 1], seen["largest_fraction_high"])
    for dashes, share in (("-", association.giant_share), (":", association.independent_share)):
        for (ratio, said), (learner, c) in zip(lines(axes, dashes), learners_drawn, strict=True):
            expected = [share(learner, texts_per_skill=x, mean_skills=c) for x in ratio]
            np.testing.assert_allclose(said, expected, atol=1e-7)
            assert (ratio.min(), ratio.max()) == (1, 2) and (np.diff(ratio) >= 0).all()
    (exact, independent) = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "^"][:2]
    assert exact == pytest.approx(1.1157, abs=1e-4) and independent == pytest.approx(1.5154, abs=1e-4)
    labels = ["1-skill, $c$ = 1", "2-skill, $c$ = 2"]
    assert entries(drawn) == [*labels, "law limit", "law independent"]


def test_curves_are_told_by_their_size_where_sizes_differ(results):
    drawn, learner = draw(results["one"], "association"), results["one"].config["learner"]
    assert entries(drawn) == [f"$s$ = {learner}, $c$ = 2, $S$ = {skills}" for skills in (50, 60)]
    assert [x.tolist() for x, _, _ in simulated(drawn.axes[0])] == [[1, 1.3, 2]] * 2


def test_numbers_of_texts_are_drawn_by_texts_a_skill(results):
    ((x, _, _),) = simulated(draw(results["texts"], "association").axes[0])
    np.testing.assert_allclose(x, [4 / 3, 2])


def test_rates_are_drawn_and_held_against_the_exact_law(results):
    drawn = draw(results["rates"], "compression")
    upper, lower = drawn.axes
    data = results["rates"].data

    def rate(learner, ratio):
        q = learners.unlearnt(learner, texts_per_skill=ratio, mean_skills=2)
        return compression.rate(unlearnt=q, mean_skills=2, skills=300, full_bits=2048)

    for i, ((x, bits, _), (_, off, _)) in enumerate(zip(simulated(upper), simulated(lower), strict=True)):
        seen = data.isel(learner=i).sortby("texts_per_skill")
        np.testing.assert_allclose(bits, seen["bits_per_text"])
        exact = np.array([rate(i + 1, ratio).total for ratio in x])
        np.testing.assert_allclose(off, 100 * (bits / exact - 1))
    predicted = [line for line in lines(upper, "--") if len(line[0]) > 2]
    for i, (ratio, said) in enumerate(predicted):
        np.testing.assert_allclose(said, [rate(i + 1, x).total - rate(i + 1, x).numbers for x in ratio])
    entropy = compression.source_entropy(mean_skills=2, skills=300)
    assert sum(np.allclose(line.get_ydata(), entropy) for line in upper.lines if len(line.get_ydata()) == 2) == 2
    labels = ["1-skill, $c$ = 2", "2-skill, $c$ = 2"]
    assert [e for e in entries(drawn) if e.strip()] == [*labels, "law limit", "law prediction", "entropy of a text"]


@pytest.mark.parametrize(("figure", "name"), [("association", "two"), ("compression", "rates")])
@pytest.mark.slow
def test_axes_are_named_and_the_picture_is_the_same_each_time(results, figure, name):
    drawn = draw(results[name], figure)
    content = style.encode(drawn, "pdf")
    assert content == style.encode(draw(results[name], figure), "pdf")
    assert drawn.axes[-1].get_xlabel() and all(axes.get_ylabel() for axes in drawn.axes)
