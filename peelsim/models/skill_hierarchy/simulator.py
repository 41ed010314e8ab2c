"""The graph engine of the skill hierarchy: scratch memory, the kernel that uses it, and its counts as observables."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from peelsim.kernels.hierarchy.levels import ACQUIRED, GIANT, LINKS, SECOND, Board, Levels
from peelsim.kernels.hierarchy.meetings import AT_ONCE, STAMPS, Desk
from peelsim.kernels.hierarchy.tally import Tally
from peelsim.kernels.hierarchy.trials import Found, Wiring, run_hierarchies
from peelsim.models.base import Control, Graph
from peelsim.models.concept_text.binomial_graph import BinomialGraphs, longest_row, slots
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.models.skill_hierarchy.value import LevelledSkills
from peelsim.stats.fixed_point import FRACTION

DENSE = 1 << 14  # of so many ordered pairs of concepts one at least, where each is listed once
MOST_LISTED = 1 << 25  # four bytes each

Integers = npt.NDArray[np.int64]


def memory(model: LevelledSkills) -> int:
    """Bytes a thread needs: scratch, and a block's counts."""
    texts, concepts, skills = model.graph.most_texts, model.concepts, max(model.skills_by_level)
    edges, listed = _room(model)
    rows = (8 * slots(model.graph) + 4 * AT_ONCE) * longest_row(model.graph)
    wiring = 8 * texts + 3 * concepts + 4 * edges + 4 * listed + 8 * min(listed, concepts) + rows
    board = 2 * concepts + 2 * (skills + 1) ** 2 + 28 * skills
    block = 8 * model.block_trials("graph") * (4 * model.levels * (4 + len(model.sizes)) + 4 * len(model.tasks) + 20)
    stamps = concepts if lists_all(model) else STAMPS
    return BinomialGraphs.scratch_bytes(model.graph) + wiring + stamps + board + block + 1_000_000


def lists_all(model: LevelledSkills) -> bool:
    """Whether all connected pairs are listed rather than counted text by text: where they are dense, and not too many.

    Or where most are to be listed anyway.
    """
    pairs = model.connected_pairs
    dense = pairs * DENSE >= model.concepts**2
    return dense and (pairs <= MOST_LISTED or _listed_beside_texts(model) > pairs / 2)


def _listed_beside_texts(model: LevelledSkills) -> float:
    """Expected number of pairs to be listed where texts stand for the others, at most.

    In a text of k concepts each of the k (k - 1) / 2 pairs is listed if the higher one is apart there, for another of
    those below it: of texts of mean d that is d^3 / 3 at most, times the chance that two concepts share a text. No pair
    is listed twice.
    """
    pairs = max(1.0, model.concepts * (model.concepts - 1) / 2)
    return model.connected_pairs * min(1.0, model.texts * model.text_degree.mean**3 / 3 / pairs)


def _room(model: LevelledSkills) -> tuple[int, int]:
    """Places for the edges, and for the listed pairs, of a trial: ten standard deviations above their means.

    Degrees of texts are Poisson or narrower; those of mean d have d (d - 1) / 2 pairs of variance d^2 / 2 + d^3.
    """
    texts, d, concepts = model.graph.most_texts, model.text_degree.mean, model.concepts
    edges = d * texts + 10 * sqrt(d * texts)
    pairs = model.connected_pairs if lists_all(model) else _listed_beside_texts(model)
    listed = pairs * texts / max(1.0, model.texts)
    return int(edges) + 1000, int(min(concepts * (concepts - 1) / 2, listed + 10 * (1 + d) * sqrt(listed))) + 1000


