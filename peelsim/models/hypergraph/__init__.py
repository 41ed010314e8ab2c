"""Random hypergraphs and their 2-cores; invertible Bloom lookup tables are the same thing in other words."""

from peelsim.models.hypergraph.model import Hypergraph

__all__ = ["Hypergraph"]
