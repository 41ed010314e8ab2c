"""Statistics of a corpus in words and tables for a terminal.

Tests: tests/commands/test_text.py
"""

from peelsim.text.statistics import TextStatistics

__all__ = ["report"]


def report(found: TextStatistics) -> str:
    """Tables of correlations, entropies and losses, then exponents and verdicts."""
    text = found.corpus
    lines = [f"{text.name}: {len(text):,} tokens of {text.vocabulary} kinds, {len(text.starts) - 1:,} documents"]
    if text.lumped:
        lines.append(f"  {100 * text.lumped:.2g} % of them are of kinds too rare to be told apart")
    if text.sha256:
        lines.append(f"  sha256 {text.sha256}")
    lines += ["", "correlations", "   lag      raw  normalised  edge of noise  strength"]
    for each in found.strengths:
        strength = "below noise" if each.strength is None else f"{each.strength:.5f}"
        lines.append(f"{each.lag:6d} {each.raw:8.5f} {each.normalised:11.5f} {each.edge:14.5f}  {strength}")
    lines += ["", "entropies of the next token (nats)", " given  plug-in  corrected  seen once"]
    for given in found.entropies:
        mark = "" if given.reliable else "  not reliable: too few tokens for strings so long"
        lines.append(f"{given.order:6d} {given.plug_in:8.4f} {given.corrected:10.4f} {100 * given.once:8.1f} %{mark}")
    if found.ladder is not None:
        lines += ["", "n-gram learners", "      read  best loss  order"]
        rows = zip(found.ladder.samples, found.ladder.best, found.ladder.best_order, strict=True)
        lines += [f"{size:10,d} {loss:10.4f} {order:6d}" for size, loss, order in rows]
    lines += [
        "",
        f"gamma, of entropies:            {found.gamma}",
        f"beta, of correlations:          {found.beta}",
        f"beta', of partial correlations: {found.partial_beta}",
        f"alpha, of the loss:             {found.alpha}",
        "",
    ]
    verdicts = {"gamma / (2 beta), published": found.published, "gamma / (2 beta'), corrected": found.corrected}
    for name, verdict in verdicts.items():
        lines += [f"{name}: {verdict.outcome}", f"  {verdict.why}"]
    return "\n".join(lines)
