"""Draws the README's picture from results/waterfall.h5: python docs/picture.py."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import peelsim
from peelsim.theory import density_evolution, finite_length, published

MEAN = 6
COLOURS = ("#0072B2", "#E69F00", "#009E73")  # Okabe and Ito: told apart by colour-blind eyes

data = peelsim.load("results/waterfall.h5")
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
ratios = np.linspace(4, 5.5, 400)
for size, colour in zip(data.concepts.values, COLOURS, strict=True):
    rate = data.sel(concepts=size)
    low, high = rate.stuck - rate.stuck_low, rate.stuck_high - rate.stuck
    law = finite_length.stuck_probability(size, texts_per_concept=ratios, text_degree=MEAN, texts_fixed=True)
    printed = [published.stuck_probability(size, texts=c * size, mean_text_degree=MEAN) for c in ratios]
    axes.errorbar(rate.texts_per_concept, rate.stuck, [low, high], fmt="o", ms=3, lw=1, color=colour)
    axes.plot(ratios, law, color=colour, label=f"R = {size:,}")
    axes.plot(ratios, printed, color=colour, lw=1, ls=":")
axes.axvline(density_evolution.threshold(MEAN).texts_per_concept, color="0.6", lw=1, zorder=0)
axes.plot([], [], "o-", color="0.3", ms=3, label="simulated, 95 % interval, and corrected law")
axes.plot([], [], ":", color="0.3", label="law as published")
axes.set(xlabel="texts a concept, T / R", ylabel="P(stuck)", xlim=(4, 5.5), ylim=(-0.02, 1.02))
axes.legend(frameon=False)
figure.savefig(Path(__file__).parent / "waterfall.png", dpi=160)
