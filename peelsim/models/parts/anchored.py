"""Laws of sources that give an exponent and no amplitude: drawn through a known loss at one number of samples.

Tests: tests/models/test_skill_hierarchy.py
"""

from peelsim.stats.law import Prediction, Said

ANCHOR = 1e6
"""The number of samples at which they pass through the law named in their source."""

THROUGH = f"through {{}} at {ANCHOR:g} samples"


def falling(at_anchor: float, *, exponent: float, samples: float) -> Prediction:
    """The excess that falls with an exponent, and is this at the anchor."""
    said: dict[str, Said] = {"excess": at_anchor * (samples / ANCHOR) ** -exponent}
    return Prediction(said, silent="the law is an exponent of the excess loss")
