"""Fine-tuning: basic skills from foundation texts, then fine skills from texts that presuppose basic ones."""

from peelsim.models.fine_tuning.model import FineTuning

__all__ = ["FineTuning"]