class Simulator(PeelsGraph):
    """Scratch memory of one thread."""

    def __init__(self, model: LevelledSkills) -> None:
        self.model = model
        self.sampler = BinomialGraphs(model.graph)
        concepts, most = model.concepts, max(model.skills_by_level)
        edges, listed = _room(model)
        learnt, batch = np.zeros(concepts, np.bool_), self.sampler.scratch.batch
        self.wiring = Wiring(
            ensemble=self.sampler.ensemble,
            scratch=self.sampler.scratch,
            desk=Desk(
                shelves=np.zeros(model.graph.most_texts, np.uint64),
                seen=np.zeros(concepts // 64 + 1, np.uint64),
                lists_all=lists_all(model),
                found=np.zeros(batch.room, np.uint64),
                met=np.zeros(AT_ONCE * (batch.room // batch.slots + 1), np.uint32),
                stamps=np.zeros(concepts if lists_all(model) else STAMPS, np.uint8),
            ),
            learnt=learnt,
            counted=learnt if model.learnt_only else np.ones(concepts, np.bool_),
            learnt_only=model.learnt_only,
            members=np.empty(edges, np.uint32),
            lower=np.empty(listed, np.uint32),
            rows=np.empty(2 * min(listed, concepts), np.uint32),
        )
        self.levels = Levels(
            skills=np.array(model.skills_by_level),
            threshold=np.ceil(model.thresholds).astype(np.int64),
            prerequisites=np.array(model.prerequisites_by_level),
            by_giant=model.acquired == "giant",
            by_concept=model.acquired == "learnt",
            sizes=np.array(model.sizes if model.tasks else (), np.int64),
            replacement=model.replacement,
        )
        self.board = Board(
            tally=Tally(
                low=np.zeros((most + 1) ** 2, np.uint8),
                high=np.zeros((most + 1) ** 2, np.uint8),
                place=np.zeros(most, np.uint32),
                linked=np.zeros(2, np.int64),
                counted=np.zeros(2, np.int64),
            ),
            labels=np.zeros(concepts, np.uint16),
            acquired=np.zeros(most, np.bool_),
            held=np.zeros(most, np.bool_),
            taught=np.zeros(most, np.bool_),
            usable=np.zeros(most, np.int64),
            parent=np.zeros(most, np.int64),
            chosen=np.zeros(max(1, *model.prerequisites_by_level), np.int64),
        )

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        model = self.model
        found = Found(
            learnt=np.zeros(trials, np.int64),
            counts=np.zeros((trials, model.levels, 4), np.int64),
            chances=np.zeros((trials, model.levels, len(self.levels.sizes))),
        )
        if not run_hierarchies(np.uint64(key), first, self.wiring, self.levels, self.board, found, control):
            return None
        return observed(model, found)

    held = "concepts"

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """The graph of concepts and texts below the skills."""
        return self.sampler.graph(key, trial)

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Concepts unlearnt before the first round of peeling, and after each."""
        return self.sampler.unlearnt_by_round(key, trial)


def observed(model: LevelledSkills, block: Found) -> dict[str, Integers]:
    """From what the kernel counts to observables."""
    learnt, counts, chances = block
    skills = np.array(model.skills_by_level)
    share = counts[:, :, GIANT] / skills
    above_half = 2 * counts[:, :, GIANT] > skills
    found = {
        "giant_fraction": _fractions(counts[:, :, GIANT], skills),
        "second_fraction": _fractions(counts[:, :, SECOND], skills),
        "acquired_fraction": _fractions(counts[:, :, ACQUIRED], skills),
        "links": counts[:, :, LINKS],
        "highest_level": (np.arange(1, model.levels + 1) * above_half).max(axis=1),
        "missed": (~above_half).astype(np.int64),
        "unprepared": np.pad(~above_half[:, :-1], ((0, 0), (1, 0))).astype(np.int64),
        "short": (~above_half.all(axis=1)).astype(np.int64),
        "learnt": learnt,
        "learnt_fraction": learnt,
        "stuck": (model.concepts - learnt > model.graph.stuck_above * model.concepts).astype(np.int64),
    }
    if model.tasks:
        found["accuracy"] = _in_units(_averages(model, chances))
        found["accuracy_bound"] = _in_units(_averages(model, share[:, :, None] ** np.array(model.sizes)))
        asked = np.stack([table.sum(axis=1) > 0 for table in model.task_tables.values()])
        found["unmet"] = (~above_half[:, None, :] & asked).any(axis=2).astype(np.int64)
        found["unbegun"] = (~above_half[:, asked.argmax(axis=1)]).astype(np.int64)
    return found


def _fractions(sizes: Integers, skills: Integers) -> Integers:
    """Sizes over the skills of their levels, as counts: sizes themselves where all levels have as many skills."""
    return sizes if len(set(skills.tolist())) == 1 else _in_units(sizes / skills)


def _averages(model: LevelledSkills, chances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Success of each task, [trials, tasks]: chances [trials, L, sizes] weighed by its levels and sizes.

    Sums by np.sum, whose order of additions is the same on every machine, unlike a matrix product's.
    """
    return np.stack([np.sum(chances * table, axis=(1, 2)) for table in model.task_tables.values()], axis=1)


def _in_units(values: npt.NDArray[np.float64]) -> Integers:
    return np.rint(values * FRACTION).astype(np.int64)
