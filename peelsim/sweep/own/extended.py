"""A model with observables and laws of a user's own beside its own; its trials are the same.

Tests: tests/conformance/test_own_observables.py
"""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from peelsim.models.base import Control, Model, Simulator
from peelsim.stats.law import Law, Laws, Prediction
from peelsim.stats.observable import Counted, Observable
from peelsim.sweep.own.observed import Observed
from peelsim.sweep.own.trial import trial_shown


class Extended:
    """Says of everything what the model says, but for observables, laws and simulator."""

    def __init__(self, model: Model, observed: tuple[Observed, ...] = (), laws: tuple[Law, ...] = ()) -> None:
        self.model, self.observed, self.own_laws = model, observed, laws

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.model, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Extended) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return repr(self.model)

    @property
    def _key(self) -> tuple[Any, ...]:
        return self.model, self.observed, self.own_laws

    @property
    def observables(self) -> tuple[Observable, ...]:
        """The model's, then one's own."""
        return (*self.model.observables, *(each.observable for each in self.observed))

    @property
    def laws(self) -> Laws:
        """The model's, then one's own."""
        return Laws(*self.model.laws.values(), *self.own_laws)

    def predict(self, law: str) -> Prediction:
        """What a law says of each observable."""
        own = next((each for each in self.own_laws if each.name == law), None)
        if own is None:
            return self.model.predict(law)
        said = own.predict(self.model)
        several = [each.name for each in self.observed if np.ndim(said.get(each.name, 0.0))]
        if several:
            raise ValueError(f"it says an array of {several[0]}; give a single number")
        return said

    def simulator(self, engine: str) -> Simulator:
        """Fresh scratch memory for one thread."""
        inside = self.model.simulator(engine)
        return _Observing(self.model, inside, self.observed) if self.observed else inside


def extended(model: Model, observed: tuple[Observed, ...] = (), laws: tuple[Law, ...] = ()) -> Model:
    """The model with these beside its own; the model itself if there are none."""
    return cast(Model, Extended(model, observed, laws)) if observed or laws else model


class _Observing:
    """Runs the model's trials, and shows the graph of each to the functions."""

    def __init__(self, model: Model, inside: Simulator, observed: tuple[Observed, ...]) -> None:
        self._model, self._inside, self._observed = model, inside, observed
        for name in ("held", "graph", "unlearnt_by_round"):  # what the simulator can show
            if hasattr(inside, name):
                setattr(self, name, getattr(inside, name))

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """See ``Simulator``."""
        counts = self._inside.run(key, first, trials, control)
        if counts is None:
            return None
        own = {each.name: np.zeros(trials, np.int64) for each in self._observed}
        for j in range(trials):
            trial = trial_shown(self._model, self._inside, key, first + j, control)
            if trial is None:
                return None
            for each in self._observed:
                own[each.name][j] = each.count(trial[each.compiled], first + j, self._model)
        return {**counts, **own}
