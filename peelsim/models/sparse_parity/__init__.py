"""Networks that are trained on multitask sparse parity."""

from peelsim.models.sparse_parity.model import SparseParity

__all__ = ["SparseParity"]
