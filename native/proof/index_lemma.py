"""Proves that pool_index (blockpool_inline/index.h) finds the number of a block, and of nothing else, for every distance.

    .venv/bin/python native/proof/index_lemma.py              for every stride there can be, and directly for 192 and 64 bytes
    .venv/bin/python native/proof/index_lemma.py --strides 24,4096       directly for these, too
    .venv/bin/python native/proof/index_lemma.py --acsl 192,64           the lemma as an ACSL header, for Frama-C

The functions are read from the shipped header and run on bit vectors of 64 and of 32 bits: nothing of them is written down a
second time. What is claimed stands below once, and is both what z3 proves and what the header for Frama-C says.

Exit status: 0 proved, 1 a claim is open, 2 wrong usage, 4 z3 is missing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import z3
except ImportError:
    print("z3 is missing: .venv/bin/pip install z3-solver (make prove-model installs it)", file=sys.stderr)
    sys.exit(4)

from index_claims import OF_ADDRESSES, OF_DISTANCES, header_of
from index_words import Functions

INCLUDE = Path(__file__).resolve().parent.parent / "include"
INDEX = INCLUDE / "blockpool_inline" / "index.h"
KNHK = INCLUDE / "bufferpool_inline.h"
USUAL_STRIDES = (192, 64)
LARGEST_STRIDE = 1 << 21
SECONDS = 60

Claim = tuple[str, "z3.BoolRef"]


def is_proved(claim: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(z3.Not(claim))
    return bool(solver.check() == z3.unsat)


def of_rotation(functions: Functions) -> Iterator[Claim]:
    """Rotation by each shift, of what the multiplication gives: an inverse of 1 leaves that as it is."""
    bits = functions.bits
    word, number = z3.BitVecs("word number", bits)
    one = z3.BitVecVal(1, bits)
    into, back = [], []
    for shift in range(bits):
        shift_word = z3.BitVecVal(shift, bits)
        rotated = functions.call("pool_index", word, one, shift_word)
        fits = z3.ULE(rotated, z3.BitVecVal((1 << bits - shift) - 1, bits))
        back.append(z3.Implies(fits, word == rotated << shift_word))
        fits = z3.ULE(number, z3.BitVecVal((1 << bits - shift) - 1, bits))
        into.append(z3.Implies(fits, functions.call("pool_index", number << shift_word, one, shift_word) == number))
    yield "rotation takes number * 2^shift to number, by each shift", z3.And(*into)
    yield "and nothing else to a number that small", z3.And(*back)
    powers = [number << z3.BitVecVal(shift, bits) == number * z3.BitVecVal(1 << shift, bits) for shift in range(bits)]
    yield "a shift multiplies by a power of two", z3.And(*powers)


def of_multiplication(functions: Functions) -> Iterator[Claim]:
    """distance = scaled * odd, where odd * inverse = 1: so the two lines above say all of any stride."""
    bits = functions.bits
    distance, odd, inverse, number, shift = z3.BitVecs("distance odd inverse number shift", bits)
    one = z3.BitVecVal(1, bits)
    product = functions.call("pool_index", distance, inverse, shift)
    yield (
        "the index is the rotation of distance * inverse",
        product == functions.call("pool_index", distance * inverse, one, shift),
    )
    yield "(distance * inverse) * odd = distance * (odd * inverse)", (distance * inverse) * odd == distance * (odd * inverse)
    powers = [z3.BitVecVal(1 << each, bits) for each in range(bits)]
    yield (
        "(number * 2^shift) * odd = number * (odd * 2^shift)",
        z3.And(*[(number * power) * odd == number * (odd * power) for power in powers]),
    )


def of_inverse(functions: Functions) -> Iterator[Claim]:
    """Newton's method, for every odd number: what a guess lacks is squared by each step."""
    bits = functions.bits
    odd, guess, lack = z3.BitVecs("odd guess lack", bits)
    first, *others = functions.values_of("pool_inverse_of_odd", "inverse", odd)
    yield "the first guess is right in 5 bits", z3.Implies(odd & 1 == 1, z3.Extract(4, 0, odd * first) == 1)
    right = 5
    before = first
    for after in others:
        step = z3.substitute(after, (before, guess))
        yield f"a step squares what {right} bits lack", 1 - odd * step == (1 - odd * guess) * (1 - odd * guess)
        shifted = lack << right
        yield f"whose square has {2 * right} bits of zero", z3.Extract(min(2 * right, bits) - 1, 0, shifted * shifted) == 0
        right, before = 2 * right, after
    yield f"that is all {bits}", z3.BoolVal(right >= bits)


