"""Which theory explains a measured loss curve: forms, fits, profile intervals, forecasts of what was held out."""
