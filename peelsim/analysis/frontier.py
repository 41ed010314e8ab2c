"""The compute-optimal frontier as simulated: R* and T* of each budget, and how they grow with compute.

It is read off a sweep along isoFLOP curves: an axis ``compute`` or ``flops``, and one more along which R varies.
"""

from collections.abc import Mapping
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from peelsim.analysis.isoflop_fit import IsoflopCurve, fitted
from peelsim.analysis.probit import TWO_SIDED
from peelsim.theory.optimum.compute_optimal import Scales
from peelsim.theory.peeling.scaling_constants import scaling

if TYPE_CHECKING:
    import xarray

__all__ = ["budget_axis", "frontier", "scales_of", "slopes"]

_FEW = 20  # stuck trials around the optimum, below which the window is part of its error


def frontier(data: "xarray.Dataset", *, draws: int = 400, seed: int = 0) -> "xarray.Dataset":
    """R*, T* = C'/R*, N* = varsigma R* and D* = tau T* of every budget, with 95 % intervals.

    Each optimum is that of a fit to the points near the maximum (``isoflop_fit``), its interval that of a parametric
    bootstrap, with half a step of the whole R and of the whole T = floor(C'/R) added in quadrature: these make the true
    curve jagged, for T below some 50 by more than that. Where fewer than 20 stuck trials were seen at the two points
    beside the optimum, one width of the critical window, alpha / (2 c* sqrt(R)) relative to R*, is added, too.

    Parameters
    ----------
    data : of ``peelsim.load``; binomial text degrees with a threshold, observables learnt_fraction and stuck.
    draws, seed : of the bootstrap.

    Returns
    -------
    Dataset along ``compute`` = C': concepts, texts, parameters and tokens with _low and _high; flops; learnt at the
    optimum; stuck_seen, the stuck trials beside it; at_edge, true where a curve tells of no optimum (then NaN).

    Raises
    ------
    ValueError : if the sweep is not made of isoFLOP curves.
    """
    import xarray

    axis = budget_axis(data)
    scales = scales_of(data.attrs)
    budgets = np.asarray(data[axis].values, dtype=float)
    compute = np.asarray(scales.compute(budgets) if axis == "flops" else budgets)
    window = _window_width(data.attrs)
    random = np.random.default_rng(seed)
    rows = [_row(_curve(data.isel({axis: i})), float(c), window, draws, random) for i, c in enumerate(compute)]
    size, low, high, learnt, seen = (np.array(column) for column in zip(*rows, strict=True))
    both = {
        "concepts": (size, low, high, "concepts R*", "1"),
        "texts": (compute / size, compute / high, compute / low, "texts T*", "1"),
    }
    both |= {
        "parameters": (*(scales.parameters(x) for x in both["concepts"][:3]), "parameters N*", "1"),
        "tokens": (*(scales.tokens(x) for x in both["texts"][:3]), "tokens D*", "1"),
    }
    found = {
        name + suffix: ("compute", values, {"units": units, "long_name": f"compute-optimal {words}{limit}"})
        for name, (*three, words, units) in both.items()
        for suffix, limit, values in zip(
            ("", "_low", "_high"), ("", ", lower 95 % limit", ", upper 95 % limit"), three, strict=True
        )
    }
    found |= {
        "learnt": ("compute", learnt, {"units": "1", "long_name": "concepts learnt at the optimum"}),
        "flops": ("compute", scales.flops(compute), {"units": "FLOP", "long_name": "compute budget C"}),
        "stuck_seen": ("compute", seen.astype(np.int64), {"units": "1", "long_name": "stuck trials at the optimum"}),
        "at_edge": ("compute", np.isnan(size), {"units": "1", "long_name": "no optimum can be told"}),
    }
    along = {"compute": ("compute", compute, {"units": "1", "long_name": "compute budget C' = R T"})}
    return xarray.Dataset(found, coords=along)


