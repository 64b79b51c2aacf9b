"""Values on which pools go wrong: sizes at the boundaries of every integer width, and words that cheat a careless check."""

from __future__ import annotations

from typing import Final

from ..operations import SIZE_MAX

LANES: Final = 8


def _around(value: int) -> set[int]:
    """A boundary, its neighbours, and what looks like a valid size when cut to that width."""
    return {value - 1, value, value + 1, value + LANES, value + LANES + 1}


ACCEPTED_SIZES: Final = tuple(range(LANES + 1))

REFUSED_SIZES: Final = tuple(
    sorted(
        {LANES + 1, LANES + 2, 15, 16, 17, 24, 64, 192, SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 7, SIZE_MAX - 8}
        | {size for bits in (7, 8, 15, 16, 31, 32, 33, 63) for size in _around(1 << bits)}
        | {1 << bits for bits in range(4, 64)}
    )
)
"""GUARD-2: every larger ``size_t``. No list is every one; these are where comparisons and conversions break."""

WORDS: Final = (
    SIZE_MAX,
    1,
    0,
    1 << 63,
    0x0101010101010101,
    0x5555555555555555,
    0xFFFFFFFF,
    0xFFFFFFFF00000000,
    0xDEADBEEF,
    0xDDDDDDDDDDDDDDDD,
    8,
    16,
)
