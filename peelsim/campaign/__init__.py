"""A sweep into its result file: points and laws go in, snapshots come out."""

from peelsim.campaign.laws import Predicted, predicted
from peelsim.campaign.layouts import layout
from peelsim.campaign.patience import unless_stopped
from peelsim.campaign.runs import Outcome, run

__all__ = ["Outcome", "Predicted", "layout", "predicted", "run", "unless_stopped"]
