"""`peelsim quanta-clusters NETWORK.npz`: do clusters of gradients find the tasks that a network learnt?

Tests: tests/analysis/test_training_figures.py
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from peelsim.arguments import path_of
from peelsim.commands.whole_numbers import whole_number
from peelsim.printing import complain, say


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Cluster the gradients of single samples of a network that peelsim replay saved, as if clusters "
        "were quanta, and hold them against the tasks, and against the patterns of each task's own bits.",
    )
    p.add_argument("file", type=path_of, metavar="NETWORK.npz", help="a network saved by peelsim replay")
    samples, seed = whole_number("number of samples", least=1, most=10**9), whole_number("seed", most=2**32 - 1)
    p.add_argument("--samples", type=samples, default=800, metavar="N", help="samples, of all learnt tasks alike (800)")
    p.add_argument("--seed", type=seed, default=0, metavar="S", help="of samples and of clustering (0)")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.analysis.gradient_clusters import NetworkError, needed_sklearn

    try:
        needed_sklearn()
        say(_clustered(options.file, samples=options.samples, seed=options.seed))
    except (NetworkError, ImportError) as error:
        complain(error)
        return 2
    return 0


def _clustered(path: Path, *, samples: int, seed: int) -> str:
    """The table of scores."""
    from peelsim.analysis.gradient_clusters import NetworkError, read_network, scores

    network = read_network(path)
    tasks, own = len(network.learnt), int(network.masks[0].sum())
    if samples < 2 * tasks * 2**own:
        raise NetworkError(f"{samples} samples are too few for {tasks} tasks of {2**own} patterns; raise --samples")
    lines = [
        f"{path}: {tasks} of {len(network.masks)} tasks learnt, {samples} samples of these, seed {seed}",
        "adjusted Rand index of clusters of gradients, 1 for the same parts and 0 by chance",
        f"  {'gradient of':<22}{'against tasks':>15}{'tasks x patterns':>18}{'of one task':>13}",
    ]
    lines += [
        f"  {score.gradient:<22}{score.tasks:>15.2f}{score.patterns:>18.2f}{score.homogeneity:>13.2f}"
        for score in scores(network, samples=samples, seed=seed)
    ]
    return "\n".join(lines)
