"""What a sweep asks of a model: parameters, observables, how a block of trials is simulated, what is predicted for it.

A model is a frozen value of resolved parameters: a class with ``@model`` above it that derives from ``Model`` and says
its kind, observables, one simulator and its laws. Identity, stored quantities, keys of a sweep file and engines follow
from its fields; it overrides what is not so plain.

Tests: tests/conformance/test_models.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from typing import Any, ClassVar, Literal, Protocol, Self, TypeVar, cast, dataclass_transform, runtime_checkable

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, create_model
from pydantic.dataclasses import dataclass as pydantic_dataclass

from peelsim.fields import is_whole
from peelsim.mistakes import unknown
from peelsim.quoting import on_one_line
from peelsim.records import Record, in_plain_words
from peelsim.stats.law import Laws, Prediction
from peelsim.stats.observable import Counted, Observable

Control = npt.NDArray[np.int64]  # [2]: set the first to 1 to stop a kernel; the second counts its finished edges
Quantities = Mapping[str, tuple[float, str, str]]  # name -> value, units, long name
Engine = Literal["auto", "graph", "rounds", "curve", "arrivals", "moments", "sequence"]  # auto: the model chooses
T = TypeVar("T")

Shows = Literal["nothing", "graph", "learning", "percolation"]  # of a trial, to observables of a user's own

# where what each text holds begins, int64[T + 1]; what they hold; shape, texts x concepts or skills, or nodes x nodes
Graph = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], tuple[int, int]]


class ParameterError(ValueError):
    """A parameter that is wrong by itself or together with others; ``key`` is its name in a sweep file."""

    def __init__(self, key: str, message: str) -> None:
        message = on_one_line(message)
        super().__init__(f"{key}: {message}")
        self.key = key
        self.message = message


class Simulator(Protocol):
    """Scratch memory of one thread, and the kernels that use it; it may also be one of those that show more, below."""

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of trials first .. first + trials - 1 of the point with this key; None if stopped on the way."""


@runtime_checkable
class ShowsGraph(Protocol):
    """A simulator that samples graphs of texts or networks, and can show them."""

    held: str  # what texts hold: concepts or skills; nodes, of a network, where every link is there both ways

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """The graph of a trial, as far as the place along a coupled axis asks for."""


@runtime_checkable
class ShowsLearnt(Protocol):
    """A simulator that shows graphs, and what a trial learns from them."""

    def learnt_in(self, key: int, trial: int, graph: Graph, control: Control) -> npt.NDArray[np.int64]:
        """The round that taught each of what the trial's graph holds, from 1; 0: unlearnt, below 0: known before."""


@runtime_checkable
class ShowsOrder(Protocol):
    """A simulator that shows networks, and in which order a trial occupies their bonds or sites."""

    def order(self, key: int, trial: int, control: Control) -> npt.NDArray[np.int64]:
        """Bonds, int64[links, 2], or sites, int64[nodes], in the order in which they are occupied."""


@runtime_checkable
class ShowsNetwork(Protocol):
    """A simulator that trains networks, and can show them."""

    def network(self, key: int, trial: int) -> Mapping[str, npt.NDArray[Any]]:
        """The network of a trial at its end, and what it was trained on, by name."""


@runtime_checkable
class ShowsRounds(Protocol):
    """A simulator whose trials learn in rounds, and that can show them."""

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """What is unlearnt before the first round, and after each."""


class Columns:
    """A simulator whose kernel fills a table with a row per trial, in which each observable has its column."""

    columns: ClassVar[int]

    def __init__(self, model: "Model") -> None:
        self.model: Any = model

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        """Run the kernel over counts, int64[trials, columns]; False if stopped on the way."""
        raise NotImplementedError

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        counts = np.zeros((trials, self.columns), np.int64)
        if not self.fill(np.uint64(key), first, counts, control):
            return None
        return {observable.name: observable.among(counts) for observable in self.model.observables}


