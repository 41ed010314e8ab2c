"""`peelsim optimum --flops C`: how to split a budget between parameters and tokens, and what a bad split costs."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from peelsim.commands.text_degrees import TYPICAL, text_degree
from peelsim.plain_values import plain_value
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.theory.optimum.budget_split import BudgetSplit

_LAWS = ("renewal", "corrected", "published", "authors_code")


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Split a training budget C = 6 N D between N parameters and D tokens so that most concepts are "
        "learnt, and say what is lost with half or twice as many parameters.",
    )
    budget = p.add_mutually_exclusive_group(required=True)
    budget.add_argument("--flops", type=_positive, metavar="C", help="floating-point operations, such as 1e21")
    budget.add_argument("--compute", type=_positive, metavar="C'", help="concepts times texts, R T, in their place")
    p.add_argument("--law", choices=_LAWS, default="renewal", help="the law (default: renewal, right at every size)")
    degrees = f'concepts per text: a mean of the binomial ensemble, or a table such as "{TYPICAL}" (default: 6)'
    p.add_argument("--text-degree", type=text_degree, default=6.0, metavar="DEGREES", help=degrees)
    p.add_argument("--tokens-at-most", type=_positive, metavar="D", help="tokens that there are")
    p.add_argument("--parameters-per-concept", type=_positive, default=2e5, metavar="N", help="default: 2e5")
    p.add_argument("--tokens-per-text", type=_positive, default=8e5, metavar="D", help="default: 8e5")
    p.add_argument("--json", action="store_true", help="print JSON instead of words")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.theory.optimum.budget_split import optimum

    try:
        split = optimum(
            flops=options.flops,
            compute=options.compute,
            text_degree=options.text_degree,
            law=options.law,
            tokens_at_most=options.tokens_at_most,
            parameters_per_concept=options.parameters_per_concept,
            tokens_per_text=options.tokens_per_text,
        )
    except ValueError as error:
        complain(error)
        return 2
    plain = {name: plain_value(value) for name, value in asdict(split).items()}
    plain |= {"tokens_per_parameter": split.tokens_per_parameter, "learnt_fraction": split.learnt_fraction}
    say(json.dumps(plain, indent=2) if options.json else _words(split))
    return 0


def _words(split: "BudgetSplit") -> str:
    lines = [
        f"a budget of {split.flops:.4g} floating-point operations, by law {split.law}",
        f"  parameters  N  {split.parameters:.4g}",
        f"  tokens      D  {split.tokens:.4g}, {split.tokens_per_parameter:.3g} per parameter",
        f"  concepts    R  {split.concepts:,.0f}",
        f"  texts       T  {split.texts:,.0f}",
        f"  learnt         {split.learnt:,.1f} concepts, {100 * split.learnt_fraction:.4g} % of them",
    ]
    if split.spent < 0.999:
        lines.append(
            f"  all tokens are read; {100 * split.spent:.3g} % of the budget is spent, and more parameters lose"
        )
    lines.append("of what is learnt is lost, for the same budget and tokens,")
    lines.append(f"  with N / 2     {_share(split.lost_with_half)}")
    lines.append(f"  with 2 N       {_share(split.lost_with_twice)}")
    return "\n".join(lines)


def _share(lost: float) -> str:
    return f"{100 * lost:.3g} %" if lost == lost else "unknown: out of the law's range"


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number
