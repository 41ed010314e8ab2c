"""A small sweep with everything a file can hold: zipped and named axes, words, a dimension of its own, laws."""

from dataclasses import replace

import numpy as np

from peelsim.results import Axis, Coordinate, EventsRule, Layout, Quantity, Store
from peelsim.stats.observable import Dimension, Observable
from peelsim.stats.tally import Tally

OBSERVABLES = (
    Observable("stuck", "event", "some concept stays unlearnt"),
    Observable("learnt_fraction", "number", "learnt concepts over all", highest=1.0),
    Observable("curve", "number", "concepts learnt in a round", units="concept", dimension=Dimension("round", 4)),
)


def layout(windows=(-1.0, 0.0, 1.0), kinds=("binomial", "regular"), sizes=None, **changes):
    """Windows x kinds of degree; with ``sizes`` also a zipped axis in front."""
    axes = (
        Axis("window", (Coordinate("window", np.array(windows, dtype=float), "1", "z"),)),
        Axis("text_degree.kind", (Coordinate("text_degree.kind", np.array(kinds)),)),
    )
    if sizes is not None:
        concepts = np.array(sizes)
        zipped = Axis("size", (Coordinate("concepts", concepts), Coordinate("texts_per_concept", concepts / 7)))
        axes = (zipped, *axes)
    shape = tuple(len(axis) for axis in axes)
    hashes = tuple(f"{s}/{w}/{k}" for s in (sizes or [100]) for w in windows for k in kinds)
    made = Layout(
        name="example",
        seed=20241,
        config_toml='[sweep]\nname = "example"  # ς and τ\n',
        identity={"model": "concept-text", "engine": "graph"},
        axes=axes,
        observables=OBSERVABLES,
        per={"learnt_fraction": np.full(shape, 100)},
        quantities=(
            Quantity("texts", np.arange(len(hashes)).reshape(shape), "1", "realised texts"),
            Quantity("used", np.full(shape, "graph")),
        ),
        point_hash=hashes,
        predictions={
            "corrected": {"stuck": np.full(shape, 0.25), "curve": np.full((*shape, 4), np.nan)},
            "published": {"stuck": np.full(shape, 0.5)},
        },
        keep_trials=False,
        events_rule=EventsRule("stuck", 3),
        size=None if sizes is None else "concepts",
    )
    return replace(made, **changes)


def single(**changes):
    """A sweep of one point, without axes."""
    small = {"axes": (), "per": {}, "quantities": (), "predictions": {}, "point_hash": ("only",)}
    return layout(**(small | changes))


def block(seed, trials=40):
    """Counts of a block of trials."""
    random = np.random.default_rng(seed)
    return {
        "stuck": random.integers(0, 2, trials),
        "learnt_fraction": random.integers(0, 101, trials),
        "curve": random.integers(0, 30, (trials, 4)),
    }


def fill(store, points=None, *, blocks=2):
    """Commit blocks that depend on the point's content only, and finish all but the last of these points."""
    points = range(store.layout.points) if points is None else points
    for point in points:
        for number in range(blocks):
            counts = block([*store.layout.point_hash[point].encode(), number])
            store.commit(point, Tally.of(counts), counts)
        if point != points[-1]:
            store.finish(point, "max_events" if point % 2 else "max_trials")


def write(path, made=None, *, provenance=None, **changes):
    """A filled file at ``path``."""
    with Store(path, made or layout(**changes)) as store:
        fill(store)
        store.snapshot(provenance or {"seconds": 1.5, "threads": 2, "command": "peelsim run"})
    return path
