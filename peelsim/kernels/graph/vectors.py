"""Sixteen draws, and sixteen words of a text table, at a time: AVX-512 through LLVM's vectors, which Numba cannot name.

Each use has a plain twin that gives the same bits in a loop: ``draw_texts``, ``singles``, ``mark_repeats`` and ``keep``
of this folder take the one or the other by ``peelsim.jit.VECTORS``.

What LLVM makes of plain loops reaches half of this: it keeps to vectors of 256 bits, and knows no compression.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

_GAMMA, _MIX_1, _MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # see kernels/draws/random.py

_I16, _I32, _I64 = ir.IntType(16), ir.IntType(32), ir.IntType(64)
_WORDS, _LANES = 8, 16


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
    for shift, factor in ((30, _MIX_1), (27, _MIX_2)):
        z = builder.xor(z, builder.lshr(z, _all(_I64, _WORDS, shift)))
        z = builder.mul(z, _all(_I64, _WORDS, factor))
    return builder.xor(z, builder.lshr(z, _all(_I64, _WORDS, 31)))


@intrinsic
def draw_16(typing: Any, stream: Any, texts: Any, refuse_below: Any, rows: Any, at: Any) -> Any:
    """Sixteen texts into rows[at:at + 16] from the eight words that follow ``stream``; see ``draw_texts``.

    All ones stand for a refused draw. stream, texts, refuse_below, at: uint64. rows: uint32. Returns the bits of the
    lanes that were refused, uint64.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        stream, texts, refuse_below, rows, at = arguments
        steps = ir.Constant(ir.VectorType(_I64, _WORDS), [(i + 1) * _GAMMA % 2**64 for i in range(_WORDS)])
        word = _mixed(builder, builder.add(_spread(builder, stream, _WORDS), steps))
        low, half = _all(_I64, _WORDS, 0xFFFFFFFF), _all(_I64, _WORDS, 32)
        many = _spread(builder, texts, _WORDS)
        even, odd = (builder.mul(part, many) for part in (builder.and_(word, low), builder.lshr(word, half)))
        halves = ir.VectorType(_I32, _LANES)
        upper = builder.or_(builder.lshr(even, half), builder.and_(odd, _all(_I64, _WORDS, 0xFFFFFFFF << 32)))
        lower = builder.or_(builder.and_(even, low), builder.shl(odd, half))
        limit = _spread(builder, builder.trunc(refuse_below, _I32), _LANES)
        refused = builder.icmp_unsigned("<", builder.bitcast(lower, halves), limit)
        row = builder.select(refused, _all(_I32, _LANES, 0xFFFFFFFF), builder.bitcast(upper, halves))
        builder.store(row, _place(context, builder, signature.args[3], rows, at, halves)).align = 4
        return builder.zext(builder.bitcast(refused, _I16), _I64)

    return types.uint64(types.uint64, types.uint64, types.uint64, rows, types.uint64), generate


@intrinsic
def singles_16(typing: Any, words: Any, at: Any, freed: Any, count: Any) -> Any:
    """Concepts alone in one of the texts words[at:at + 16], into freed[count:], of which 16 change; returns how many.

    words: uint32 packed as NARROW, or uint64 as WIDE. at, count: uint64. freed: uint32.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words, at, freed, count = arguments
        lane = _I32 if signature.args[0].dtype == types.uint32 else _I64
        shift = 24 if lane is _I32 else 32
        word = builder.load(_place(context, builder, signature.args[0], words, at, ir.VectorType(lane, _LANES)))
        word.align = lane.width // 8
        single = builder.icmp_unsigned("==", builder.lshr(word, _all(lane, _LANES, shift)), _all(lane, _LANES, 1))
        kind = ir.VectorType(_I32, _LANES)
        concept = builder.and_(word, _all(lane, _LANES, (1 << shift) - 1))
        concept = concept if lane is _I32 else builder.trunc(concept, kind)
        name = "llvm.experimental.vector.compress.v16i32"
        found = _call(builder, name, kind, concept, single, ir.Constant(kind, ir.Undefined))
        builder.store(found, _place(context, builder, signature.args[2], freed, count, kind)).align = 4
        return builder.zext(_call(builder, "llvm.ctpop.i16", _I16, builder.bitcast(single, _I16)), _I64)

    return types.uint64(words, types.uint64, freed, types.uint64), generate


@intrinsic
def keys_16(typing: Any, rows: Any, at: Any, degree: Any, first: Any, keys: Any, to: Any) -> Any:
    """The lower halves of rows[at:at + 16] into keys[to:to + 16].

    These are texts first ... of a row of that degree, all uint64; lanes beyond it become 65535 - lane. keys: uint16.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows, at, degree, first, keys, to = arguments
        kind = ir.VectorType(_I16, _LANES)
        text = builder.load(_place(context, builder, signature.args[0], rows, at, ir.VectorType(_I32, _LANES)))
        text.align = 4
        start = _spread(builder, builder.trunc(first, _I16), _LANES)
        lane = builder.add(start, ir.Constant(kind, list(range(_LANES))))
        within = builder.icmp_unsigned("<", lane, _spread(builder, builder.trunc(degree, _I16), _LANES))
        key = builder.select(within, builder.trunc(text, kind), builder.not_(lane))
        builder.store(key, _place(context, builder, signature.args[4], keys, to, kind)).align = 2
        return context.get_dummy_value()

    return types.void(rows, types.uint64, types.uint64, types.uint64, keys, types.uint64), generate


@intrinsic
def equal_lanes(typing: Any, values: Any, a: Any, b: Any) -> Any:
    """Bit i tells whether values[a + i] == values[b + i], for 32 lanes of uint16 or 16 of uint32; uint32."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values, *places = arguments
        width = signature.args[0].dtype.bitwidth
        kind = ir.VectorType(ir.IntType(width), 512 // width)
        ours, theirs = (builder.load(_place(context, builder, signature.args[0], values, at, kind)) for at in places)
        ours.align = theirs.align = width // 8
        equal = builder.bitcast(builder.icmp_unsigned("==", ours, theirs), ir.IntType(512 // width))
        return equal if width == 16 else builder.zext(equal, _I32)

    return types.uint32(values, types.uint64, types.uint64), generate


@intrinsic
def pick_16(typing: Any, values: Any, at: Any, wanted: Any, found: Any, to: Any) -> Any:
    """Those of values[at:at + 16] whose bit of ``wanted`` is set, into found[to:], of which 16 change; uint32 both."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values, at, wanted, found, to = arguments
        kind = ir.VectorType(_I32, _LANES)
        value = builder.load(_place(context, builder, signature.args[0], values, at, kind))
        value.align = 4
        lanes = builder.bitcast(builder.trunc(wanted, _I16), ir.VectorType(ir.IntType(1), _LANES))
        name = "llvm.experimental.vector.compress.v16i32"
        picked = _call(builder, name, kind, value, lanes, ir.Constant(kind, ir.Undefined))
        builder.store(picked, _place(context, builder, signature.args[3], found, to, kind)).align = 4
        return builder.zext(_call(builder, "llvm.ctpop.i16", _I16, builder.trunc(wanted, _I16)), _I64)

    return types.uint64(values, types.uint64, types.uint32, found, types.uint64), generate
