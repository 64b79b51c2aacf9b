"""The holder of blocks says of a Python class what the worker in C says of a library, and what only objects do."""

from __future__ import annotations

import gc
import itertools
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance import operations as op
from poolproof.conformance.faults.of_contract.faulty_classes import FAULTY_CLASSES
from poolproof.conformance.faults.of_contract.sound_class import pool_of
from poolproof.conformance.faults.of_contract.terms import terms_header
from poolproof.conformance.observations import Observation, State
from poolproof.conformance.operations import Kind, Operation, Pattern, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.subjects.exception_codes import named_exceptions
from poolproof.conformance.subjects.holder_of_blocks import HolderOfBlocks
from poolproof.conformance.subjects.promised_members import takes_count
from poolproof.conformance.subjects.terms import terms_of
from poolproof.native import BlockPool
from poolproof.spec import header_path
from poolproof.spec.contracts import Contract, read_contract

SOURCES = Path(str(terms_header.__code__.co_filename)).parent
COMPARED = (
    *("state", "out", "target", "out_flags", "dirty_count", "dirty_at", "dirty_value", "dirty_expected", "receipt_id"),
    *("overlaps_kind", "disturbed_kind", "changed_free_kind", "counters_seen"),
    *(f"counted_{each}" for each in ("capacity", "used", "free", "peak")),
)
BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 5\n'
CLEARED = "[life]\nclear = true\n"
COUNTED = "[counters]\n" + "".join(f'{each} = "exact"\n' for each in ("capacity", "used", "free", "peak"))
MISUSES = ("null", "foreign", "other_pool", "interior", "double")
MISUSE = "[misuse]\n" + "".join(f'{each} = "refused:Not{each.title().replace("_", "")}"\n' for each in MISUSES)
CLEARED_AS_CREATED = '[order]\nafter_clear = "as-created"\nfresh = "ascending"\nreuse = '
LIFO, FIFO, LOWEST = (f'{CLEARED_AS_CREATED}"{each}"\n' for each in ("lifo", "fifo", "lowest-address"))
CONTRACTS = {
    "lifo, and all misuse is refused": BLOCKS + LIFO + MISUSE + 'revoked = "refused"\n' + CLEARED,
    "lifo, descending": BLOCKS + LIFO.replace("ascending", "descending") + CLEARED,
    "lifo, fresh first": BLOCKS + LIFO + "fresh_first = true\n" + CLEARED,
    "fifo": BLOCKS + FIFO + COUNTED + CLEARED,
    "lowest address": BLOCKS + LOWEST + CLEARED,
    "poisoned": BLOCKS + FIFO + '[contents]\nat_get = "zero"\nwhile_free = "0xDD"\n' + CLEARED,
    "kept": BLOCKS + LIFO + '[contents]\nat_get = "kept"\nwhile_free = "kept"\n' + CLEARED,
    "a part of a word": BLOCKS.replace("size = 24\nalign = 8", "size = 13") + LIFO + COUNTED + CLEARED,
    "sequence": BLOCKS + FIFO + "[sequence]\nsize = 17\ncount = 5\nnumber_at = 9\n" + CLEARED,
    "sized": BLOCKS + FIFO + '[size]\nsmallest = 2\nlargest = 20\ntoo_large = "refused:TooLarge"\n' + CLEARED,
    "ignored": BLOCKS + LIFO + MISUSE.replace("refused:NotDouble", "ignored") + CLEARED,
}
"""Nothing in them is left open to the pool: two sound ones do the same."""


