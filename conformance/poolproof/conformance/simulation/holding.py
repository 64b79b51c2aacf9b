"""What is to hold of a ledger and a corpus, whatever happened to the campaign before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from ..campaign.shards import Driver
from ..campaign.tally import Tally
from ..cases.files import case_text, file_name
from .shards import CASES, GROUPS, operations_of, seen_in

TAKEN: Final = file_name(CASES[0])
STRANGER: Final = b"notes of mine"
"""A file of somebody else's, under the name that a case would get."""
_TEXTS: Final = {group: case_text(case).encode() for group, case in zip(GROUPS, CASES, strict=True)}


def each_shard_once(tally: Tally) -> None:
    counted = finished_of(tally) - _abandoned(tally)
    assert sum(tally.shards.values()) == len(finished_of(tally)), "a shard was counted twice, or not at all"
    assert sum(tally.operations.values()) == sum(map(operations_of, counted)), "operations were counted twice, or not at all"
    seen: Counter[str] = sum(map(seen_in, counted), Counter())
    assert {name: group.seen for name, group in tally.groups.items() if group.seen} == seen, "a find was counted wrong"


def each_find_kept(tally: Tally, corpus: Mapping[str, bytes], told: Collection[str]) -> None:
    """``corpus``: its files; ``told``: groups that a user was told of."""
    kept = {*corpus.values(), *(text.encode() for text in tally.held.values())}
    for group in told:
        assert _TEXTS[group] in kept, f"the case of a find that was told is not kept: {group}"
    for group in {group for number in finished_of(tally) - _abandoned(tally) for group in seen_in(number)}:
        assert group in tally.groups, f"the ledger lacks a find: {group}"
        name = tally.groups[group].case
        text = tally.held[name].encode() if name in tally.held else corpus.get(name)
        assert text == _TEXTS[group], f"the case of a find is not kept: {group}"


def none_kept_twice(corpus: Mapping[str, bytes], *, has_stranger: bool) -> None:
    kept = Counter(content for name, content in corpus.items() if name.endswith(".json"))
    assert max(kept.values(), default=1) == 1, "a case was kept under two names"
    assert set(kept) <= {*_TEXTS.values(), STRANGER}, "the corpus holds half a case"
    if has_stranger:
        assert corpus.get(TAKEN) == STRANGER, "a file of somebody else's was changed"


def finished_of(tally: Tally) -> frozenset[int]:
    """Shards that it has, be they done or given up."""
    return frozenset(range(tally.next_number)) | tally.finished


def _abandoned(tally: Tally) -> frozenset[int]:
    """Those that were given up: the texts begin with a driver and a number."""
    drivers = sorted((each.value for each in Driver), key=len, reverse=True)
    texts = (next(text.removeprefix(f"{each} ") for each in drivers if text.startswith(f"{each} ")) for text in tally.abandoned)
    return frozenset(int(text.partition(":")[0]) for text in texts)
