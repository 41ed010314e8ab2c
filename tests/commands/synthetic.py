"""Result files of a world that is known: what the trials draw from, and what laws say of it."""

import numpy as np

from peelsim.results import Axis, Coordinate, Layout, Store
from peelsim.results.layout import LawNote
from peelsim.results.ranges import Ranges
from peelsim.stats.observable import Dimension, Observable
from peelsim.stats.tally import Tally

OBSERVABLES = (
    Observable("stuck", "event", ""),
    Observable("complete", "event", ""),
    Observable("incomplete", "event", ""),
    Observable("learnt", "number", "", units="concept", rare="stuck"),
    Observable("learnt_fraction", "number", "", rare="stuck", highest=1.0),
    Observable("trajectory", "number", "", dimension=Dimension("round", 3), rare="stuck", highest=1.0),
)
WINDOWS = (-1.0, 0.0, 1.0, 2.0)


def stuck(window):
    """Chance of a stuck trial, at every size."""
    return 1 / (1 + np.exp(2 * window))


def truth(sizes, windows):
    """Mean of each observable, [sizes, windows]."""
    q = np.broadcast_to(stuck(np.array(windows)), (len(sizes), len(windows)))
    learnt = 1 - 0.6 * q
    left = np.stack([1 - learnt / 2, 1 - learnt / 1.25, 1 - learnt], axis=-1)
    events = {"stuck": q, "complete": 1 - q, "incomplete": q}
    return events | {"learnt": learnt * np.array(sizes)[:, None], "learnt_fraction": learnt, "trajectory": left}


def trials(size, window, number, random):
    """Counts: stuck trials learn 4 of 10 concepts, a half and four fifths of them in two rounds."""
    q = random.random(number) < stuck(window)
    learnt = np.where(q, 2 * size // 5, size)
    left = np.stack([size - learnt // 2, size - 4 * learnt // 5, size - learnt], axis=-1)
    events = {"stuck": q.astype(int), "complete": 1 - q, "incomplete": q.astype(int)}
    return events | {"learnt": learnt, "learnt_fraction": learnt, "trajectory": left}


def write(
    path,
    laws,
    *,
    sizes=(1000, 10_000),
    windows=WINDOWS,
    number=2000,
    binding=(),
    names=None,
    seed=1,
    reason="max_trials",
    kind="limit",
    ranges=None,
    notes=None,
    **changes,
):
    """A file of these laws: name -> function that changes the true means. number: trials, or a function of the size.

    reason: why the trials ended, None if they have not. ranges: observable -> [sizes][windows] of what laws say of it.
    """
    observables = tuple(o for o in OBSERVABLES if names is None or o.name in names)
    shape = (len(sizes), len(windows))
    true = {name: values for name, values in truth(sizes, windows).items() if names is None or name in names}
    whole = np.broadcast_to(np.array(sizes, dtype=float)[:, None], shape)
    made = Layout(
        **{"name": "synthetic", "seed": seed, "identity": {}, "keep_trials": False, "per": {}}
        | {"config_toml": "", "binding": tuple(binding)}
        | {"axes": (axis("concepts", sizes), axis("window", windows)), "quantities": ()}
        | {"observables": observables, "point_hash": tuple(f"{s}/{w}" for s in sizes for w in windows)}
        | {"per": {name: whole for name in ("learnt_fraction", "trajectory") if name in true}}
        | {"predictions": {law: change({n: v.copy() for n, v in true.items()}) for law, change in laws.items()}}
        | {"laws": {law: LawNote(source="", kind=kind) for law in laws} | (notes or {})}
        | {"ranges": {law: {n: over(shape, r, true[n]) for n, r in (ranges or {}).items()} for law in laws}}
        | ({} if "axes" in changes and changes["axes"][0].name != "concepts" else {"size": "concepts"})
        | changes
    )
    random = np.random.default_rng(seed)
    drawn = {}
    with Store(path, made) as store:
        for point, key in enumerate(made.point_hash):
            size, window = sizes[point // len(windows)], windows[point % len(windows)]
            n = number(size) if callable(number) else number
            if n and key not in drawn:
                drawn[key] = Tally.of({k: v for k, v in trials(size, window, n, random).items() if k in true})
            if n:
                store.commit(point, drawn[key])
                if reason is not None:
                    store.finish(point, reason)
        store.snapshot({})
    return path


def over(shape, rows, values):
    """Ranges of an observable over the grid, the same at all its places."""
    told = Ranges.of([[each] for row in rows for each in row], values.shape[2:])
    return told.reshape(values.shape)


def axis(name, values, *, correlated=False):
    return Axis(name, (Coordinate(name, np.array(values)),), correlated)


def right(true):
    return true


def wrong(part, *, upto=None):
    """A law off by this part of the chance; ``upto``: only at that many of the smallest sizes."""

    def change(true):
        rows = slice(None, upto)
        for name in {"stuck", "incomplete"} & set(true):
            true[name][rows] *= 1 + part
        return true

    return change


def silent(true):
    return {name: np.full_like(values, np.nan) for name, values in true.items()}