@pytest.fixture(autouse=True, scope="module")
def whatever_the_tests_share_is_not_collected() -> Iterator[None]:
    """The holder collects at each destroy, and what pytest and Hypothesis hold takes a third of a second to look through."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


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


# ---- the same as in C ----


def drawn(contract: Contract, source: random.Random) -> Iterator[Operation]:
    """What the contract promises something of, and what is inapplicable: of two pools."""
    misuse = [each for each in Target if each not in (Target.LENT, Target.UNLENT, Target.NEIGHBOUR, Target.HANDLE, Target.GONE)]
    sizes = [contract.size.smallest, contract.size.largest, contract.size.largest + 1] if contract.size else [0]
    yield from (op.create_default(), op.create_default(1))
    for _ in range(400):
        pool, index = source.randrange(2), source.randrange(4)
        match source.choice("gggggrrrrmwtxkuc"):
            case "g":
                operation = op.get_exactly(source.choice(sizes), pool)
            case "r":
                operation = op.give_back(index, pool)
            case "m":
                operation = op.misuse(source.choice(misuse), 0, source.randrange(100), pool)
            case "w":
                operation = op.write(source.getrandbits(64), index, source.choice(_OF_NO_ADDRESS), index, pool)
            case "t":
                operation = op.take(pool)
            case "x":
                operation = op.reset(pool) if source.random() < 0.5 else op.write_record(7, index, pool=pool)
            case "k":
                operation = op.clear(pool) if source.random() < 0.3 else op.get_exactly(sizes[0], pool)
            case "u":
                operation = op.counters(pool)
            case _:
                operation = source.choice([op.destroy(pool), op.create_default(pool)])
        yield operation.observing_usage()


_OF_NO_ADDRESS = [each for each in Pattern if each not in (Pattern.ADDRESSES, Pattern.HANDLE)]


@pytest.fixture
def library_of(tmp_path: Path) -> Callable[[Contract], Subject]:
    """The sound pool of the contract in C."""
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")

    def built(contract: Contract) -> Subject:
        (tmp_path / "terms.h").write_text(terms_header(contract), encoding="utf-8")
        library = tmp_path / "pool.so"
        includes = [f"-I{each}" for each in (tmp_path, SOURCES, header_path().parent)]
        flags = ["-std=gnu11", "-O1", "-fPIC", "-shared", "-pthread", *includes]
        subprocess.run([*compilers.c, *flags, str(SOURCES / "sound.c"), "-o", str(library)], check=True)
        return replace(resolve(str(library)), contract=contract)

    return built


@pytest.mark.parametrize("name", CONTRACTS)
def test_it_sees_what_the_worker_in_c_sees(name: str, library_of: Callable[[Contract], Subject]) -> None:
    contract = contract_of(CONTRACTS[name])
    holder, done = holder_of(contract, pool_of(contract)), 0
    with Session(library_of(contract)) as session:
        for seed in range(3):
            operations = list(drawn(contract, random.Random(seed)))
            holder.forget()
            trace = session.run(operations, looks_at_all=True)
            assert [step.death for step in trace if step.death] == []
            for step in trace:
                seen = holder.run(step.operation, looks_at_all=True)
                differing = [each for each in COMPARED if getattr(seen, each) != getattr(step.observation, each)]
                both = seen, step.observation
                assert [(each, [getattr(one, each) for one in both]) for each in differing] == [], step.operation
                assert (seen.status == 0) == (step.observation.status == 0), step.operation
                done += seen.state == State.DONE
    assert done > 400


# ---- the planted faults show in what it sees ----

TWO_RECORDS = CONTRACTS["sequence"].replace("count = 5\nnumber", "count = 2\nnumber")
ABORTS = BLOCKS + '[misuse]\nnull = "aborts"\ndouble = "aborts"\n'
TWO_RECORDS = CONTRACTS["sequence"].replace("count = 5\nnumber", "count = 2\nnumber")
ALIGNED = BLOCKS.replace("align = 8", "align = 64")
SHOWN = {
    "order_next_but_one": ("fifo", "out"),
    "fresh_swapped": ("fifo", "address_order"),
    "last_byte_left": ("poisoned", "dirty_count"),
    "mark_inside": ("kept", "dirty_count"),
    "poison_thinned": ("poisoned", "changed_free_kind"),
    "refusal_counts": ("fifo", "counted_used"),
    "clear_lowers_the_peak": ("fifo", "counted_peak"),
    "one_byte_more": ("sized", "status"),
    "another_exception": ("sized", "status"),
    "double_return_taken": ("lifo, and all misuse is refused", "status"),
    "misuse_turns": ("lifo, and all misuse is refused", "out"),
    "one_too_few": ("fifo", "status"),
    "one_too_many": ("lifo, descending", "status"),
    "clear_leaves_one": ("fifo", "counted_used"),
    "one_record_too_few": (TWO_RECORDS, "status"),
    "record_number_runs_on": ("sequence", "receipt_id"),
    "last_is_first": ("fifo", "overlaps_kind"),
    "return_writes_elsewhere": ("fifo", "disturbed_kind"),
    "half_a_step_off": (ALIGNED, "out_flags"),
    "goes_on": (ABORTS, "ending"),
    "found_by_equality": ("lifo, and all misuse is refused", "out"),
}


OF_FIRST_GETS = ("address_order", "overlaps_kind")
"""Of these a fault may end the process in longer walks: what comes of it is undefined."""


def all_seen(contract: Contract, pool_class: Callable[..., Any], field: str) -> list[int]:
    """One field of each observation of walks; of first gets, which of two blocks lies before the other, or which it shares."""
    holder = holder_of(contract, pool_class)
    if field in OF_FIRST_GETS:
        observations = seen_by(holder, op.create_default(), *[op.get()] * contract.block.count)[1:]
        addresses = [each.address for each in observations]
        return [int(first < second) for first, second in itertools.pairwise(addresses)]
    found = []
    for seed in range(3):
        holder.forget()
        found += [getattr(each, field) for each in seen_by(holder, *drawn(contract, random.Random(seed)))]
    return found


@pytest.mark.parametrize("name", FAULTY_CLASSES)
def test_a_planted_fault_shows(name: str) -> None:
    by, field = SHOWN[name]
    contract = contract_of(CONTRACTS.get(by, by))
    sound, faulty = pool_of(contract), FAULTY_CLASSES[name].of(pool_of(contract))
    assert all_seen(contract, sound, field) == all_seen(contract, sound, field)
    assert all_seen(contract, faulty, field) != all_seen(contract, sound, field)


def test_every_kind_of_operation_of_a_class_is_drawn_here() -> None:
    contract = contract_of(BLOCKS + "[sequence]\nsize = 8\ncount = 2\nnumber_at = 0\n" + CLEARED)
    drawn_kinds = {each.kind for each in drawn(contract, random.Random(1))}
    assert drawn_kinds == set(Kind) - {Kind.DESTROY_NULL}


def test_a_free_block_that_lets_nobody_look_inside_is_no_target() -> None:
    holder = holder_of(contract_of(BlockPool.contract), BlockPool)
    inside = op.misuse(Target.INTERIOR)
    *_, lent, back, free = seen_by(holder, op.create(2, 1), op.get(), inside, op.give_back(), inside)
    assert (lent.state, back.status, free.state) == (State.DONE, 0, State.INAPPLICABLE)
