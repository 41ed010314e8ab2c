"""The quantization model of neural scaling: a learner of quanta that are used by Zipf's law."""

from peelsim.models.quanta.model import Quanta

__all__ = ["Quanta"]
