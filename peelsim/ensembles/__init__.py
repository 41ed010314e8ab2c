"""Degree distributions of texts, and what becomes of them when edges are missing."""

from peelsim.ensembles.degrees import Binomial, Explicit, Mean, Poisson, Regular, TextDegree, as_text_degree
from peelsim.ensembles.listed import Degrees, Listed, Shares
from peelsim.ensembles.solitons import IdealSoliton, Probability, RobustSoliton, Size
from peelsim.ensembles.thinning import thinned

__all__ = [
    "Binomial",
    "Degrees",
    "Explicit",
    "IdealSoliton",
    "Listed",
    "Mean",
    "Poisson",
    "Probability",
    "Regular",
    "RobustSoliton",
    "Shares",
    "Size",
    "TextDegree",
    "as_text_degree",
    "thinned",
]
