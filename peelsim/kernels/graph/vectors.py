"""Sixteen draws, and sixteen words of a text table, at a time: AVX-512 through LLVM's vectors, which Numba cannot name.

Each use has a plain twin that gives the same bits in a loop: ``draw_texts``, ``singles``, ``mark_repeats``, ``take``,
``next_single`` and ``arrived_singles`` of this folder take the one or the other by ``peelsim.jit.wide.VECTORS``.

What LLVM makes of plain loops reaches half of this: it keeps to vectors of 256 bits, and knows no compression.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from peelsim.kernels.draws.random import GAMMA, MIX_1, MIX_2

_I16, _I32, _I64 = ir.IntType(16), ir.IntType(32), ir.IntType(64)
_WORDS, LANES = 8, 16  # lanes of a vector, which may reach beyond what it is about
_TEXTS = ir.VectorType(_I32, LANES)


def _all(kind: ir.Type, lanes: int, value: int) -> ir.Constant:
    return ir.Constant(ir.VectorType(kind, lanes), [value] * lanes)


def _spread(builder: Any, value: Any, lanes: int) -> Any:
    """A vector of that value in all lanes."""
    kind = ir.VectorType(value.type, lanes)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, _I32(0))
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), _all(_I32, lanes, 0))


def _place(context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: ir.Type) -> Any:
    """Where a vector begins at array[index]."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), vector.as_pointer())


def _call(builder: Any, name: str, result: ir.Type, *arguments: Any) -> Any:
    kind = ir.FunctionType(result, [argument.type for argument in arguments])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)


def _mixed(builder: Any, z: Any) -> Any:
    """The output function of SplitMix64 in every lane."""
    for shift, factor in ((30, int(MIX_1)), (27, int(MIX_2))):
        z = builder.xor(z, builder.lshr(z, _all(_I64, _WORDS, shift)))
        z = builder.mul(z, _all(_I64, _WORDS, factor))
    return builder.xor(z, builder.lshr(z, _all(_I64, _WORDS, 31)))


