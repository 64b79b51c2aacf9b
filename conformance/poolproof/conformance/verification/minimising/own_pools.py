"""Which operations of a sequence are of pools of the contract's own capacities, which alone HOT-5 bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...operations import Flag, Kind, Operation


def places_of_own_pools(
    operations: Sequence[Operation], places: Iterable[int], own: tuple[int, ...], default: tuple[int, ...]
) -> frozenset[int]:
    """Those of the places at which the pool has ``own`` capacities, of buffers and receipts, or of buffers alone;
    ``default``: what a pool without a config has."""
    wanted = sorted(set(places))
    if not wanted:
        return frozenset()
    last = wanted[-1]
    capacities: dict[int, tuple[int, ...]] = {}
    found, rest = [], iter(wanted)
    next_place = next(rest, None)
    for place, each in enumerate(operations):
        if place > last:
            break
        if each.kind == Kind.CREATE:
            capacities[each.pool] = default if each.flags & Flag.DEFAULT_CONFIG else each.capacities[: len(own)]
        if place == next_place:
            next_place = next(rest, None)
            if capacities.get(each.pool) == own:
                found.append(place)
    return frozenset(found)
