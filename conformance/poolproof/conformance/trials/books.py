"""What a campaign has on the disk, read beside it while it runs: by no code of the campaign's own."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import LostError


@dataclass(frozen=True, slots=True)
class Books:
    """The shards that are done, and the groups that were found, with the names of their cases; ``shards`` and ``operations``:
    how many in all, as the campaign counts."""

    finished: frozenset[int] = frozenset()
    groups: dict[str, str] = field(default_factory=dict)
    shards: int = 0
    operations: int = 0
    given_up: tuple[str, ...] = ()


def read_books(folder: Path) -> Books:
    """Raises LostError where a shard was counted twice."""
    (place,) = folder.iterdir()
    # The journal first: what is folded into the state meanwhile is there; what of the journal is older is known by its number.
    journal = place.joinpath("journal.jsonl").read_bytes()
    state: dict[str, Any] = json.loads(place.joinpath("state.json").read_text(encoding="utf-8"))
    finished = set(range(state["next_number"])) | set(state["finished"])
    groups = {name: group["case"] for name, group in state["groups"]}
    shards, operations = sum(state["shards"].values()), sum(state["operations"].values())
    given_up = list(state["abandoned"])
    for line in journal[: journal.rfind(b"\n") + 1].splitlines():
        record = json.loads(line)
        if record["record"] <= state["record"]:
            continue
        groups.update({name: group["case"] for name, group in record["groups"]})
        if "released" in record:
            groups.update({name: record["released"][1] for name, case in groups.items() if case == record["released"][0]})
        if "shard" in record:
            if record["shard"] in finished:
                raise LostError(f"shard {record['shard']} was counted twice")
            finished.add(record["shard"])
            shards, operations = shards + 1, operations + record.get("operations", 0)
            given_up += [record["abandoned"]] if "abandoned" in record else []
    if shards != len(finished):
        raise LostError(f"{shards} shards were counted, and {len(finished)} are done")
    return Books(frozenset(finished), groups, shards, operations, tuple(given_up))


def check_kept(before: Books, after: Books) -> None:
    """Raises LostError where something that was on the disk is not there any more."""
    if lost := before.finished - after.finished:
        raise LostError(f"shards that were done are not any more: {sorted(lost)[:9]}")
    if gone := before.groups.keys() - after.groups.keys():
        raise LostError(f"finds that were noted are not any more: {sorted(gone)[:9]}")
    if after.operations < before.operations:
        raise LostError(f"{before.operations} operations were counted, and now {after.operations}")


def twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
