"""The abstract-learner model: skills learnt from texts that hold few enough novel ones."""

from peelsim.models.abstract_learner.model import AbstractLearner, Model, Parameters

__all__ = ["AbstractLearner", "Model", "Parameters"]
