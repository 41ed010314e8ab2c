"""`peelsim design texts|users|bits`: degree distributions that do most, and what they gain."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from peelsim.commands.whole_numbers import whole_number
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.ensembles import Explicit


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Find the degree distribution that does most, by linear programme: fewest texts per concept, "
        "largest load of random access, highest rate of a code.",
    )
    kinds = p.add_subparsers(dest="what", required=True, metavar="texts|users|bits")
    texts = kinds.add_parser("texts", help="text degrees with which the fewest texts teach a fraction of the concepts")
    texts.add_argument("--mean", type=float, required=True, metavar="D", help="mean text degree")
    size = texts.add_mutually_exclusive_group(required=True)
    size.add_argument("--concepts", type=float, metavar="R", help="for so many concepts")
    size.add_argument("--compute", type=float, metavar="C'", help="for a budget of concepts times texts, R T")
    texts.add_argument("--learnt", type=float, default=0.99, metavar="SHARE", help="to be learnt (default: 0.99)")
    texts.add_argument(
        "--stuck", type=float, metavar="P", help="probability of less (default: 0.02, 0.005 of a budget)"
    )
    texts.add_argument("--largest", type=whole_number("degree", least=1), default=100, metavar="K", help="degree (100)")
    trials: dict[str, Any] = {"type": whole_number("trials", least=2), "metavar": "N"}
    texts.add_argument("--trials", default=1000, help="simulated of each distribution (default: 1000)", **trials)
    texts.add_argument(
        "--refine", default=0, help="trials by which the margin is set right first (default: 0)", **trials
    )
    texts.add_argument("--seed", type=whole_number("seed", least=0), default=1, metavar="S", help="default: 1")
    users = kinds.add_parser("users", help="numbers of replicas that bear the largest load of random access")
    users.add_argument("--largest", type=whole_number("degree", least=2), required=True, metavar="K", help="degree")
    users.add_argument(
        "--least", type=whole_number("degree", least=2), default=2, metavar="K", help="degree (default: 2)"
    )
    users.add_argument("--mean", type=float, metavar="D", help="mean degree (default: any)")
    bits = kinds.add_parser("bits", help="degrees of bits of the code of highest rate at an erasure")
    bits.add_argument("--erasure", type=float, required=True, metavar="P", help="probability")
    bits.add_argument(
        "--check-degree", type=whole_number("degree", least=2), required=True, metavar="R", help="of checks"
    )
    bits.add_argument(
        "--largest", type=whole_number("degree", least=2), required=True, metavar="K", help="degree of a bit"
    )
    for kind in (texts, users, bits):
        kind.add_argument("--json", action="store_true", help="print JSON instead of words")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    try:
        degree, found = {"texts": _texts, "users": _users, "bits": _bits}[options.what](options)
    except ValueError as error:
        complain(error)
        return 2
    if options.json:
        shares = {str(k): share for k, share in degree.probabilities.items()}
        say(json.dumps({"probabilities": shares, **found}, indent=2))
        return 0
    table = ", ".join(f"{k} = {share:.6f}" for k, share in sorted(degree.probabilities.items()))
    say(f"{{ kind = 'explicit', probabilities = {{ {table} }} }}")
    width = max(map(len, found))
    for name, value in found.items():
        say(f"  {name.replace('_', ' '):{width}}  {_shown(value)}")
    return 0


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        mean, low, high = (f"{each:.6g}" for each in value)
        return f"{mean} [{low}, {high}]"
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"


def _texts(options: argparse.Namespace) -> tuple["Explicit", dict[str, Any]]:
    """The design, and what it learns beside binomial degrees of its mean."""
    from math import ceil

    from peelsim import design
    from peelsim.api.simulating import simulate
    from peelsim.arguments import whole
    from peelsim.ensembles import Binomial
    from peelsim.models.concept_text import ConceptText
    from peelsim.theory.optimum.text_design import texts_needed

    how: dict[str, Any] = {name: getattr(options, name) for name in ("learnt", "largest")}
    if options.compute is not None:
        how["stuck"] = 0.005 if options.stuck is None else options.stuck
        if options.refine:
            raise ValueError("a design for a budget is not refined; give --concepts, or leave --refine out")
        gain = design.budget_gain(
            options.mean, compute=options.compute, trials=options.trials, seed=options.seed, **how
        )
        degree = gain.designed.text_degree
        return degree, {  # type: ignore[return-value]  # a design is explicit
            "concepts": gain.designed.concepts,
            "texts": int(gain.designed.texts),
            "threshold_in_texts_per_concept": texts_needed(degree, unlearnt=1 - options.learnt),
            "learnt": gain.designed_learnt,
            "concepts_of_binomial_degrees": gain.binomial.concepts,
            "learnt_with_binomial_degrees": gain.binomial_learnt,
            "gain": _ratio(gain.designed_learnt, gain.binomial_learnt),
        }
    how["stuck"] = 0.02 if options.stuck is None else options.stuck
    concepts = whole(options.concepts, "number of concepts", least=1)
    found = design.text_degree(options.mean, concepts=concepts, refine=options.refine, seed=options.seed, **how)
    size: dict[str, Any] = {"concepts": concepts, "texts": float(ceil(found.texts_per_concept * concepts))}
    models = [ConceptText(**size, text_degree=degree) for degree in (found.text_degree, Binomial(mean=options.mean))]
    seen = [simulate(each, trials=options.trials, seed=options.seed).summary()["learnt"] for each in models]
    learnt, binomial = ([float(each.mean), float(each.low), float(each.high)] for each in seen)
    return found.text_degree, {
        "texts_per_concept": found.texts_per_concept,
        "margin": found.margin,
        "threshold_in_texts_per_concept": texts_needed(found.text_degree, unlearnt=found.unlearnt),
        "threshold_of_binomial_degrees": texts_needed(options.mean, unlearnt=found.unlearnt),
        "learnt": learnt,
        "learnt_with_binomial_degrees": binomial,
        "gain": _ratio(learnt, binomial),
    }


def _ratio(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Of two means, with an interval that holds it where both of theirs do."""
    return [a / b if b > 0 else float("inf") for a, b in zip(one, (other[0], other[2], other[1]), strict=True)]


def _users(options: argparse.Namespace) -> tuple["Explicit", dict[str, Any]]:
    from peelsim import design

    found = design.user_degree(largest=options.largest, least=options.least, mean=options.mean)
    return found.user_degree, {"threshold_in_users_per_slot": found.threshold}


def _bits(options: argparse.Namespace) -> tuple["Explicit", dict[str, Any]]:
    from peelsim import design

    found = design.bit_degree(erasure=options.erasure, check_degree=options.check_degree, largest=options.largest)
    return found.bit_degree, {"rate": found.rate, "capacity": 1 - options.erasure, "threshold": found.threshold}
