"""Figures of softmax regression and sparse parity, and clusters of a network's gradients."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis import gradient_clusters
from peelsim.analysis.figures import figures_of
from peelsim.analysis.results import read
from peelsim.commands.quanta_clusters import main as clusters
from peelsim.commands.replay import main as replay
from tests.analysis.sweeps import WhenAsked
from tests.sweep.example import toml

SOFTMAX = "test_samples = 500\ntime = { start = 2, stop = 40, num = 4, scale = 'log' }"
PARITY = "bits = 8\nsubset = 2\nexponent = 0.5\nbatch = 50\nrate = 0.01\ntest_samples = 100"
SWEEPS = {
    "softmax": (
        "softmax-regression",
        {
            "model": f"dimensions = 6\n{SOFTMAX}",
            "grid": "classes = [2, 3]\nnoise = [0.3, 1]",
            "rest": '[laws]\ncompare = ["asymptotic", "flow"]',
        },
    ),
    "one student": ("softmax-regression", {"model": f"classes = 2\ndimensions = 4\nrate = 0.1\n{SOFTMAX}"}),
    "steps": (
        "sparse-parity",
        {
            "model": f"tasks = 4\nwidth = 40\n{PARITY}\nwatched = [1, 4]\n"
            "time = { start = 20, stop = 3000, num = 20, scale = 'log' }",
            "rest": '[laws]\ncompare = ["finite"]\n[output]\nkeep_trials = true',
        },
    ),
    "width": (
        "sparse-parity",
        {
            "model": f"tasks = 4\n{PARITY}\ntime = [100, 1000]",
            "grid": "width = [4, 30]",
            "rest": '[laws]\ncompare = ["finite"]',
        },
    ),
}
SUIT = {"training": {"softmax", "one student"}, "breakthroughs": {"steps"}, "capacity": {"width"}}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")

    def run(name):
        kind, parts = SWEEPS[name]
        source = folder / f"{name}.toml"
        source.write_text(toml(**({"stop": "max_trials = 4"} | parts), kind=kind))
        return peelsim.run_sweep(source, output=folder / f"{name}.h5")

    return WhenAsked(run)


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.slow
def test_a_figure_is_offered_where_its_axes_are(files, name):
    results = read(files[name])
    offered = {kind for kind, figure in figures_of(results.kind).items() if figure.suits(results)}
    assert offered == {kind for kind, names in SUIT.items() if name in names}
    for kind in offered:
        figures_of(results.kind)[kind].draw(results)


def test_losses_and_exponents_are_those_of_the_file(files):
    results = read(files["softmax"])
    kind = figures_of("softmax-regression")["training"]
    upper = kind.draw(results).axes[0]
    drawn = {tuple(np.round(container[0].get_ydata(), 9)) for container in upper.containers}
    wanted = {tuple(np.round(row, 9)) for row in results.data["loss"].values.reshape(4, -1)}
    assert drawn == wanted
    said = kind.summary(results)
    assert said.count("\nalignment") == 4 and said.count("\nloss") == 4
    assert f"{float(results.data['alignment_exponent'][0, 0]):.4f}" in said


def test_half_of_the_tasks_is_judged_by_the_other(files):
    results = read(files["steps"])
    kind = figures_of("sparse-parity")["breakthroughs"]
    figure = kind.draw(results)
    assert len(figure.axes[0].containers) == 2  # the watched tasks
    assert "by tasks of odd rank" in kind.summary(results) and "p^-" in kind.summary(results)
    assert "steps^-0.333" in kind.summary(results)  # alpha / (alpha + 1)


@pytest.mark.slow
def test_times_to_learn_are_a_distribution_over_trials(files):
    results = read(files["steps"])
    each = peelsim.open(files["steps"]).trials(0)["learnt_step"]
    np.testing.assert_allclose(results.kept["learnt_step"], each, rtol=1e-12)
    np.testing.assert_allclose(each.mean(axis=0), results.data["learnt_step"], rtol=1e-9)
    kind = figures_of("sparse-parity")["breakthroughs"]
    spread = np.log(each).std(axis=0, ddof=1)
    assert f"over 4 trials: standard deviation {spread[0]:.2f} of the first" in kind.summary(results)
    drawn = kind.draw(results).axes[1].lines[0].get_ydata()
    np.testing.assert_array_equal(np.sort(drawn), np.sort(each.ravel()))
    assert not read(files["width"]).kept  # several points


@pytest.mark.slow
def test_clusters_find_patterns_rather_than_tasks(files, tmp_path, capsys):
    saved = tmp_path / "network.npz"
    assert replay([str(files["steps"]), "--point", "0", "--trial", "1", "-o", str(saved)], "peelsim replay") == 0
    network = gradient_clusters.read_network(saved)
    assert len(network.learnt) >= 3
    capsys.readouterr()
    assert clusters([str(saved), "--samples", "300"], "peelsim quanta-clusters") == 0
    said = capsys.readouterr().out
    assert f"{len(network.learnt)} of 4 tasks learnt" in said
    found = {score.gradient: score for score in gradient_clusters.scores(network, samples=300, seed=0)}
    assert f"{found['loss'].tasks:.2f}" in said
    assert found["loss"].patterns > found["loss"].tasks
    assert all(-0.5 <= score.tasks <= 1 and 0 <= score.homogeneity <= 1 for score in found.values())


def test_gradients_are_those_of_finite_differences(files, tmp_path):
    saved = tmp_path / "network.npz"
    replay([str(files["steps"]), "--point", "0", "--trial", "0", "-o", str(saved)], "peelsim replay")
    network = gradient_clusters.read_network(saved)
    rng = np.random.default_rng(1)
    tasks, bits = np.array([2]), rng.integers(0, 2, (1, 8)).astype(bool)

    def loss(bit_weights=0, output=0, biases=0):
        hidden = network.task_weights[tasks] + bits @ (network.bit_weights + bit_weights) + network.biases + biases
        o = np.maximum(hidden, 0) @ (network.output + output) + network.output_bias
        odd = (bits & network.masks[tasks]).sum() % 2
        return np.logaddexp(0, -o if odd else o).item()

    numeric = []
    for name in ("bit_weights", "output", "biases"):
        shape = getattr(network, name).shape
        for place in np.ndindex(shape):
            shift = np.zeros(shape)
            shift[place] = 1e-6
            numeric.append((loss(**{name: shift}) - loss(**{name: -shift})) / 2e-6)
    found = gradient_clusters.gradients(network, tasks, bits)["loss"][0]
    np.testing.assert_allclose(found, numeric, atol=1e-7)


def test_files_that_hold_no_network_are_refused(files, tmp_path, capsys):
    text, other = tmp_path / "a.npz", tmp_path / "b.npz"
    text.write_text("nothing")
    np.savez(other, x=np.zeros(3))
    for path, why in (
        (text, "cannot be read"),
        (other, "is missing"),
        (tmp_path / "c.npz", "c.npz cannot be read: No such file or directory\n"),
    ):
        assert clusters([str(path)], "peelsim quanta-clusters") == 2
        said = capsys.readouterr().err
        assert why in said and said.count("\n") == 1
    saved = tmp_path / "network.npz"
    replay([str(files["steps"]), "--point", "0", "--trial", "1", "-o", str(saved)], "peelsim replay")
    capsys.readouterr()
    assert clusters([str(saved), "--samples", "10"], "peelsim quanta-clusters") == 2
    assert "too few" in capsys.readouterr().err
