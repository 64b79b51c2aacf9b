"""What is claimed of the index, once: each claim is proved as bit vectors, and told to Frama-C as it stands.

`+`, `-`, `*`, `<=` and `==` mean the same in Python and in ACSL. MAX is the largest address, STRIDE the bytes from block to
block, index(d) what pool_index gives of a distance d, wrapped(x) the address that x comes to in C. All else are whole numbers,
without a bound of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import z3


@dataclass(frozen=True, slots=True)
class Claim:
    """For all addresses that are named so: all that is given implies `then`."""

    name: str
    says: str
    addresses: tuple[str, ...]
    given: tuple[str, ...]
    then: str

    def as_bit_vectors(self, bits: int, stride: int, index: Callable[[z3.BitVecRef], z3.BitVecRef]) -> z3.BoolRef:
        """Whole numbers as vectors of more than twice the bits: nothing that stands here has as many."""
        wide = 2 * bits + 2

        def low(number: _Whole) -> z3.BitVecRef:
            return z3.Extract(bits - 1, 0, number.term)

        def whole(term: z3.BitVecRef) -> _Whole:
            return _Whole(z3.ZeroExt(wide - bits, term))

        known = {
            **{each: whole(z3.BitVec(each, bits)) for each in self.addresses},
            "index": lambda distance: whole(index(low(distance))),
            "wrapped": lambda number: whole(low(number)),
            "STRIDE": _Whole(z3.BitVecVal(stride, wide)),
            "MAX": _Whole(z3.BitVecVal((1 << bits) - 1, wide)),
        }
        given, then = (
            z3.And(*[eval(each, {"__builtins__": {}}, known) for each in part]) for part in (self.given, (self.then,))
        )
        return z3.Implies(given, then)

    def as_acsl(self, stride: int) -> str:
        bounds = [f"0 <= {each} && {each} <= MAX" for each in self.addresses]
        given = " &&\n    ".join((*bounds, *self.given))
        text = f"{given} ==>\n    {self.then}"
        words = {"STRIDE": str(stride), "MAX": "UINTPTR_MAX", "index(": f"pool_index_{stride}(", "wrapped(": "(uintptr_t)("}
        for word, other in words.items():
            text = text.replace(word, other)
        return f"  axiom {self.name}_{stride}: \\forall integer {', '.join(self.addresses)};\n    {text};\n"


class _Whole:
    def __init__(self, term: z3.BitVecRef) -> None:
        self.term = term

    def __add__(self, other: _Whole) -> _Whole:
        return _Whole(self.term + other.term)

    def __sub__(self, other: _Whole) -> _Whole:
        return _Whole(self.term - other.term)

    def __mul__(self, other: _Whole) -> _Whole:
        return _Whole(self.term * other.term)

    def __le__(self, other: _Whole) -> z3.BoolRef:
        return self.term <= other.term

    def __ge__(self, other: int) -> z3.BoolRef:
        """`0 <= it`, as Python turns it round."""
        return self.term >= other

    def __eq__(self, other: object) -> z3.BoolRef:  # type: ignore[override]
        assert isinstance(other, _Whole)
        return self.term == other.term

    __hash__ = None  # type: ignore[assignment]


OF_DISTANCES = (
    Claim(
        "pool_index_of_distance",
        "the distance of a block has its number",
        ("i",),
        ("i * STRIDE <= MAX",),
        "index(i * STRIDE) == i",
    ),
    Claim(
        "pool_distance_of_index",
        "what has a block's number is its distance",
        ("d",),
        ("index(d) * STRIDE <= MAX",),
        "d == index(d) * STRIDE",
    ),
    Claim("pool_index_is_not_negative", "it is a word", ("d",), (), "0 <= index(d)"),
    Claim("pool_index_is_a_word", "of no more bits than an address", ("d",), (), "index(d) <= MAX"),
)
"""Proved of the function."""

OF_ADDRESSES = (
    Claim(
        "pool_index_of_block",
        "at the address of a block is its number",
        ("first", "address", "i"),
        ("address == first + i * STRIDE",),
        "index(wrapped(address - first)) == i",
    ),
    Claim(
        "pool_block_of_index",
        "where a block's number is, is the block",
        ("first", "address"),
        ("first + index(wrapped(address - first)) * STRIDE <= MAX",),
        "address == first + index(wrapped(address - first)) * STRIDE",
    ),
)
"""Proved of those above, whatever the function is."""

_HEADER = """\
/* What z3 proves of pool_index, for Frama-C to use. Written by native/proof/index_lemma.py --acsl {given}, which proves the
 * axioms as well: for every distance there is, from the text of the function. */
#ifndef POOLPROOF_INDEX_LEMMA_H
#define POOLPROOF_INDEX_LEMMA_H

#include <stdint.h>

/*@ axiomatic PoolIndex {{
  logic integer pool_index_of(integer distance, integer inverse, integer shift);
{axioms}}} */

/*@ requires shift < 64;
    assigns \\nothing;
    ensures \\result == pool_index_of(distance, inverse, shift); */
static inline uintptr_t pool_index(uintptr_t distance, uintptr_t inverse, uint32_t shift);

#endif
"""


def header_of(strides: tuple[int, ...]) -> str:
    """Return the lemma for Frama-C, of these strides: with the inverse and the shift of 64-bit addresses."""
    axioms = ""
    for stride in strides:
        shift = (stride & -stride).bit_length() - 1
        inverse = pow(stride >> shift, -1, 1 << 64)
        axioms += f"  logic integer pool_index_{stride}(integer d) = pool_index_of(d, {inverse}, {shift});\n"
        axioms += "".join(claim.as_acsl(stride) for claim in OF_DISTANCES + OF_ADDRESSES)
    return _HEADER.format(given=",".join(map(str, strides)), axioms=axioms)
