"""What a pool of a Python class takes, and whether its operations leave something behind: a program that runs it and says so.

python -m poolproof.conformance.subjects.python_memory MODULE:CLASS TERMS

TERMS: of the contract, the numbers of that record, with commas between.

It prints one JSON object; runs/python_memory.py reads it. Nothing here is traced or hooked: the blocks in use are the
interpreter's own count, the footprint and the objects are Pympler's.
"""

from __future__ import annotations

import array
import gc
import json
import os
import sys
from itertools import pairwise, repeat
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Final

from pympler import asizeof, muppy, summary

from poolproof.spec.vocabulary import Terms

from .python_class import NoPoolClassError, load_class
from .python_rounds import OPERATIONS_A_ROUND, ROUNDS
from .python_situations import Act, Situations, situations_of

_OBJECTS_AT_MOST: Final = 60_000
"""Pympler needs half a second for as many."""
_HEAP_TYPE: Final = 1 << 9
_SHARED: Final = (type, ModuleType, FunctionType, BuiltinFunctionType, CodeType)
_BEHIND_VIEWS: Final = type(gc.get_referents(memoryview(b""))[0])
"""What the memoryviews of one buffer share."""
_NUMBERS: Final = (bool, int, float, complex)
_CONTAINERS: Final = (tuple, list, dict, set, frozenset)
_BYTES: Final = (str, bytes, bytearray, array.array, memoryview, _BEHIND_VIEWS)
_SEEN_WHOLE: Final = frozenset({object, type(None), *_NUMBERS, *_CONTAINERS, *_BYTES})
"""Types whose ``sys.getsizeof`` is all that they take."""


def main(arguments: list[str]) -> int:
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the subject prints is not the report
    gc.collect()
    gc.freeze()  # what is there already is not looked at again
    try:
        terms = Terms._make(map(int, arguments[1].split(",")))
        situations = situations_of(load_class(arguments[0], terms), terms)
    except NoPoolClassError as refusal:
        sys.exit(str(refusal))
    with report:
        json.dump({**_footprint(situations), "growth": _growth(situations), "objects": _objects(situations)}, report)
    return 0


def _footprint(situations: Situations) -> dict[str, object]:
    """By how much a second pool adds to the first: what all pools share is not taken at create."""
    first = situations.make()
    try:
        second = situations.make() if situations.makes_two else None
    except Exception:
        second = None
    if second is None:  # one pool at a time
        taken = _size_of(first)
    else:
        taken = _size_of(first, second) - _size_of(first)
        situations.end(second)
    kinds = {type(each) for each in _parts_of(first)}
    unseen = sorted({f"{each.__module__}.{each.__qualname__}" for each in kinds if not _is_seen_whole(each)})
    situations.end(first)
    return {"footprint_bytes": taken, "unseen": unseen}


def _size_of(*objects: object) -> int:
    """In bytes, with all that they refer to, each thing once. Pympler does not look behind a memoryview."""
    behind = [each for each in _parts_of(*objects) if type(each) is _BEHIND_VIEWS]
    owners = [owner for each in behind for owner in gc.get_referents(each)]
    size: int = asizeof.asizeof(*objects, *owners)  # type: ignore[no-untyped-call]
    return size + sum(map(sys.getsizeof, behind))


def _parts_of(*objects: object) -> list[object]:
    """All that they refer to, and they themselves, each thing once."""
    found, seen, waiting = [], {*map(id, objects)}, [*objects]
    while waiting:
        part = waiting.pop()
        found.append(part)
        for each in gc.get_referents(part):
            if id(each) not in seen and not isinstance(each, _SHARED):
                seen.add(id(each))
                waiting.append(each)
    return found


def _is_seen_whole(kind: type) -> bool:
    """Whether what lies behind an object of this type is all Python's: memory of an extension module has no size to ask for."""
    return all(each in _SEEN_WHOLE or _is_made_in_python(each) for each in kind.__mro__)


def _is_made_in_python(kind: type) -> bool:
    names = vars(kind)
    if not kind.__flags__ & _HEAP_TYPE or "__module__" not in names:
        return False
    has_slots = any(each in names for each in ("__slots__", "__dict__", "__weakref__"))
    return has_slots or any(map(_is_made_in_python, kind.__bases__))


def _growth(situations: Situations) -> list[dict[str, object]]:
    """What was done, and by how many blocks each round of it grew what the interpreter has in use."""
    samples = array.array("q", bytes(8 * (ROUNDS + 1)))  # a list would keep an int for each sample
    found: list[dict[str, object]] = []
    pool = situations.make()
    for requirement, what, act in situations.of(pool):
        _repeat(act)
        place = 0
        while place <= ROUNDS:
            gc.collect()
            samples[place] = sys.getallocatedblocks()
            _repeat(act)
            place += 1
        blocks = [after - before for before, after in pairwise(samples)]
        found.append({"requirement": requirement, "what": what, "blocks": blocks})
    situations.end(pool)
    return found


def _repeat(act: Act) -> None:
    for _ in repeat(None, OPERATIONS_A_ROUND):  # range would make integers
        act()


def _objects(situations: Situations) -> list[list[object]]:
    """Types of which a round of everything leaves more objects behind, by Pympler: name, objects, bytes."""
    if len(gc.get_objects()) > _OBJECTS_AT_MOST:
        return []
    pool = situations.make()
    acts = [act for _, _, act in situations.of(pool)]
    summaries = []
    for work in (False, False, True):
        if work:
            for act in acts:
                _repeat(act)
        gc.collect()
        rows = summary.summarize(muppy.get_objects())  # type: ignore[no-untyped-call]
        summaries.append({name: (count, size) for name, count, size in rows})
    before, idle, after = summaries
    grown: list[list[object]] = []
    for name, (count, size) in after.items():
        idle_count, idle_size = idle.get(name, (0, 0))
        noise = max(idle_count - before.get(name, (0, 0))[0], 0)
        if count - idle_count - noise >= OPERATIONS_A_ROUND // 2:
            grown.append([name, count - idle_count, size - idle_size])
    return grown


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
