"""The abstract-learner model: skills learnt from texts that hold few enough novel ones."""

from peelsim.models.abstract_learner.model import AbstractLearner

__all__ = ["AbstractLearner"]
