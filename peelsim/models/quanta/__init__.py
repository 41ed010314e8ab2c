"""The quantization model of neural scaling: a learner of quanta that are used by Zipf's law."""

from peelsim.models.quanta.model import Model, Parameters, Quanta

__all__ = ["Model", "Parameters", "Quanta"]
