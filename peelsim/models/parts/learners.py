"""Abstract learners by name, what texts teach them, and what the simulators of all of them do.

Tests: tests/models/test_fine_tuning.py
"""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from peelsim.ensembles import Binomial, Poisson
from peelsim.fields import Real, Rounded, Whole
from peelsim.kernels.draws.alias import binomial_support, binomial_weights
from peelsim.kernels.draws.random import draw
from peelsim.kernels.learners.training import Learner as Taught
from peelsim.kernels.learners.training import train
from peelsim.kernels.listed.class_texts import numbers_of_texts, sample_class_texts
from peelsim.mistakes import in_full
from peelsim.models.base import Control, Graph, ParameterError
from peelsim.models.parts.ways import most
from peelsim.quoting import shown
from peelsim.theory.learning.learners import success_function

LARGEST_GRAPH = 2**31  # skills or texts of a sampled graph
_MOST_CAPACITY = 1000
_BLOCK_BYTES = 64_000_000
_NAME = re.compile(r"([1-9][0-9]{0,3})-skill")

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def _learner(value: Any) -> str | tuple[float, ...]:
    """A learner as it is kept: its name, or its success function. ValueError in words if it is neither."""
    if isinstance(value, str):
        name = _NAME.fullmatch(value)
        if name is None or int(name[1]) > _MOST_CAPACITY:
            raise ValueError(f"{shown(value)} is not known; take 1-skill, 2-skill, ... or a list s_0, s_1, ...")
        return value
    if callable(value):
        value = _tabled(value)
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple) or not all(_is_number(s) for s in value):
        raise ValueError(f"{shown(value)} is neither a name such as 1-skill nor a list of probabilities")
    if len(value) > _MOST_CAPACITY:
        raise ValueError(f"{len(value)} probabilities are more than the {_MOST_CAPACITY} a success function may have")
    success_function(value)
    return tuple(float(s) for s in value)


def _tabled(success: Callable[[int], float]) -> list[float]:
    """s_0, s_1, ... of a function of the number of novel skills, up to the first that is 0."""
    values: list[float] = []
    for novel in range(_MOST_CAPACITY + 1):
        try:
            value = float(success(novel))
        except Exception as error:
            raise ValueError(f"the success function failed at {novel} novel skills: {error}") from None
        if value == 0 and novel:
            return values
        values.append(value)
    raise ValueError(f"the success function must be 0 from some number on, {_MOST_CAPACITY} novel skills at most")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


Learner = Annotated[str | tuple[float, ...], BeforeValidator(_learner)]
SkillNumber = Annotated[Real, Field(ge=0, le=1e6, title="mean number of skills")]
Skills = Annotated[Whole, Field(ge=1, le=10**15, title="number of skills")]
SampledSkills = Annotated[Whole, Field(ge=1, lt=LARGEST_GRAPH, title="number of skills")]
Texts = Annotated[Real, Field(ge=0, le=1e15, title="number of texts"), Rounded]
Ratio = Annotated[Real, Field(ge=0, le=1e15, title="number of texts per skill")]
Fresh = Annotated[Whole, Field(ge=1, le=10**9, title="number of fresh texts")]


def success_of(learner: str | tuple[float, ...]) -> tuple[float, ...]:
    """s_0, s_1, ... of a ``Learner``."""
    return success_function(int(learner.partition("-")[0]) if isinstance(learner, str) else learner)


def success_table(learners: Sequence[tuple[float, ...]]) -> Floats:
    """Success functions one below the other, filled up with zeros."""
    table = np.zeros((len(learners), max(map(len, learners))))
    for row, success in zip(table, learners, strict=True):
        row[: len(success)] = success
    return table


def check_degree(text_degree: Binomial | Poisson, skills: int) -> None:
    """ParameterError if there are too few skills for such texts."""
    mean = text_degree.mean
    if text_degree.least_concepts > skills:
        raise ParameterError("text_degree", f"{in_full(mean)} skills per text where there are only {skills}; lower it")
    try:
        degree_law(text_degree, skills)
    except ValueError:
        said = f"texts of {in_full(mean)} skills on average hardly ever hold as few as there are, {skills}; lower it"
        raise ParameterError("text_degree", said) from None


def degree_law(text_degree: Binomial | Poisson, skills: int) -> tuple[Integers, Floats]:
    """How many of so many skills a text holds, ascending, and the probabilities."""
    if isinstance(text_degree, Poisson):
        return text_degree.law_among(skills)
    p = text_degree.mean / skills
    low, high = binomial_support(skills, p)
    weights = np.zeros(high - low + 1)
    binomial_weights(skills, p, low, high, weights)
    return np.arange(low, high + 1), weights


def poisson_law(mean: float, skills: int) -> tuple[Integers, Floats]:
    """``degree_law`` of a Poisson number, also for texts that hold none."""
    return degree_law(Poisson(mean=mean), skills) if mean > 0 else (np.zeros(1, np.int64), np.ones(1))


class Learns:
    """A simulator whose trials sample texts and learn from them in rounds, which it can show."""

    held = "skills"
    learner: Taught

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """The texts of a trial, whatever the place."""
        return texts_shown(np.uint64(draw(np.uint64(key), trial)), self.learner)

    def learnt_in(self, key: int, trial: int, graph: Graph, control: Control) -> Integers:
        """The round that taught each skill, 0 if none did; unfinished if stopped."""
        return self._taught(key, trial, control)

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Skills unlearnt before the first round, and after each."""
        return unlearnt_after(self._taught(key, trial, np.zeros(2, np.int64)))

    def _taught(self, key: int, trial: int, control: Control) -> Integers:
        found = np.zeros(self.learner.texts.begins[-1], np.int64)
        train(np.uint64(draw(np.uint64(key), trial)), self.learner, found, control)
        return found


def texts_shown(stream: np.uint64, learner: Taught) -> Graph:
    """The texts that a learner is trained with from a stream: its trial's, or that of a stage of it."""
    numbers = numbers_of_texts(stream, learner.texts)
    starts, members, _ = sample_class_texts(stream, numbers, learner.texts, np.zeros(2, np.int64))
    return starts, members.astype(np.int64), (len(starts) - 1, int(learner.texts.begins[-1]))


def unlearnt_after(learnt_in: Integers) -> list[int]:
    """How many are unlearnt before the first round, and after each. learnt_in: the round that taught each, 0: none."""
    taught = np.bincount(np.maximum(learnt_in, 0))
    taught[0] = np.count_nonzero(learnt_in < 0)  # known before
    unlearnt: list[int] = (learnt_in.size - np.cumsum(taught)).tolist()
    return unlearnt


def most_of_mean(texts: float, fixed: bool) -> float:
    """What the fraction of so many texts, or of so many on average, may come to: above 1 if their number varies."""
    return most(texts, fixed=fixed) / (texts or 1)


def graph_block(edges: float, nodes: float, trial_bytes: int) -> int:
    """Trials of about 0.1 s at 45 ns per link, 10 ns per skill or text, 1 us per trial; counts stay below 64 MB."""
    return max(1, min(int(1e8 / (45 * edges + 10 * nodes + 1000)), _BLOCK_BYTES // trial_bytes))


def graph_bytes(edges: float, texts: float, skills: float) -> int:
    """Bytes of the largest graphs of a trial: its links both ways, what is known of texts and skills."""
    return int(16 * (1.1 * edges + 10_000) + 32 * texts + 32 * skills)
