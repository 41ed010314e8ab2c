"""Do drawn numbers follow a law? Tests of the suite use fixed seeds, and each may fail by chance once in 1e5."""

import numpy as np
from scipy import stats

FALSE_ALARM = 1e-5  # of one test; seeds are fixed, so what passes once passes for good


def chi_squared(numbers, law):
    """Whole distribution of whole numbers against a frozen SciPy law, in cells of 50 or more expected numbers."""
    numbers = np.sort(np.asarray(numbers))
    cells = min(200, len(numbers) // 50)
    edges = np.unique(law.ppf((np.arange(cells - 1) + 1) / cells))
    below = np.concatenate([[0.0], law.cdf(edges), [1.0]])
    found = np.diff(np.concatenate([[0], np.searchsorted(numbers, edges, side="right"), [len(numbers)]]))
    against(found, np.diff(below))


def against(found, probabilities):
    """Counts of cells against their probabilities; cells of fewer than 10 expected are put together."""
    found, expected = np.asarray(found, float), np.asarray(probabilities, float) * np.sum(found)
    assert np.all(found[expected == 0] == 0), "something impossible was drawn"
    order = np.argsort(expected)
    found, expected = found[order], expected[order]
    rare = int(np.searchsorted(np.cumsum(expected), 10.0)) + 1
    if 0 < rare < len(expected):
        found = np.concatenate([[found[:rare].sum()], found[rare:]])
        expected = np.concatenate([[expected[:rare].sum()], expected[rare:]])
    found, expected = found[expected > 0], expected[expected > 0]
    statistic = np.sum((found - expected) ** 2 / expected)
    p = stats.chi2.sf(statistic, max(1, len(found) - 1))
    assert p > FALSE_ALARM, f"chi-squared {statistic:.1f} on {len(found) - 1} degrees of freedom, p = {p:.2g}"


def mean_is(numbers, expected, *, error=0.0):
    """The sample mean is within 4.4 standard errors of the expected one, itself known to ``error``."""
    numbers = np.asarray(numbers, float)
    spread = np.hypot(numbers.std(ddof=1) / np.sqrt(len(numbers)), error)
    if spread == 0:
        assert numbers[0] == expected
        return
    z = (numbers.mean() - expected) / spread
    assert abs(z) < stats.norm.isf(FALSE_ALARM / 2), f"mean {numbers.mean():.6g}, expected {expected:.6g}, z = {z:.1f}"


def same_law(first, second):
    """Two samples of whole numbers, or of rows of them, come from one law: chi-squared of homogeneity.

    Outcomes are taken apart as finely as they have 20 or more in both samples together; rarer ones are one cell.
    """
    first, second = (np.asarray(x).reshape(len(x), -1) for x in (first, second))
    outcomes, place = np.unique(np.concatenate([first, second]), axis=0, return_inverse=True)
    counts = np.array([np.bincount(part.ravel(), minlength=len(outcomes)) for part in np.split(place, [len(first)])])
    common = counts.sum(axis=0) >= 20
    table = np.column_stack([counts[:, common], counts[:, ~common].sum(axis=1)])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] > 1:
        p = stats.chi2_contingency(table, correction=False).pvalue
        assert p > FALSE_ALARM, f"two samples differ, p = {p:.2g} over {table.shape[1]} cells"


def coarse(numbers, cells=12):
    """Numbers put into about equally filled cells, so that joint laws have few outcomes."""
    return np.searchsorted(np.unique(np.quantile(numbers, np.linspace(0, 1, cells + 1)[1:-1])), numbers)