def slopes(found: "xarray.Dataset", *, decades: float = 2.0) -> "xarray.Dataset":
    """d ln N* / d ln C and d ln D* / d ln C by least squares over so many decades of C, with 95 % intervals.

    Proposition 1 of Nayak and Varshney (2024) says that both tend to 1/2. As N* D* is C/6, they add up to 1. Intervals
    follow from those of N*, taken as independent from budget to budget.

    Returns
    -------
    Dataset along ``compute``, the geometric mean of a window's budgets: parameters and tokens, with _low and _high.
    """
    import xarray

    budget = np.log(found["compute"].values)
    size = np.log(found["parameters"].values)
    with np.errstate(invalid="ignore"):
        error = np.log(found["parameters_high"].values / found["parameters_low"].values) / 2 / TWO_SIDED
    rows = []
    for start in budget:
        inside = (budget >= start - 1e-9) & (budget <= start + decades * np.log(10) + 1e-9) & np.isfinite(size)
        complete = budget[-1] >= start + decades * np.log(10) - 1e-9
        if not complete or inside.sum() < 3:
            continue
        centred = budget[inside] - budget[inside].mean()
        share = centred / (centred**2).sum()  # all points alike: weights would draw the slope to one end of the window
        half = TWO_SIDED * sqrt(((share * error[inside]) ** 2).sum())
        rows.append((np.exp(budget[inside].mean()), (share * size[inside]).sum(), half))
    middle, slope, width = np.array(rows).reshape(-1, 3).T
    values = {
        "parameters": slope,
        "parameters_low": slope - width,
        "parameters_high": slope + width,
        "tokens": 1 - slope,
        "tokens_low": 1 - slope - width,
        "tokens_high": 1 - slope + width,
    }
    return xarray.Dataset({name: ("compute", each) for name, each in values.items()}, coords={"compute": middle})


def budget_axis(data: "xarray.Dataset") -> str:
    """Name of the axis of budgets of a sweep along isoFLOP curves; ValueError if it is none."""
    axes = data["trials"].dims
    budgets = [axis for axis in ("compute", "flops") if axis in axes]
    missing = [name for name in ("learnt_fraction", "stuck", "concepts") if name not in data.variables]
    if len(budgets) != 1 or len(axes) != 2 or missing:
        has = f"it has {', '.join(map(str, axes)) or 'no axis'}"
        lacks = f", and no {', no '.join(missing)}" if missing else ""
        raise ValueError(f"isoFLOP curves need the axis compute or flops and one axis more; {has}{lacks}")
    return budgets[0]


def scales_of(attributes: Mapping[Any, Any]) -> Scales:
    """varsigma and tau of a result file."""
    usual = Scales()
    return Scales(
        parameters_per_concept=float(attributes.get("model.parameters_per_concept", usual.parameters_per_concept)),
        tokens_per_text=float(attributes.get("model.tokens_per_text", usual.tokens_per_text)),
    )


def _window_width(attributes: Mapping[Any, Any]) -> float | None:
    """alpha / (2 c*): by so much over sqrt(R) ln R changes across the window, as C' = c R^2; None without threshold."""
    try:
        degree = float(attributes["model.text_degree.mean"])
        law = scaling(degree, texts_fixed=attributes.get("model.texts_fixed") != "False")
    except (KeyError, ValueError):
        return None
    return law.alpha / (2 * law.threshold.texts_per_concept)


def _curve(data: "xarray.Dataset") -> IsoflopCurve:
    """One budget's points with trials, each R once."""
    tried = data["trials"].values > 1
    sizes, first = np.unique(data["concepts"].values[tried], return_index=True)
    take = np.flatnonzero(tried)[first]
    trials = data["trials"].values[take]
    learnt = data["learnt_fraction"].values[take]
    one_more = learnt / trials  # by how much L rises at most if one trial more is stuck: what was seen may have none
    return IsoflopCurve(
        concepts=sizes.astype(float),
        unlearnt=1 - learnt,
        error=np.hypot(data["learnt_fraction_std"].values[take] / np.sqrt(trials), one_more),
        stuck=data["stuck_count"].values[take],
    )


def _row(
    curve: IsoflopCurve, compute: float, window: float | None, draws: int, random: np.random.Generator
) -> tuple[float, float, float, float, int]:
    """R*, its limits, what is learnt there, and the stuck trials beside it."""
    fit = fitted(curve)
    if fit is None:
        return (np.nan,) * 4 + (0,)
    size = fit.concepts
    low, high = np.quantile(fit.redrawn(draws, random), [0.025, 0.975])
    seen = curve.stuck_around(size)
    width = 0.5 + size**2 / compute / 2
    if seen < _FEW and window is not None:
        width = np.hypot(width, window * sqrt(size))
    low, high = size - np.hypot(size - low, width), size + np.hypot(high - size, width)
    return size, float(low), float(high), size * (1 - fit.unlearnt), seen
