"""Pairs of tokens so many places apart in a corpus; documents are never joined.

Tests: tests/kernels/text/test_text.py
"""

from peelsim.jit import kernel

_STOP_EVERY = 1 << 22  # pairs between two looks at the stop word


@kernel
def count_pairs(tokens, starts, lag, counts, control):
    """Count how often token i stands ``lag`` places before token j, in each block of the corpus, by where i stands.

    Returns the number of pairs, -1 if stopped.

    tokens: whole numbers [n], below the size of counts: int64[blocks, V, V], filled. starts: int64[documents + 1].
    """
    counts[:] = 0
    pairs = 0
    blocks, length = counts.shape[0], starts[starts.size - 1]
    for document in range(starts.size - 1):
        begin, last = starts[document], starts[document + 1] - lag
        while begin < last:
            if control[0] != 0:
                return -1
            block = begin * blocks // length
            next_block = ((block + 1) * length + blocks - 1) // blocks
            end = min(begin + _STOP_EVERY, last, next_block)
            for t in range(begin, end):
                counts[block, tokens[t], tokens[t + lag]] += 1
            pairs += end - begin
            begin = end
    control[1] += pairs
    return pairs


@kernel
def sum_blocks(tokens, starts, lag, sides, blocks, control):
    """Sums over the pairs of each block of the corpus, by where the first token stands.

    sides: float64[2, V], what the first and the second token are worth. blocks: float64[blocks, 6], filled with sums of
    the product, of the first, of the second, of their squares, and the number of pairs. Returns False if stopped.
    """
    blocks[:] = 0.0
    length = starts[starts.size - 1]
    for document in range(starts.size - 1):
        for begin in range(starts[document], starts[document + 1] - lag, _STOP_EVERY):
            if control[0] != 0:
                return False
            for t in range(begin, min(begin + _STOP_EVERY, starts[document + 1] - lag)):
                block = blocks[t * blocks.shape[0] // length]
                first, second = sides[0, tokens[t]], sides[1, tokens[t + lag]]
                block[0] += first * second
                block[1] += first
                block[2] += second
                block[3] += first * first
                block[4] += second * second
                block[5] += 1.0
    return True
