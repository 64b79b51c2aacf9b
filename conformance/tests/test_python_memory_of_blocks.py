"""The memory of Python classes by contracts of blocks: what a pool takes, views and all, and what its operations leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from poolproof.conformance.runs.python_memory import PythonMemory, measure_python_memory
from poolproof.conformance.subjects import Subject
from poolproof.spec.contracts import read_contract

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 64\ncount = 8\n'
CLEARED = "[life]\nclear = true\n"
RECORDS = "[sequence]\nsize = 8\ncount = 2\nnumber_at = 0\n"
ALL = '[misuse]\nnull = "refused"\n[counters]\nused = "exact"\n[size]\nlargest = 8\n' + RECORDS
SOURCE = """
class Pool:
    def __init__(self, count):
        storage = memoryview(bytearray(64 * count))
        self.blocks = [storage[64 * number :][:64] for number in range(count)]
        self.records, self.taken, self.top, self.log = [bytearray(8) for _ in range(2)], 0, count, []
    used = property(lambda self: len(self.blocks) - self.top)
    def get(self):
        if self.top == 0: raise IndexError
        self.top -= 1
        return self.blocks[self.top]
    def get_sized(self, size):
        if size > 8: raise ValueError
        return self.get()
    def give_back(self, block):
        if block is None: raise TypeError
        self.blocks[self.top] = block
        self.top += 1
    def take(self):
        self.taken += 1
        return self.records[self.taken - 1]
    def reset(self): self.taken = 0
    def clear(self): self.top = len(self.blocks)
    def close(self): pass
"""

Write = Callable[..., Subject]


@pytest.fixture
def measured(python_subject: Write) -> Callable[..., PythonMemory]:
    def measure(text: str, *change: str) -> PythonMemory:
        source = SOURCE.replace(*change) if change else SOURCE
        assert not change or source != SOURCE
        return measure_python_memory(replace(python_subject(source), contract=read_contract(text, "here")))

    return measure


def test_what_lies_behind_views_is_seen(measured: Callable[..., PythonMemory]) -> None:
    small, large = measured(BLOCKS), measured(BLOCKS, "64 * count", "64 * count + 50_000")
    assert small.unseen == ()
    assert 1_000 < small.footprint_bytes < 5_000
    assert large.footprint_bytes == pytest.approx(small.footprint_bytes + 50_000, abs=200)


def test_what_is_promised_is_done_again_and_again(measured: Callable[..., PythonMemory]) -> None:
    assert [(each.what, each.leaks) for each in measured(BLOCKS).growth] == [
        ("get and give_back", False),
        ("get of an exhausted pool", False),
    ]
    everything = measured(BLOCKS + ALL + CLEARED).growth
    assert [each.what for each in everything] == [
        "get and give_back",
        "take and reset",
        "a look at used",
        "get_sized of too large a size",
        "give_back of None",
        "clear",
        "get and clear",
        "get of an exhausted pool",
    ]
    assert [each.what for each in everything if each.is_misuse] == ["give_back of None"]


KEEPS = "self.log.append([])"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("self.blocks[self.top] = block", f"self.blocks[self.top] = block; {KEEPS}", {"get and give_back"}),
        ("def clear(self): ", f"def clear(self): {KEEPS}; ", {"clear", "get and clear"}),
        ("raise IndexError", f"{KEEPS}; raise IndexError", {"get of an exhausted pool"}),
    ],
)
def test_what_stays_is_seen(old: str, new: str, what: set[str], measured: Callable[..., PythonMemory]) -> None:
    memory = measured(BLOCKS + CLEARED, old, new)
    assert {each.what for each in memory.growth if each.leaks} == what


@pytest.mark.parametrize("destroy", ["frees", "none"])
def test_a_class_of_one_pool_is_never_asked_for_two(destroy: str, measured: Callable[..., PythonMemory]) -> None:
    one = f'[life]\ninstances = "one"\ndestroy = "{destroy}"\n'
    living = "        Pool.living = getattr(Pool, 'living', 0) + 1\n        if Pool.living > 1: raise SystemExit(7)\n"
    ends = "        Pool.living -= 1\n"
    memory = measured(
        BLOCKS + one, SOURCE, SOURCE.replace("        storage =", f"{living}        storage =").replace(": pass", f":\n{ends}")
    )
    assert memory.footprint_bytes > 1_000
