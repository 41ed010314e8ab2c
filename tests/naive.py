"""Obviously right and slow twins of the kernels, in plain Python."""


def peel(texts: list[set[int]], concepts: int) -> list[int]:
    """Peel by parallel rounds: the round that taught each concept, from 1; 0 for those never learnt."""
    learnt_in = [0] * concepts
    number = 0
    while True:
        number += 1
        left = [{c for c in text if not learnt_in[c]} for text in texts]
        taught = {c for text in left if len(text) == 1 for c in text}
        if not taught:
            return learnt_in
        for concept in taught:
            learnt_in[concept] = number


def stuck_texts(texts: list[set[int]], learnt_in: list[int]) -> list[int]:
    """Texts with two or more unlearnt concepts."""
    return [t for t, text in enumerate(texts) if sum(not learnt_in[c] for c in text) >= 2]


def largest_stopping_set(texts: list[set[int]], concepts: int) -> set[int]:
    """The union of all sets of concepts of which no text holds exactly one; by trying every set."""
    union: set[int] = set()
    for bits in range(1 << concepts):
        chosen = {c for c in range(concepts) if bits >> c & 1}
        if all(len(text & chosen) != 1 for text in texts):
            union |= chosen
    return union


def splitmix64(seed: int, count: int) -> list[int]:
    """The sequential generator as published (Steele, Lea and Flood 2014)."""
    mask, outputs = (1 << 64) - 1, []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        outputs.append(z ^ (z >> 31))
    return outputs


def component_sizes(nodes, links):
    """Sizes of the connected components, descending, by flood fill. nodes: their names; links: pairs of them."""
    neighbours = {node: set() for node in nodes}
    for a, b in links:
        neighbours[a].add(b)
        neighbours[b].add(a)
    sizes, seen = [], set()
    for start in neighbours:
        frontier, size = [start], 0
        while frontier:
            node = frontier.pop()
            if node not in seen:
                seen.add(node)
                size += 1
                frontier += neighbours[node]
        sizes += [size] * (size > 0)
    return sorted(sizes, reverse=True)
