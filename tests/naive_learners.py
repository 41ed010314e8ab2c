"""Obviously right and slow twins of the learners, in plain Python."""


def learn(texts: list[set[int]], capacities: list[int], skills: int, known: set[int] = frozenset()) -> list[int]:
    """Present all texts round after round: the round that taught each skill, 0 for none, -1 for the known ones."""
    learnt_in = [-1 if skill in known else 0 for skill in range(skills)]
    number = 0
    while True:
        number += 1
        taught = set()
        for text, capacity in zip(texts, capacities, strict=True):
            novel = {skill for skill in text if learnt_in[skill] == 0}
            if len(novel) <= capacity:
                taught |= novel
        if not taught:
            return learnt_in
        for skill in taught:
            learnt_in[skill] = number
