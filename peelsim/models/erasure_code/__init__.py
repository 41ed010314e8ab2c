"""Erasure codes of sparse graphs: bits lost on a channel, found again from parity checks by peeling."""

from peelsim.models.erasure_code.model import ErasureCode

__all__ = ["ErasureCode"]
