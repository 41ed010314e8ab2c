"""The result file of a sweep, before any trial.

Tests: tests/campaign/test_runs.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from peelsim.campaign.laws import Floats, Predicted, untold
from peelsim.ensembles import Explicit
from peelsim.models.base import Model
from peelsim.results import Axis, Coordinate, EventsRule, Layout, Quantity
from peelsim.results.layout import LawNote
from peelsim.results.ranges import Ranges
from peelsim.stats.observable import Dimension
from peelsim.sweep.file.spec import Sweep


def layout(
    sweep: Sweep,
    predictions: Mapping[str, Mapping[str, Floats]],
    ranges: Mapping[str, Mapping[str, Ranges]] | None = None,
) -> Layout:
    """The result file of the sweep, before any trial.

    Parameters
    ----------
    predictions : law -> observable -> values, a row per point.
    ranges : law -> observable -> where these are valid; None: wherever there is a number.
    """
    shape = tuple(len(axis) for axis in sweep.axes)
    models = [point.model for point in sweep.points]
    varied = {path for axis in sweep.axes for path in axis.values} | {axis.name for axis in sweep.axes}
    each_of = [point.quantities for point in sweep.points]
    first = each_of[0]
    quantities = tuple(
        Quantity(name, np.array([quantities[name][0] for quantities in each_of]).reshape(shape), units, long_name)
        for name, (_, units, long_name) in first.items()
        if name not in varied
    )
    blocks = np.array([point.block_trials for point in sweep.points]).reshape(shape)
    quantities += (Quantity("block_trials", blocks, "1", "trials run and committed together"),)
    quantities += _designed_degrees(sweep, models)
    events = sweep.stop.max_events
    own = [model.observables for model in models]
    spans = [{o.name: o.span for o in observables} for observables in own]
    tops = [{o.name: o.highest for o in observables} for observables in own]
    each = [{o.name: o.scale for o in observables} for observables in own]
    return Layout(
        name=sweep.name,
        seed=sweep.seed,
        config_toml=sweep.text,
        identity={
            **{f"model.{key}": value for key, value in sweep.constants.items()},
            **{f"observe.{each.name}": each.stamp for each in sweep.observed},
            "engine": ", ".join(sorted({point.engine for point in sweep.points})),
        },
        axes=tuple(
            Axis(
                axis.name,
                tuple(_coordinate(name, values, first) for name, values in axis.values.items()),
                correlated=axis == sweep.coupled,
            )
            for axis in sweep.axes
        ),
        observables=tuple(replace(o, highest=max(each[o.name] for each in tops)) for o in sweep.observables),
        per={
            o.name: np.array([scales[o.name] for scales in each]).reshape(shape)
            for o in sweep.observables
            if o.per is not None
        },
        spans={
            o.name: np.array([span[o.name] for span in spans]).reshape(shape)
            for o in sweep.observables
            if o.rare is not None
        },
        quantities=quantities,
        point_hash=tuple(point.hash for point in sweep.points),
        former_hash=frozenset(point.former_hash for point in sweep.points) - {""},
        predictions=_on_grid(predictions, shape),
        laws=_notes(models[0], predictions),
        ranges=_ranges_on_grid(ranges or {}, shape),
        size=_size(models, {*first, *(name for axis in sweep.axes for name in axis.values)}),
        keep_trials=sweep.keep_trials,
        events_rule=None if events is None else EventsRule(events.observable, events.count),
        binding=sweep.binding,
        elsewhere=_elsewhere(sweep),
    )


def before_laws(sweep: Sweep) -> Layout:
    """The result file of the sweep as long as its laws are not computed: what it holds of them is kept."""
    return replace(layout(sweep, *untold(sweep)), elsewhere=frozenset(range(len(sweep.points))))


def with_laws(before: Layout, sweep: Sweep, said: Predicted) -> Layout:
    """The result file that ``before_laws`` gave, with what they say."""
    return replace(
        before,
        predictions=_on_grid(said.values, before.shape),
        ranges=_ranges_on_grid(said.ranges, before.shape),
        elsewhere=_elsewhere(sweep),
    )


def _elsewhere(sweep: Sweep) -> frozenset[int]:
    return frozenset(i for i, point in enumerate(sweep.points) if point.elsewhere)


def _on_grid(predictions: Mapping[str, Mapping[str, Floats]], shape: tuple[int, ...]) -> dict[str, dict[str, Floats]]:
    return {
        law: {name: values.reshape(shape + values.shape[1:]) for name, values in said.items()}
        for law, said in predictions.items()
    }


def _ranges_on_grid(ranges: Mapping[str, Mapping[str, Ranges]], shape: tuple[int, ...]) -> dict[str, dict[str, Ranges]]:
    return {
        law: {name: told.reshape(shape + told.codes.shape[1:]) for name, told in of.items()}
        for law, of in ranges.items()
    }


def _designed_degrees(sweep: Sweep, models: Sequence[Model]) -> tuple[Quantity, ...]:
    """Text degrees that are to be designed, as they are at each point; none if the sweep asks for no design."""
    said = [*sweep.constants.values(), *(str(each) for axis in sweep.axes for v in axis.values.values() for each in v)]
    designs = [getattr(model, "text_degree", None) for model in models]
    if not any("designed" in word for word in said) or not any(isinstance(each, Explicit) for each in designs):
        return ()
    laws = [each.law if isinstance(each, Explicit) else None for each in designs]
    degrees = np.unique(np.concatenate([law[0] for law in laws if law is not None]))
    shares = np.full((len(models), len(degrees)), np.nan)  # of a binomial distribution, as the file says its mean
    for row, law in zip(shares, laws, strict=True):
        if law is not None:
            row[:] = 0.0
            row[np.searchsorted(degrees, law[0])] = law[1]
    along = Dimension("degree", len(degrees), values=tuple(map(float, degrees)), long_name="concepts of a text")
    shape = (*(len(axis) for axis in sweep.axes), len(degrees))
    words = "share of the texts with this degree"
    return (Quantity("text_degree_share", shares.reshape(shape), "1", words, dimension=along),)


def _notes(model: Model, predictions: Mapping[str, object]) -> dict[str, LawNote]:
    """Source and kind of each law."""
    return {law: LawNote(model.laws[law].source, model.laws[law].kind) for law in predictions}


def _size(models: Sequence[Model], stored: set[str]) -> str | None:
    """What measures the system at all points alike, if the file has it."""
    names = {model.size for model in models}
    return next(iter(names)) if len(names) == 1 and names <= stored else None


def _coordinate(name: str, values: tuple[object, ...], known: Mapping[str, tuple[float, str, str]]) -> Coordinate:
    _, units, long_name = known.get(name, (0.0, "1", name))
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return Coordinate(name, np.array(values if numbers else [str(value) for value in values]), units, long_name)
