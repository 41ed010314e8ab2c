"""Figures and tables of law_of_peeling.md: python docs/theory/law_of_peeling.py (some minutes)."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import log_ndtr

import peelsim
from peelsim.theory.peeling.finite_length import first_order, stuck_probability, texts_per_concept_at
from peelsim.theory.printed import authors_code, published
from peelsim.theory.renewal.renewal_law import laws

FIGURES = Path(__file__).parents[1] / "figures"
Z = np.linspace(-4, 4, 9)


def tails() -> None:
    """P(stuck) from 1 to 1e-30 against the place in the window, with trials of engine arrivals."""
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    asked = {"text_degree": 6, "texts_fixed": False}
    z = np.linspace(-2, 24, 105)
    for colour, size in enumerate((1e2, 1e3, 1e4, 1e6, 1e8, 1e12)):
        reach = z[z < (24 if size < 1e6 else 13)]
        means = size * texts_per_concept_at(size, window=reach, **asked)
        axes.plot(reach, laws(size, texts=means, **asked).stuck_log10, color=f"C{colour}", label=f"R = {size:g}")
        place = np.linspace(-2, 5, 8)
        curve = tuple((size * texts_per_concept_at(size, window=place, **asked)).tolist())
        model = peelsim.ConceptText(
            concepts=int(size), texts=curve[-1], text_degree=peelsim.Binomial(mean=6), texts_fixed=False, curve=curve
        )
        trials = 200_000 if size <= 1e4 else 20_000 if size <= 1e6 else 2000
        stuck = peelsim.simulate(model, trials=trials, seed=15, engine="arrivals")["stuck"].sum(axis=0)
        seen = stuck >= 5
        axes.plot(place[seen], np.log10(stuck[seen] / trials), "o", color=f"C{colour}", ms=3.5)
    axes.plot(z, log_ndtr(-z) / np.log(10), "k--", lw=0.8, label="Q(z)")
    axes.set(xlabel="z", ylabel="log10 P(stuck)", title="d = 6, Poisson number of texts", ylim=(-31, 1))
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(FIGURES / "law_of_peeling-tails.png", dpi=130)


def errors_of(size: float, d: float) -> dict[str, float]:
    """The largest error of P(stuck) over the window, of each law, a fixed number of texts."""
    texts = np.maximum(np.rint(size * texts_per_concept_at(size, window=Z, text_degree=d, texts_fixed=True)), 1)
    truth = laws(size, texts=texts, text_degree=d, texts_fixed=True).stuck
    asked = {"texts_per_concept": texts / size, "text_degree": d, "texts_fixed": True}
    said = {"corrected": stuck_probability(size, **asked), "first order": first_order(size, **asked)}
    for name, theory in (("published", published), ("authors_code", authors_code)):
        said[name] = np.array([_or_nan(theory, size, t, d) for t in texts])
    off = {name: np.abs(values - truth) for name, values in said.items()}
    known = {name: values[~np.isnan(values)] for name, values in off.items()}  # the printed laws have no value at some
    known["corrected"] = off["corrected"]
    return {name: float(values.max()) if len(values) else np.nan for name, values in known.items()}


def _or_nan(theory: object, size: float, texts: float, d: float) -> float:
    try:
        return float(theory.stuck_probability(size, texts=texts, mean_text_degree=d))  # type: ignore[attr-defined]
    except ValueError:
        return float("nan")


def errors() -> None:
    """Each law's error against R, and the map over R and d."""
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    sizes = [10.0**k for k in range(2, 13)]
    print("largest error of P(stuck) over |z| <= 4, fixed T")
    for d in (2.8, 3, 4, 6, 10):
        rows = [errors_of(size, d) for size in sizes if size > 2 * d]
        for name in rows[0]:
            values = [row[name] for row in rows]
            print(f"d = {d:4g}  {name:14}", " ".join(f"{value:8.1e}" for value in values))
            if d == 6:
                axes.loglog(sizes, values, "o-", ms=3, label=name)
    axes.axhline(0.01, color="grey", lw=0.8)
    axes.set(xlabel="concepts R", ylabel="largest error of P(stuck), |z| <= 4", title="d = 6, fixed T")
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(FIGURES / "law_of_peeling-errors.png", dpi=130)


if __name__ == "__main__":
    tails()
    errors()