class Keys(BaseModel):
    """What a sweep file may say of a model: its fields, and what a subclass adds or overrides.

    A subclass that knows other ways to say a field overrides ``given``. Titles of fields go into error messages.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    model: ClassVar[type["Model"]]  # set where the keys of a model are made
    whole: ClassVar[frozenset[str]]  # keys whose ranges are rounded to whole numbers
    hidden: ClassVar[frozenset[str]] = frozenset()  # fields that are no keys
    follows: ClassVar[Mapping[str, frozenset[str]]] = {}  # computed value that a file notes -> keys it follows from
    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # key -> the fields that it says in another way

    kind: str

    def given(self) -> dict[str, Any]:
        """The model's fields, as far as they are keys; ParameterError if the keys do not fit together."""
        theirs = {field.name for field in fields(type(self).model)}  # type: ignore[arg-type]  # a model is a dataclass
        return {name: getattr(self, name) for name in type(self).model_fields if name in theirs}

    @classmethod
    def in_place_of_hidden(cls, model: "Model") -> Mapping[str, Any]:
        """Keys that say what the hidden fields of a model are; ParameterError if none can."""
        return {}

    def resolve(self) -> "Model":
        """The model these keys name; ParameterError if they do not fit together."""
        return type(self).model(**self.given())

    def noted(self, model: "Model") -> Quantities:
        """What these keys know of the model beside its own quantities, such as what its size is in other words."""
        return {}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Validate plain values, as TOML gives them."""
        return cls.model_validate(dict(values))


@dataclass_transform(frozen_default=True)
def model(cls: type[T]) -> type[T]:
    """Make a frozen value of a class of parameters, checked when it is made."""
    made: Any = pydantic_dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))(cls)
    return cast(type[T], in_plain_words(made))


class Model(Record):
    """One point of a sweep. All costs are those of the engine named."""

    kind: ClassVar[str]
    example: ClassVar[Mapping[str, Any]] = {}  # keys of a small one, of which a trial takes milliseconds
    laws: ClassVar[Laws] = Laws()
    headline: ClassVar[str]  # the observable a table shows
    engines: ClassVar[tuple[str, ...]] = ("graph",)  # those that can simulate it; auto takes the first
    redrawn: ClassVar[Mapping[str, int]] = {}  # engine -> how often it has come to draw other trials than before
    keys: ClassVar[type[Keys]] = Keys  # of a sweep file, beside the fields
    coupled: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # engine -> the parameters along which it runs, see Coupled
    relevant: ClassVar[tuple[str, ...]] = ("kind", "engines", "laws", "observables", "predict")

    # what simulators of engine graph show: ShowsGraph, and for learning ShowsLearnt, for percolation ShowsOrder
    shows: ClassVar[Shows] = "nothing"

    @property
    def size(self) -> str:
        """The quantity that measures the system, as which grows limits come true; by default the first field."""
        first: str = fields(self)[0].name  # type: ignore[arg-type]  # a subclass is a dataclass
        return first

    @property
    def observables(self) -> tuple[Observable, ...]:
        """What a trial counts."""
        raise NotImplementedError

    @property
    def quantities(self) -> Quantities:
        """Resolved numbers worth storing: by default every field that is a number, called by its title."""
        described = type(self).__pydantic_fields__.items()  # type: ignore[attr-defined]  # a subclass has them
        values = {name: (getattr(self, name), info.description or info.title or name) for name, info in described}
        return {name: (value, "1", said) for name, (value, said) in values.items() if _is_number(value)}

    @property
    def identity(self) -> Mapping[str, Any]:
        """All that the law of a trial depends on, as JSON values; its hash seeds the point's streams."""
        return {"kind": self.kind, **{f.name: _plain(getattr(self, f.name)) for f in fields(self)}}  # type: ignore[arg-type]

    @classmethod
    def small(cls) -> Self:
        """The small model that ``example`` says; TypeError if it says none."""
        if not cls.example:
            raise TypeError(f"{cls.__name__} has no example: give it one, the keys of a small model in a sweep file")
        return cast(Self, keys_of(cls).of({"kind": cls.kind, **cls.example}).resolve())

    def resolve_engine(self, engine: str) -> str:
        """The engine that runs when this one is asked for; ParameterError if it cannot."""
        if engine == "auto":
            return self.engines[0]
        if engine not in self.engines:
            able = " or ".join(("auto", *self.engines))
            raise ParameterError("run.engine", f"{engine} cannot do {self.kind}; take {able}")
        return engine

    def times_redrawn(self, engine: str) -> int:
        """How often an engine has come to draw other trials of this model than before."""
        return self.redrawn.get(engine, 0)

    def drawn_by(self, engine: str) -> str:
        """An engine as the content hash knows it: by its name, and how often it has come to draw other trials."""
        times = self.times_redrawn(engine)
        return f"{engine} {times}" if times else engine

    @property
    def expected_edges(self) -> float:
        """Work of a trial of the sampled graph, whatever the engine."""
        raise NotImplementedError

    def block_trials(self, engine: str) -> int:
        """Trials run and committed together: 50 to 200 ms of work, here at 50 ns per edge and 1 us per trial."""
        return max(1, min(int(1e8 / (50 * self.expected_edges + 1000)), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        """Bytes of scratch a thread needs, here 100 an edge and 1000 a trial of a block."""
        return int(100 * self.expected_edges) + 1000 * self.block_trials(engine) + 1_000_000

    def simulator(self, engine: str) -> Simulator:
        """Fresh scratch memory for one thread."""
        raise NotImplementedError

    def predict(self, law: str) -> Prediction:
        """What a law says of each observable, a missing one means nothing.

        Raises ValueError for a law that is not one of ``laws``, and if it is out of reach here.
        """
        if law not in self.laws:
            raise ValueError(f"unknown law {law!r}; {unknown(str(law), self.laws)}")
        return self.laws[law].predict(self)


class Coupled(Protocol):
    """A model that some engine simulates along a whole axis at once, from the same trials."""

    @staticmethod
    def together(models: Sequence[Any]) -> tuple[Model, tuple[int, ...]]:
        """The model whose trials hold all of these, and the place of each along the dimension of its observables.

        Raises ParameterError if no trial holds them all.
        """


def keys_of(model: type[Model]) -> type[Keys]:
    """All keys of a sweep file for a class of models: its fields, unless its own ``keys`` have one of that name."""
    return _keys_of(cast(Any, model))


@cache
def _keys_of(model: Any) -> type[Keys]:
    taken = model.keys.model_fields.keys() | model.keys.hidden
    described = model.__pydantic_fields__.items()
    further: dict[str, Any] = {name: (info.annotation, info) for name, info in described if name not in taken}
    further["kind"] = (Literal[model.kind], ...)
    made: type[Keys] = create_model(f"{model.__name__}Keys", __base__=model.keys, **further)
    made.model = model
    made.whole = frozenset(name for name, info in made.model_fields.items() if is_whole(info.annotation, info.metadata))
    return made


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """A parameter as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
