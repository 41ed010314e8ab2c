"""The skill hierarchy by brute force, in plain Python with sets: obviously right and slow."""

from fractions import Fraction
from itertools import combinations
from math import comb

from tests.naive import peel, splitmix64

LABELS, PREREQUISITES = 3, 4


def draw(stream, i):
    """Draw number i of a stream."""
    return splitmix64(stream, i + 1)[i]


def labels_of(stream, level, concepts, skills):
    """The skill of each concept at a level, counted from 0. stream: of the trial."""
    words = splitmix64(draw(draw(stream, LABELS), level), concepts)
    return [word * skills >> 64 for word in words]


def prerequisites_of(stream, level, skills, skills_below, wanted):
    """The prerequisites of each skill of a level, by Floyd's algorithm."""
    found = []
    for skill in range(skills):
        words = splitmix64(draw(draw(draw(stream, PREREQUISITES), level), skill), wanted)
        chosen = set()
        for word, last in zip(words, range(skills_below - wanted, skills_below), strict=True):
            drawn = word * (last + 1) >> 64
            chosen.add(last if drawn in chosen else drawn)
        found.append(chosen)
    return found


def connected_pairs(texts, counted):
    """Unordered pairs of counted concepts that share a text, each once."""
    return {pair for text in texts for pair in combinations(sorted(text & counted), 2)}


def components_of(nodes, links):
    """Connected components by flood fill, as sets, in the order of their lowest nodes."""
    neighbours = {node: set() for node in nodes}
    for a, b in links:
        neighbours[a].add(b)
        neighbours[b].add(a)
    found, seen = [], set()
    for start in sorted(nodes):
        frontier, component = {start} - seen, set()
        while frontier:
            component |= frontier
            frontier = {other for node in frontier for other in neighbours[node]} - component
        seen |= component
        found += [component] if component else []
    return found


def success(components, skills, needed, replacement):
    """Probability that so many random skills lie in one of the components."""
    if replacement:
        return float(sum(Fraction(len(c), skills) ** needed for c in components))
    return float(sum(Fraction(comb(len(c), needed), comb(skills, needed)) for c in components))


def hierarchy(stream, texts, concepts, *, skills, thresholds, prerequisites, acquired, learnt_only, sizes, replacement):
    """One trial on a given graph: learnt concepts, and for each level its giant's size, the second's, the number of
    acquired skills, the number of links, and the chance of each size of task.

    texts: list of sets. skills, thresholds, prerequisites: one a level.
    """
    learnt = {c for c, number in enumerate(peel(texts, concepts)) if number}
    pairs = connected_pairs(texts, learnt if learnt_only else set(range(concepts)))
    levels, giant, had, below = [], set(), set(), 1
    for level, (count, eta, wanted) in enumerate(zip(skills, thresholds, prerequisites, strict=True)):
        label = labels_of(stream, level, concepts, count)
        needs = prerequisites_of(stream, level, count, below, wanted)
        if acquired == "giant":
            have = {s for s in range(count) if needs[s] <= giant}
        else:
            have = {s for s in range(count) if needs[s] <= had and any(label[c] == s for c in learnt)}
        links = set()
        for a, b in combinations(sorted(have), 2):
            n = sum({label[x], label[y]} == {a, b} for x, y in pairs)
            if n >= eta:
                links.add((a, b))
        components = components_of(have, links)
        ordered = sorted(components, key=len, reverse=True)  # stable: of equals the one with the lowest skill is first
        giant, had, below = (ordered[0] if ordered else set()), have, count
        lengths = [len(c) for c in ordered] + [0, 0]
        chances = [success(components, count, m, replacement) for m in sizes]
        levels.append((lengths[0], lengths[1], len(have), len(links), chances))
    return learnt, levels
