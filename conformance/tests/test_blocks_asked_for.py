"""What may be asked of a Python class by a contract, how a pool of it is made, and which class can't be judged by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.faults.of_contract.sound_class import pool_of
from poolproof.conformance.observations import Observation, State
from poolproof.conformance.operations import RAISED, Operation, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, SubjectError, Worker, resolve
from poolproof.conformance.subjects.exception_codes import code_of, named_exceptions
from poolproof.conformance.subjects.holder_of_blocks import HolderOfBlocks
from poolproof.conformance.subjects.promised_members import takes_count
from poolproof.conformance.subjects.terms import terms_of
from poolproof.spec.contracts import Contract, read_contract
from poolproof.spec.vocabulary import Ending

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 5\n'
CLEARED = "[life]\nclear = true\n"
COUNTED = "[counters]\n" + "".join(f'{each} = "exact"\n' for each in ("capacity", "used", "free", "peak"))
MISUSES = ("null", "foreign", "other_pool", "interior", "double")
MISUSE = "[misuse]\n" + "".join(f'{each} = "refused:Not{each.title().replace("_", "")}"\n' for each in MISUSES)


def contract_of(text: str) -> Contract:
    return read_contract(text, "here")


def holder_of(contract: Contract, pool_class: Callable[..., Any]) -> HolderOfBlocks:
    return HolderOfBlocks(
        pool_class,
        lambda _inside: None,
        terms=terms_of(contract),
        names=named_exceptions(contract),
        takes_count=takes_count(pool_class),
    )


def seen_by(holder: HolderOfBlocks, *operations: Operation) -> list[Observation]:
    return [holder.run(each, looks_at_all=True) for each in operations]


def lending(*blocks: Any) -> type:
    """A class that lends these, one after the other."""

    class Lending:
        def __init__(self) -> None:
            self.blocks = list(blocks)

        def get(self) -> Any:
            return self.blocks.pop(0)

        def give_back(self, block: object) -> None:
            pass

        def close(self) -> None:
            pass

    return Lending


def test_what_is_not_promised_is_inapplicable() -> None:
    holder = holder_of(contract_of(BLOCKS), pool_of(contract_of(BLOCKS)))
    holder.run(op.create_default())
    holder.run(op.get())
    asked = [op.misuse(target) for target in Target if target != Target.LENT]
    asked += [op.clear(), op.take(), op.reset(), op.write_record(1), op.destroy_null(), op.create_default()]
    asked += [op.short_of_memory(op.create_default(1), 1)]
    assert {each.state for each in seen_by(holder, *asked)} == {State.INAPPLICABLE}
    by_size = contract_of(BLOCKS + "[size]\nsmallest = 2\nlargest = 20\n")
    sized = holder_of(by_size, pool_of(by_size))
    seen = seen_by(sized, op.create_default(), *map(op.get_exactly, (1, 2, 21)))
    assert [(each.state, each.status) for each in seen[1:]] == [
        (State.INAPPLICABLE, 0),
        (State.DONE, 0),
        (State.DONE, RAISED),
    ]


def test_a_pool_ends_only_as_the_contract_lets_it() -> None:
    needs = contract_of(BLOCKS + '[life]\ndestroy = "needs-all-returned"\n')
    seen = seen_by(holder_of(needs, pool_of(needs)), op.create_default(), op.get(), op.destroy(), op.give_back(), op.destroy())
    assert [each.state for each in seen[2:]] == [State.INAPPLICABLE, State.DONE, State.DONE]
    stays = contract_of(BLOCKS + '[life]\ninstances = "one"\ndestroy = "none"\n')
    holder = holder_of(stays, pool_of(stays))
    assert not holder.makes_many
    seen = seen_by(holder, op.create_default(), op.destroy(), op.create_default(1))
    assert [each.state for each in seen] == [State.DONE, State.INAPPLICABLE, State.INAPPLICABLE]
    holder.forget()
    assert holder.run(op.create_default()).state == State.INAPPLICABLE


@pytest.mark.parametrize("destroy", ["frees", "needs-all-returned"])
def test_where_there_may_be_one_the_next_sequence_has_its_own(destroy: str) -> None:
    one = contract_of(BLOCKS + f'[life]\ninstances = "one"\ndestroy = "{destroy}"\n')
    holder = holder_of(one, pool_of(one))
    seen = seen_by(holder, op.create_default(), op.get(), op.create_default(1))
    assert [each.state for each in seen] == [State.DONE, State.DONE, State.INAPPLICABLE]
    holder.forget()
    assert holder.run(op.create_default()).status == 0


def test_a_pool_is_made_of_a_count_where_its_class_takes_one() -> None:
    made: list[tuple[int, ...]] = []

    class Counted(lending()):  # type: ignore[misc]
        def __init__(self, *count: int) -> None:
            made.append(count)

    class Fixed(lending()):  # type: ignore[misc]
        def __init__(self, *, mark: tuple[int, ...] = ()) -> None:
            made.append(mark)

    text = BLOCKS + "counts = [1, 9]\n"
    assert (takes_count(Counted), takes_count(Fixed), takes_count(lending()), takes_count(bytearray)) == (
        True,
        False,
        False,
        True,
    )
    seen_by(holder_of(contract_of(text), Counted), op.create_default(), op.create(9, 3, 1), op.create(0, 0, 2))
    fixed = seen_by(holder_of(contract_of(BLOCKS), Fixed), op.create_default(), op.create(5, 0, 1), op.create(4, 0, 2))
    assert made == [(5,), (9,), (0,), (), ()]
    assert [each.state for each in fixed] == [State.DONE, State.DONE, State.INAPPLICABLE]


BASE = "get give_back close"
RECORDS = "[sequence]\nsize = 8\ncount = 1\nnumber_at = 0\n"
USED, PEAK = '[counters]\nused = "exact"\n', '[counters]\npeak = "exact"\n'
LACKING = {
    "the two that every pool has": ("", BLOCKS, "missing methods: get, give_back"),
    "a size": (BASE, BLOCKS + "[size]\nlargest = 8\n", "size promises the method get_sized"),
    "a clear": (BASE, BLOCKS + CLEARED, "life.clear promises the method clear"),
    "an end": ("get give_back", BLOCKS, "life.destroy promises the method close"),
    "a sequence": (f"{BASE} take", BLOCKS + RECORDS, "sequence promises the method reset"),
    "a counter": (BASE, BLOCKS + PEAK, "counters.peak promises the attribute peak"),
    "a counter that is a method": (f"{BASE} used", BLOCKS + USED, "counters.used promises the attribute used"),
    "a count": (BASE, BLOCKS + "counts = [5, 6]\n", "block.counts promises a constructor that takes a count"),
    "a code": (BASE, BLOCKS + 'exhausted = "refused:-12"\n', "block.exhausted promises the code -12"),
    "storage": (BASE, BLOCKS + '[life]\nstorage = "given"\n', "life.storage promises"),
}


def subject_of(folder: Path, source: str, text: str) -> Subject:
    (folder / "mypool.py").write_text(source, encoding="utf-8")
    return replace(resolve(f"{folder / 'mypool.py'}:Pool"), contract=contract_of(text))


@pytest.mark.parametrize(("names", "text", "said"), LACKING.values(), ids=LACKING)
def test_a_class_that_lacks_what_is_promised_is_refused(names: str, text: str, said: str, tmp_path: Path) -> None:
    source = "class Pool:\n    pass\n" + "".join(f"    def {each}(self, *a): pass\n" for each in names.split())
    with pytest.raises(SubjectError) as refused:
        Worker(subject_of(tmp_path, source, text))
    assert said in str(refused.value)


UNALIGNED = BLOCKS.replace("align = 8\n", "")
SLAB = """
import ctypes