def of_knhk(functions: Functions, knhk: str) -> Iterator[Claim]:
    inverse = functions.constant(knhk, "BP_INLINE_INVERSE_OF_THREE")
    yield "BP_INLINE_INVERSE_OF_THREE is that", z3.simplify(inverse * 3) == z3.BitVecVal(1, functions.bits)


def of_stride(functions: Functions, stride: int) -> Iterator[Claim]:
    """With the inverse and the shift that the shipped functions give. A distance is written as what it is scaled to, times odd:
    so the solver has no multiplication to invert."""
    bits = functions.bits
    shift = (stride & -stride).bit_length() - 1
    odd, shift_word = z3.BitVecVal(stride >> shift, bits), z3.BitVecVal(shift, bits)
    inverse = z3.simplify(functions.call("pool_inverse_of_odd", odd))
    distance, scaled = z3.BitVecs("d scaled", bits)
    yield f"stride {stride}: every distance is scaled * odd", distance == (distance * inverse) * odd
    for claim in OF_DISTANCES:
        of_any = claim.as_bit_vectors(bits, stride, lambda each: functions.call("pool_index", each, inverse, shift_word))
        yield f"stride {stride}: {claim.says}", z3.simplify(z3.substitute(of_any, (distance, scaled * odd)))
    yield from of_addresses(bits, stride)


def of_addresses(bits: int, stride: int) -> Iterator[Claim]:
    """Of any function that the claims of distances hold for, at the distances that matter."""
    word = z3.BitVecSort(bits)
    index = z3.Function("index", word, word)
    first, address = z3.BitVecs("first address", bits)
    of_block, of_index, *_ = (claim.as_bit_vectors(bits, stride, index) for claim in OF_DISTANCES)
    known = z3.And(of_block, z3.substitute(of_index, (z3.BitVec("d", bits), address - first)))
    for claim in OF_ADDRESSES:
        yield f"stride {stride}: {claim.says}", z3.Implies(known, claim.as_bit_vectors(bits, stride, index))


def claims(bits: int, strides: tuple[int, ...], index: str, knhk: str) -> Iterator[Claim]:
    functions = Functions(index, bits)
    yield from of_rotation(functions)
    yield from of_multiplication(functions)
    yield from of_inverse(functions)
    yield from of_knhk(functions, knhk)
    for stride in strides:
        yield from of_stride(functions, stride)


def open_claims(strides: tuple[int, ...], index: str, knhk: str, *, is_told: bool = False) -> list[str]:
    """Return what is not proved of these texts. An empty list: all is."""
    left = []
    for bits in (64, 32):
        for says, claim in claims(bits, strides, index, knhk):
            begin = time.perf_counter()
            proved = is_proved(claim)
            if not proved:
                left.append(f"{bits} bits: {says}")
            if is_told:
                print(
                    f"{'proved' if proved else 'OPEN':7}{time.perf_counter() - begin:6.2f} s  {bits} bits: {says}", flush=True
                )
    return left


def strides_of(text: str) -> tuple[int, ...]:
    """Raises argparse.ArgumentTypeError for what is no stride."""
    strides = tuple(int(each) if each.isdecimal() else 0 for each in text.split(","))
    if not all(0 < each <= LARGEST_STRIDE for each in strides):
        raise argparse.ArgumentTypeError(f"strides are bytes, 1 to {LARGEST_STRIDE}, with commas between: not {text!r}")
    return strides


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--strides",
        type=strides_of,
        default=(),
        metavar="BYTES,BYTES",
        help="to be proved by themselves, too (what no minute suffices for is OPEN)",
    )
    parser.add_argument("--acsl", type=strides_of, metavar="BYTES,BYTES", help="print the header of these, and prove nothing")
    chosen = parser.parse_args(arguments)
    if chosen.acsl:
        print(header_of(chosen.acsl), end="")
        return 0
    strides = tuple(dict.fromkeys(USUAL_STRIDES + chosen.strides))
    left = open_claims(strides, INDEX.read_text(encoding="utf-8"), KNHK.read_text(encoding="utf-8"), is_told=True)
    print(f"{len(left)} open" if left else "proved: the index by multiplication, for every stride, at 64 and at 32 bits")
    return 1 if left else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
