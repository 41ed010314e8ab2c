"""What two laws of the limit say of semantic compression."""

from functools import partial

from peelsim.models.semantic_compression.value import Coded
from peelsim.stats.law import Law, Laws, Said, Undefined
from peelsim.theory.learning import compression


def _limit(model: Coded, *, numbers: bool) -> dict[str, Said]:
    """The limit of many skills; numbers: whether the number of skills of a text is sent, too."""
    c, unlearnt = model.text_degree.mean, model.unlearnt
    bits: Said = Undefined(f"texts of {c:g} skills on average are no sample of {model.skills}, as in the limit")
    if c <= model.skills:
        rate = compression.rate(unlearnt=unlearnt, mean_skills=c, skills=model.skills, full_bits=model.full_bits)
        bits = rate.total if numbers else rate.total - rate.numbers
    return {
        "bits_per_text": bits,
        "understood_fraction": compression.understood_share(unlearnt=unlearnt, mean_skills=c),
        "learnt_fraction": 1 - unlearnt,
        "stuck": float(unlearnt > model.stuck_above),
        "wrong": 0.0,
    }


LAWS = Laws(
    Law("limit", partial(_limit, numbers=True), "derived in theory.learning.compression", "limit"),
    Law(
        "prediction",
        partial(_limit, numbers=False),
        "Liao, Chang and Hong (2024): the same without the number of skills of a text",
        "limit",
    ),
)
