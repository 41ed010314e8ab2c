"""A graph as plain arrays: written out from a trial's streams, and peeled whatever it came from."""

from peelsim.jit import kernel
from peelsim.jit.copying import copy
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DEGREES, ROWS
from peelsim.kernels.graph.batches import sample_rows
from peelsim.kernels.graph.sampling import draw_degrees
from peelsim.kernels.graph.text_draws import among


@kernel
def degrees_of_trial(stream, concepts, table, lowest, degree):
    """Degrees of the concepts of the graph that trial has; returns the number of edges. stream: of the trial."""
    return draw_degrees(draw(stream, DEGREES), 0, concepts, table, lowest, degree)[1]


@kernel
def texts_of_trial(stream, concepts, texts, scratch, starts, row_texts, control):
    """Texts of each concept of the graph that trial has; False if told to stop.

    scratch.degree: as ``degrees_of_trial`` left it. starts: int64[R + 1], where each concept's texts begin in
    row_texts: int64[edges].
    """
    row_stream, numbers = draw(stream, ROWS), among(texts)
    for concept in range(concepts):
        size = sample_rows(row_stream, concept, concept + 1, numbers, scratch.degree, scratch.batch, control)
        if size < 0:
            return False
        copy(scratch.batch.rows[:size], row_texts[starts[concept] :])
    return True


@kernel
def peel_given(starts, row_texts, count, xor, queue, learnt_in, control):
    """Peel any graph; returns the number of concepts learnt and of rounds that taught one, or -1s if told to stop.

    starts: int64[R + 1] and row_texts: int64[edges], the texts of each concept, none twice. count, xor: int64[T], of
    the unlearnt concepts of each text: their number and the xor of their numbers, given for the whole graph and left
    for the stuck part. queue: int64[R], scratch. learnt_in: int64[R], all zero; the round that taught each concept.
    control: int64[2], stop word and edges done so far.
    """
    taken, found, number = 0, 0, 0
    for text in range(count.size):
        if count[text] == 1 and learnt_in[xor[text]] == 0:
            learnt_in[xor[text]] = 1
            queue[found] = xor[text]
            found += 1
    while taken < found:
        number += 1
        end = found
        while taken < end:
            if control[0] != 0:
                return -1, -1
            concept = queue[taken]
            taken += 1
            control[1] += starts[concept + 1] - starts[concept]
            for k in range(starts[concept], starts[concept + 1]):
                text = row_texts[k]
                count[text] -= 1
                xor[text] ^= concept
                if count[text] == 1 and learnt_in[xor[text]] == 0:
                    learnt_in[xor[text]] = number + 1
                    queue[found] = xor[text]
                    found += 1
    return found, number