class Empty(Exception): pass

class Pool:
    def __init__(self, count):
        self.free_ones = [bytearray(24) for _ in range(count)]
        self.capacity = count
        self.peak = self.used = 0
        self.give_back = self.take_back
    def get(self):
        if not self.free_ones: raise Empty
        self.used += 1
        self.peak = max(self.peak, self.used)
        return self.free_ones.pop()
    def take_back(self, block):
        self.used -= 1
        self.free_ones.append(block)
    @property
    def free(self): return len(self.free_ones)
    def close(self): pass
"""


def test_a_class_runs_in_a_worker_of_its_own(tmp_path: Path) -> None:
    text = UNALIGNED + 'exhausted = "refused:Empty"\ncounts = [1, 9]\n[order]\nreuse = "lifo"\n' + COUNTED
    subject = subject_of(tmp_path, SLAB, text)
    operations = [op.create(2, 0), *[op.get().observing_usage()] * 3, op.give_back(1), op.get().observing_usage()]
    with Session(subject) as session:
        trace = session.run([*operations, op.destroy()])
    assert [step.death for step in trace] == [None] * 7
    seen = [step.observation for step in trace]
    assert [code_of(each.status, subject.contract) for each in seen] == [0, 0, 0, "Empty", 0, 0, 0]
    assert [each.out for each in seen] == [0, 0, 1, -1, -1, 0, -1]
    counted = [(each.counted_capacity, each.counted_used, each.counted_free, each.counted_peak) for each in seen]
    assert counted[3] == counted[5] == (2, 2, 0, 2)
    assert seen[1].dirty_count == 0


def test_a_worker_tells_what_was_handed_out_that_is_no_block(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SLAB.replace("bytearray(24) for", "'text' for"), UNALIGNED)
    with Session(subject) as session:
        trace = session.run([op.create_default(), op.get()])
    assert trace[1].raised == "nothing, and handed out a str: no writable buffer of 24 bytes"


def test_a_worker_goes_on_after_a_step_that_aborts(tmp_path: Path) -> None:
    source = SLAB.replace("        self.used -= 1\n", "        if block is None: ctypes.string_at(0)\n        self.used -= 1\n")
    subject = subject_of(tmp_path, source, UNALIGNED + '[misuse]\nnull = "aborts"\n')
    with Session(subject) as session:
        trace = session.run([op.create_default(), op.get(), op.misuse(Target.NULL), op.give_back(), op.get()])
    assert [step.death for step in trace] == [None] * 5
    assert (trace[2].observation.ending, trace[2].observation.ending_number) == (Ending.SIGNAL, 11)
    assert trace[4].observation.out == 0
