"""Results of abstract learners taken apart: for each learner and number of skills, what was seen as texts are added.

Learners may be an axis of their own or run along one with their ratios of texts, each over its own range.

Tests: tests/analysis/test_learner_figures.py
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peelsim.analysis.requirements import Condition, Requirement, listed
from peelsim.analysis.results import Results
from peelsim.analysis.setting import value_of
from peelsim.models.parts.learners import success_of

if TYPE_CHECKING:
    import xarray

__all__ = ["RATIO", "SEVERAL_RATIOS", "Floats", "Learning", "Limit", "learnings", "limit", "needs"]

Floats = npt.NDArray[np.float64]

RATIO = "texts_per_skill"
_BY = ("learner", "text_degree.mean", "skills")


@dataclass(frozen=True, eq=False)
class Learning:
    """One learner at one number of skills; arrays ascend in the ratio of texts to skills."""

    learner: str  # as the sweep file has it
    mean_skills: float  # c
    skills: int  # S
    values: Mapping[str, Floats]  # variable -> [ratios], or [ratios, rounds] for the learning curve
    laws: Mapping[str, Mapping[str, Floats]]

    @property
    def success(self) -> tuple[float, ...]:
        """s_0, s_1, ..."""
        return success_of(value_of(self.learner))

    @property
    def name(self) -> str:
        """In a legend."""
        listed = "skill" not in self.learner
        return f"{'$s$ = ' if listed else ''}{self.learner}, $c$ = {self.mean_skills:g}"


def needs(*observables: str) -> tuple[Requirement, ...]:
    """That these were seen, and nothing varies but the ratio, the learner, its texts and the number of skills."""
    return (
        Condition(
            f"{listed(observables, 'and')} at known {RATIO}",
            lambda results: RATIO in results.data and all(f"{name}_std" in results.data for name in observables),
        ),
        Condition(f"no axis but {listed((RATIO, 'texts', *_BY), 'and')}", _nothing_else),
    )


def _nothing_else(results: Results) -> bool:
    data = results.data
    grid = set(data["trials"].dims)
    varied = {str(name) for name, values in data.coords.items() if values.size > 1 and set(values.dims) <= grid}
    return varied <= {RATIO, "texts", *_BY}


SEVERAL_RATIOS = Condition(f"several values of {RATIO}", lambda results: len(np.unique(results.data[RATIO])) > 1)


def learnings(results: Results) -> list[Learning]:
    """Every learner with each number of skills: learners in the order of the file, sizes ascending."""
    import xarray

    trials = results.data["trials"].drop_vars(list(results.data["trials"].coords))
    points = trials.size

    def flat(data: "xarray.Dataset") -> dict[str, Any]:
        """Every variable of the grid, one row per point."""
        found = {}
        for name in map(str, data.variables):
            wide = xarray.broadcast(data[name], trials)[0]
            own = [dim for dim in data[name].dims if dim not in trials.dims]
            if len(own) < data[name].ndim:
                values = wide.transpose(*trials.dims, *own).values
                found[name] = values.reshape(points, *values.shape[trials.ndim :])
        return found

    columns = flat(results.data)
    laws = {law: flat(said) for law, said in results.laws.items()}
    kinds = list(zip(*(_column(columns, results, name, points) for name in _BY), strict=True))
    order = {learner: place for place, (learner, _, _) in reversed(list(enumerate(kinds)))}
    made = []
    for kind in sorted(set(kinds), key=lambda kind: (order[kind[0]], float(kind[1]), float(kind[2]))):
        rows = np.array([place for place, other in enumerate(kinds) if other == kind])
        rows = rows[np.argsort(columns[RATIO][rows], kind="stable")]
        values = {name: column[rows] for name, column in columns.items()}
        said = {law: {name: column[rows] for name, column in each.items()} for law, each in laws.items()}
        made.append(Learning(kind[0], float(kind[1]), int(float(kind[2])), values, said))
    return made


@dataclass(frozen=True)
class Limit:
    """What a number tends to with many skills."""

    value: float
    error: float  # standard


def limit(skills: npt.ArrayLike, *, centres: npt.ArrayLike, errors: npt.ArrayLike) -> Limit | None:
    """Where half the trials would be stuck with very many skills: rho* of centre = rho* + a S^(-2/3).

    The distance shrinks as for peeling (Dembo and Montanari 2008, whose exponent holds where a fixed point disappears
    quadratically, as here). Least squares weighted by the standard errors, which alone make that of the limit.

    Parameters
    ----------
    skills, centres, errors : [sizes] in any order; of two sizes the limit is exactly the line through them.

    Returns
    -------
    None with fewer than two different sizes.
    """
    size, centre, error = (np.asarray(each, dtype=np.float64) for each in (skills, centres, errors))
    if len(np.unique(size)) < 2:
        return None
    design = np.stack([np.ones_like(size), (size / size.min()) ** (-2 / 3)], axis=1) / error[:, None]
    covariance = np.linalg.inv(design.T @ design)
    return Limit(float((covariance @ design.T @ (centre / error))[0]), float(np.sqrt(covariance[0, 0])))


def _column(columns: Mapping[str, Any], results: Results, name: str, points: int) -> list[str]:
    """A parameter at every point, as text."""
    if name in columns:
        return [str(value) for value in columns[name].tolist()]
    return [results.config[name]] * points
