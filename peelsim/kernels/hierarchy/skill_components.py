"""What the components of a level's skills amount to: the two largest, and the tasks that can be done.

Components are those of a union-find forest, ``parent``: int64[S], see kernels/components/union_find.py. Skills that are
not usable are in no component.

Tests: tests/kernels/hierarchy/test_cooccurrence.py
"""

from peelsim.jit import kernel
from peelsim.kernels.components.union_find import find


@kernel
def largest(parent, usable, held):
    """Sizes of the two largest components of the usable skills (int64, ascending); marks those of the largest.

    Of equal components the one with the lowest skill is the largest. held: bool[S], out.
    """
    best, second, root = 0, 0, -1
    for skill in usable:
        if find(parent, skill) != root and -parent[find(parent, skill)] > best:
            root = find(parent, skill)
            best = -parent[root]
    for skill in usable:
        held[skill] = find(parent, skill) == root
        if not held[skill]:
            second = max(second, -parent[find(parent, skill)])
    return best, second


@kernel
def success(parent, usable, skills, needed, replacement):
    """Probability that ``needed`` random skills of a level lie in one component of the usable ones.

    Sum over components of C(size, needed) / C(skills, needed), or of (size / skills)^needed with replacement.
    """
    total = 0.0
    for skill in usable:
        if parent[skill] < 0:
            size, product = -parent[skill], 1.0
            for i in range(needed):
                less = 0 if replacement else i
                product *= max(0, size - less) / (skills - less)
            total += product
    return total
