"""What a sweep asks of a model: parameters, observables, how a block of trials is simulated, what is predicted for it.

A model is one file or folder here, named like its ``kind`` with _ for -, that defines ``Model``, a frozen value of
resolved parameters, and ``Parameters``, the keys a sweep file may give for it.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from peelsim.stats.observable import Observable

Control = npt.NDArray[np.int64]  # [2]: set the first to 1 to stop a kernel; the second counts its finished edges
Scale = float | npt.NDArray[np.float64]  # an array: along the observable's own dimension
Prediction = Mapping[str, float | npt.NDArray[np.float64]]


class ParameterError(ValueError):
    """A parameter that is wrong by itself or together with others; ``key`` is its name in a sweep file."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{key}: {message}")
        self.key = key
        self.message = message


class Simulator(Protocol):
    """Scratch memory of one thread, and the kernels that use it."""

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of trials first .. first + trials - 1 of the point with this key; None if stopped on the way."""


@runtime_checkable
class GraphSampler(Protocol):
    """A simulator that samples graphs of texts, and can show them."""

    def graph(self, key: int, trial: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], tuple[int, int]]:
        """The graph of a trial: where what each text holds begins, int64[T + 1]; what they hold; its shape."""


class Model(Protocol):
    """One point of a sweep. All costs are those of the engine named."""

    kind: ClassVar[str]
    laws: ClassVar[tuple[str, ...]]
    headline: ClassVar[str]  # the observable a table shows
    figures: ClassVar[tuple[str, ...]]  # of analysis.figures, those that may suit its results

    @property
    def observables(self) -> tuple[Observable, ...]:
        """What a trial counts."""

    @property
    def per(self) -> Mapping[str, Scale]:
        """What counts are divided by, so that a fraction of all is exactly 1; an observable left out: by nothing."""

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        """Resolved numbers worth storing: name -> value, units, long name."""

    @property
    def identity(self) -> Mapping[str, Any]:
        """All that the law of a trial depends on, as JSON values; its hash seeds the point's streams."""

    def resolve_engine(self, engine: str) -> str:
        """The engine that runs when this one is asked for; ParameterError if it cannot."""

    @property
    def expected_edges(self) -> float:
        """Work of a trial of the sampled graph, whatever the engine."""

    def block_trials(self, engine: str) -> int:
        """Trials that are run and committed together: 50 to 200 ms of work."""

    def memory(self, engine: str) -> int:
        """Bytes of scratch a thread needs."""

    def simulator(self, engine: str) -> Simulator:
        """Fresh scratch memory for one thread."""

    def predict(self, law: str) -> Prediction:
        """What a law says of each observable, a missing one means nothing; ValueError if it is out of reach here."""


class Coupled(Model, Protocol):
    """A model that some engine simulates along a whole axis at once, from the same trials."""

    coupled: ClassVar[Mapping[str, tuple[str, ...]]]  # engine -> the parameters along which it does

    @staticmethod
    def together(models: Sequence[Any]) -> tuple[Model, tuple[int, ...]]:
        """The model whose trials hold all of these, and the place of each along the dimension of its observables.

        Raises ParameterError if no trial holds them all.
        """


class Parameters(BaseModel):
    """The keys of [model] and [grid] a model knows; subclasses add fields, whose titles go into error messages."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    whole: ClassVar[frozenset[str]] = frozenset()  # keys whose ranges are rounded to whole numbers

    kind: str

    def resolve(self) -> Model:
        """The model these parameters name; ParameterError if they do not fit together."""
        raise NotImplementedError

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Validate plain values, as TOML gives them."""
        return cls.model_validate(dict(values))


def kinds() -> list[str]:
    """The models there are."""
    names = [module.name for module in iter_modules([str(Path(__file__).parent)])]
    return sorted(name.replace("_", "-") for name in names if name not in _NO_MODELS)


def model_of(kind: str) -> type[Model]:
    """The models of this kind, one of ``kinds()``."""
    model: type[Model] = import_module(f"peelsim.models.{kind.replace('-', '_')}").Model
    return model


def parameters_of(kind: str) -> type[Parameters]:
    """The parameters of the models of this kind, one of ``kinds()``."""
    module = import_module(f"peelsim.models.{kind.replace('-', '_')}")
    parameters: type[Parameters] = module.Parameters
    return parameters


_NO_MODELS = {"base", "learners", "sizes", "trained"}
