"""The two implementations of Transform and of the hot part, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from poolproof import native, reference
from poolproof.native.pipeline import NativeHotPart, NativeTransform, hash_of
from poolproof.native.pipeline import load_into as native_load_into
from poolproof.reference.pipeline.dictionary import Dictionary
from poolproof.reference.pipeline.fnv import fnv1a
from poolproof.reference.pipeline.hot import HotPart, ReferenceHotPart
from poolproof.reference.pipeline.load import load_into
from poolproof.reference.pipeline.transform import ReferenceTransform, Transform
from poolproof.spec.hot_part import Hook, Run


@dataclass(frozen=True, slots=True)
class Implementation:
    """What a pipeline is made of. A pool fits the functions of its own implementation alone."""

    name: str
    hash: Callable[[bytes], int]
    make_pool: Callable[..., Any]
    """Called with the numbers of buffers and of receipts, or with nothing for the default contract's."""
    make_transform: Callable[[bool], Transform]
    """Called with whether to keep the terms."""
    load_into: Callable[[Sequence[tuple[int, int, int]], Any], list[Run]]
    make_hot_part: Callable[[Any, Sequence[Hook], int], HotPart]


def _reference_transform(keep_terms: bool) -> Transform:
    return ReferenceTransform(Dictionary() if keep_terms else None)


REFERENCE = Implementation("reference", fnv1a, reference.BufferPool, _reference_transform, load_into, ReferenceHotPart)
NATIVE = Implementation("native", hash_of, native.BufferPool, NativeTransform, native_load_into, NativeHotPart)

IMPLEMENTATIONS = {each.name: each for each in (NATIVE, REFERENCE)}