def _load(context: Any, builder: Any, kind: Any, array: Any, at: Any, lanes: int = LANES) -> Any:
    """So many numbers from array[at] on."""
    lane = ir.IntType(kind.dtype.bitwidth)
    place = _place(context, builder, kind, array, at, ir.VectorType(lane, lanes))
    return builder.load(place, align=lane.width // 8)


def _bits(builder: Any, which: Any, kind: ir.Type) -> Any:
    """Lanes that are set, as the bits of a number."""
    bits = builder.bitcast(which, ir.IntType(which.type.count))
    return bits if which.type.count == kind.width else builder.zext(bits, kind)


def _holding(builder: Any, word: Any, relation: str, count: int) -> Any:
    """Which words of a text table tell of so many unlearnt concepts."""
    lane = word.type.element
    shift = _all(lane, LANES, 24 if lane is _I32 else 32)
    return builder.icmp_unsigned(relation, builder.lshr(word, shift), _all(lane, LANES, count))


@intrinsic
def draw_16(typing: Any, stream: Any, texts: Any, refuse_below: Any, rows: Any, at: Any) -> Any:
    """Sixteen texts into rows[at:at + 16] from the eight words that follow ``stream``; see ``draw_texts``.

    All ones stand for a refused draw. stream, texts, refuse_below, at: uint64. rows: uint32. Returns the bits of the
    lanes that were refused, uint64.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        stream, texts, refuse_below, rows, at = arguments
        steps = ir.Constant(ir.VectorType(_I64, _WORDS), [(i + 1) * int(GAMMA) % 2**64 for i in range(_WORDS)])
        word = _mixed(builder, builder.add(_spread(builder, stream, _WORDS), steps))
        low, half = _all(_I64, _WORDS, 0xFFFFFFFF), _all(_I64, _WORDS, 32)
        many = builder.zext(_spread(builder, builder.trunc(texts, _I32), _WORDS), low.type)  # products of 32 bits
        limit = _spread(builder, builder.trunc(refuse_below, _I32), LANES)
        even, odd = (builder.mul(part, many) for part in (builder.and_(word, low), builder.lshr(word, half)))
        upper = builder.or_(builder.lshr(even, half), builder.and_(odd, _all(_I64, _WORDS, 0xFFFFFFFF << 32)))
        lower = builder.or_(builder.and_(even, low), builder.shl(odd, half))
        refused = builder.icmp_unsigned("<", builder.bitcast(lower, _TEXTS), limit)
        row = builder.select(refused, _all(_I32, LANES, 0xFFFFFFFF), builder.bitcast(upper, _TEXTS))
        builder.store(row, _place(context, builder, signature.args[3], rows, at, _TEXTS)).align = 4
        return _bits(builder, refused, _I64)

    return types.uint64(types.uint64, types.uint64, types.uint64, rows, types.uint64), generate


@intrinsic
def singles_16(typing: Any, words: Any, at: Any, among: Any, freed: Any, count: Any) -> Any:
    """Concepts alone in one of the texts words[at:at + 16] whose bit of ``among`` is set, into freed[count:].

    words: uint32 packed as NARROW, or uint64 as WIDE. at, count: uint64. among, freed: uint32, 16 of freed change.
    Returns how many, uint64.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words, at, among, freed, count = arguments
        word = _load(context, builder, signature.args[0], words, at)
        single = builder.and_(_bits(builder, _holding(builder, word, "==", 1), _I16), builder.trunc(among, _I16))
        narrow = word.type.element is _I32
        concept = builder.and_(word, _all(_I32, LANES, (1 << 24) - 1)) if narrow else builder.trunc(word, _TEXTS)
        which = builder.bitcast(single, ir.VectorType(ir.IntType(1), LANES))
        name = "llvm.experimental.vector.compress.v16i32"
        picked = _call(builder, name, _TEXTS, concept, which, ir.Constant(_TEXTS, ir.Undefined))
        builder.store(picked, _place(context, builder, signature.args[3], freed, count, _TEXTS)).align = 4
        return builder.zext(_call(builder, "llvm.ctpop.i16", _I16, single), _I64)

    return types.uint64(words, types.uint64, types.uint32, freed, types.uint64), generate


@intrinsic
def below_16(typing: Any, values: Any, at: Any, limit: Any) -> Any:
    """Bit i tells whether values[at + i] < limit, for 16 lanes of uint32; uint32. at: uint64, limit: uint32."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        *place, limit = arguments
        value = _load(context, builder, signature.args[0], *place)
        return _bits(builder, builder.icmp_unsigned("<", value, _spread(builder, limit, LANES)), _I32)

    return types.uint32(values, types.uint64, types.uint32), generate


@intrinsic
def first_single_16(typing: Any, words: Any, at: Any, lanes: Any) -> Any:
    """Which of words[at:at + lanes] is the first single text, ``lanes`` if none, and how many before it have more.

    words: as in ``singles_16``, all sixteen are read. at, lanes (at most 16), and what is returned: uint64.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        *place, lanes = arguments
        word, one = _load(context, builder, signature.args[0], *place), _I64(1)
        single, several = (_bits(builder, _holding(builder, word, relation, 1), _I64) for relation in ("==", ">"))
        first = _call(builder, "llvm.cttz.i64", _I64, builder.or_(single, builder.shl(one, lanes)), ir.IntType(1)(1))
        more = builder.and_(several, builder.sub(builder.shl(one, first), one))
        return context.make_tuple(builder, signature.return_type, (first, _call(builder, "llvm.ctpop.i64", _I64, more)))

    return types.UniTuple(types.uint64, 2)(words, types.uint64, types.uint64), generate


@intrinsic
def keys_16(typing: Any, rows: Any, at: Any, degree: Any, first: Any, keys: Any, to: Any) -> Any:
    """The lower halves of rows[at:at + 16] into keys[to:to + 16].

    These are texts first ... of a row of that degree, all uint64; lanes beyond it become 65535 - lane. keys: uint16.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows, at, degree, first, keys, to = arguments
        kind = ir.VectorType(_I16, LANES)
        text = _load(context, builder, signature.args[0], rows, at)
        start = _spread(builder, builder.trunc(first, _I16), LANES)
        lane = builder.add(start, ir.Constant(kind, list(range(LANES))))
        within = builder.icmp_unsigned("<", lane, _spread(builder, builder.trunc(degree, _I16), LANES))
        key = builder.select(within, builder.trunc(text, kind), builder.not_(lane))
        builder.store(key, _place(context, builder, signature.args[4], keys, to, kind)).align = 2
        return context.get_dummy_value()

    return types.void(rows, types.uint64, types.uint64, types.uint64, keys, types.uint64), generate


@intrinsic
def equal_lanes(typing: Any, values: Any, a: Any, b: Any) -> Any:
    """Bit i tells whether values[a + i] == values[b + i], for 32 lanes of uint16 or 16 of uint32; uint32."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values, *places = arguments
        lanes = 512 // signature.args[0].dtype.bitwidth
        ours, theirs = (_load(context, builder, signature.args[0], values, at, lanes) for at in places)
        return _bits(builder, builder.icmp_unsigned("==", ours, theirs), _I32)

    return types.uint32(values, types.uint64, types.uint64), generate


@intrinsic
def take_16(typing: Any, kept: Any, begin: Any, rows: Any, at: Any, owners: Any, owner: Any) -> Any:
    """kept[begin:begin + 16] into rows[at:at + 16], ``owner`` into owners[at:at + 16]; uint32. begin, at: uint64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kept, begin, rows, at, owners, owner = arguments
        text, kinds = _load(context, builder, signature.args[0], kept, begin), signature.args
        for kind, array, vector in ((kinds[2], rows, text), (kinds[4], owners, _spread(builder, owner, LANES))):
            builder.store(vector, _place(context, builder, kind, array, at, _TEXTS)).align = 4
        return context.get_dummy_value()

    return types.void(kept, types.uint64, rows, types.uint64, owners, types.uint32), generate
