"""A softmax student that learns by gradient descent what a teacher says of random inputs."""

from peelsim.models.softmax_regression.model import SoftmaxRegression

__all__ = ["SoftmaxRegression"]
