"""Peeling a matrix of your own: a parity-check matrix, a corpus, any texts and concepts."""

from peelsim.models.matrix.model import GivenMatrix

__all__ = ["GivenMatrix"]
