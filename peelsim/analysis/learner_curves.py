"""Results of learners taken apart: what was seen along the texts a skill, for each learner and skills a text."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.analysis.results import Results
from peelsim.models.learners import success_of

Floats = npt.NDArray[np.float64]

_APART = ("learner", "text_degree.mean", "skills")  # what curves differ in
_ALONG = ("texts", "texts_per_skill")
_FINE = 400  # points of a law's line


@dataclass(frozen=True, eq=False)
class LearnerCurve:
    """Points of one learner, ascending in texts a skill."""

    learner: str  # as a sweep file says it
    mean_skills: float  # c, of a text
    skills: int
    _results: Results
    _observable: str
    _places: npt.NDArray[np.int64]

    @property
    def success(self) -> tuple[float, ...]:
        """s_0, s_1, ..."""
        return success_of(self.learner if self.learner.endswith("-skill") else tuple(json.loads(self.learner)))

    @property
    def label(self) -> str:
        """What a legend calls it."""
        learner = f"{self.learner} learner" if self.learner.endswith("-skill") else f"$s$ = {self.learner}"
        return f"{learner}, $c$ = {self.mean_skills:g}"

    def values(self, name: str) -> Floats:
        """A variable or coordinate at each point."""
        return np.asarray(_spread(self._results, self._observable, name)[self._places], float)

    def line(self, law: Callable[[float], float]) -> tuple[Floats, Floats]:
        """Texts a skill from the first point to the last, and a law's word there."""
        ratio = self.values("texts_per_skill")
        fine = np.linspace(ratio.min(), ratio.max(), _FINE)
        return fine, np.array([law(float(x)) for x in fine])


def suits(results: Results, observable: str) -> bool:
    """Whether an observable was seen at several texts a skill, and along no axis but those that curves differ in."""
    data = results.data
    if any(observable + suffix not in data for suffix in ("", "_low", "_high")):
        return False
    varied = {
        str(name) for name, values in data[observable].coords.items() if name not in data.dims or data.sizes[name] > 1
    }
    return varied <= {*_APART, *_ALONG} and any(len(curve._places) > 1 for curve in curves(results, observable))


def curves(results: Results, observable: str) -> list[LearnerCurve]:
    """A curve for each learner, number of skills a text and of skills, in the order of the file."""
    apart = list(zip(*(_spread(results, observable, name).tolist() for name in _APART), strict=True))
    ratio = _spread(results, observable, "texts_per_skill").astype(float)
    found = []
    for learner, mean, skills in dict.fromkeys(apart):
        places = np.array([i for i, each in enumerate(apart) if each == (learner, mean, skills)])
        places = places[np.argsort(ratio[places], kind="stable")]
        found.append(LearnerCurve(str(learner), float(mean), int(skills), results, observable, places))
    return found


def _spread(results: Results, observable: str, name: str) -> npt.NDArray[np.generic]:
    """A variable, coordinate or constant at each point of the grid, in C order."""
    like = results.data[observable]
    if name not in results.data:
        return np.full(like.size, results.config[name])
    return np.asarray(results.data[name].broadcast_like(like).transpose(*like.dims).values).reshape(-1)
