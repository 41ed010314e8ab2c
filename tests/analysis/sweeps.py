"""Small sweeps of the kinds that figures draw, run once, and the optimum of each budget by looking for the largest."""

import numpy as np
import xarray

import peelsim
from peelsim.analysis import frontier
from tests.sweep.example import toml

DEGREE = "text_degree = { mean = 6 }"
ROUNDS = '[run]\nengine = "rounds"\n'
MANY = f'{ROUNDS}[laws]\ncompare = ["corrected", "published", "authors_code", "density_evolution"]'
SWEEPS = {
    "waterfall": {
        "grid": "concepts = [60, 20, 40]\ntexts_per_concept = [4.2, 4.5, 4.8, 5.1]",
        "stop": "max_trials = 200",
        "rest": f'{ROUNDS}[laws]\ncompare = ["corrected", "published", "density_evolution", "exact"]',
    },
    "window": {
        "grid": "concepts = { start = 1e3, stop = 1e10, num = 8, scale = 'log' }\nwindow = [-1, 0, 1]",
        "stop": "max_trials = 50",
        "rest": f'{ROUNDS}[laws]\ncompare = ["corrected"]',
    },
    "isoflop": {
        "grid": "compute = [1e5, 1e6, 1e7]\ntexts_per_concept = [3.5, 4.5, 5, 5.5, 6, 7]",
        "stop": "max_trials = 100",
        "rest": MANY,
    },
    "flops": {
        "grid": f"flops = [{9.6e11 * 1e6}, {9.6e11 * 1e8}]\nconcepts = [300, 350, 400]",
        "stop": "max_trials = 20",
        "rest": MANY,
    },
    "block": {
        "grid": "compute = [1e6, 1e8]\nerasure = [0.45, 0.5, 0.55]\nwindow = [-2, -1, 0, 1, 2]",
        "stop": "max_trials = 400",
        "rest": f'{ROUNDS}[output]\nobservables = ["stuck"]',
    },
    "excess": {
        "grid": 'compute = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6]\noptimum = ["corrected", "authors_code"]',
        "stop": "max_trials = 300",
        "rest": f'{ROUNDS}[laws]\ncompare = ["corrected", "published"]',
    },
    "laws": {
        "grid": "concepts = [200, 300]\ntexts_per_concept = [4.2, 4.5, 4.8]",
        "stop": "max_trials = 0",
        "rest": '[laws]\ncompare = ["corrected"]',
    },
    "point": {"model": f"{DEGREE}\nconcepts = 100\ntexts = 450"},
    "three": {"grid": "texts_fixed = [true, false]\nconcepts = [50, 100]\ntexts_per_concept = [4, 5]"},
}


def run(folder, name):
    """The result file of one of these sweeps."""
    source = folder / f"{name}.toml"
    source.write_text(toml(**({"model": DEGREE, "sweep": f'name = "{name}"\nseed = 5'} | SWEEPS[name])))
    return peelsim.run_sweep(source, output=folder / f"{name}.h5")


def largest(data):
    """frontier.frontier, but that the optimum is the best point of the grid, and its interval 5 % either way."""
    axis = "compute" if "compute" in data.dims else "flops"
    budgets = data[axis].values / (1 if axis == "compute" else 9.6e11)
    best = data["learnt"].fillna(0).argmax([dim for dim in data["learnt"].dims if dim != axis])
    concepts = (data["concepts"] * xarray.ones_like(data["learnt"])).isel(best).values
    texts = budgets / concepts
    found = {"learnt": data["learnt"].isel(best).values, "flops": 9.6e11 * budgets}
    found |= {"stuck_seen": np.full(len(budgets), 50), "at_edge": np.arange(len(budgets)) == 0}
    columns = {"concepts": concepts, "texts": texts, "parameters": 2e5 * concepts, "tokens": 8e5 * texts}
    for name, values in columns.items():
        known = np.where(found["at_edge"], np.nan, values)
        found |= {name: known, f"{name}_low": 0.95 * known, f"{name}_high": 1.05 * known}
    return xarray.Dataset({n: ("compute", v) for n, v in found.items()}, coords={"compute": budgets})


def steady(found, *, decades=2.0):
    """frontier.slopes of a world in which N* grows a little faster than the root of C."""
    each = {"": 0.51, "_low": 0.5, "_high": 0.52}
    made = {f"parameters{suffix}": ("compute", [slope]) for suffix, slope in each.items()}
    made |= {f"tokens{suffix}": ("compute", [1 - slope]) for suffix, slope in each.items()}
    return xarray.Dataset(made, coords={"compute": [1e6]})


def stand_in(monkeypatch):
    """Put these two in the place of the estimation, whose own tests are elsewhere."""
    monkeypatch.setattr(frontier, "frontier", largest)
    monkeypatch.setattr(frontier, "slopes", steady)


class WhenAsked(dict):
    """Name -> what is made of it, once, when a test first asks."""

    def __init__(self, make):
        super().__init__()
        self.make = make

    def __missing__(self, name):
        self[name] = self.make(name)
        return self[name]
