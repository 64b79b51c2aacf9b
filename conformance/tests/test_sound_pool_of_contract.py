"""The sound pool of any contract is sound by the model of every contract, and the faults planted in it show there."""

from __future__ import annotations

import ctypes
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance.faults.catalogue import Canary
from poolproof.conformance.faults.of_contract import all_planted, build_of_contract, entries_of, example_contracts, promised_ids
from poolproof.conformance.faults.of_contract.terms import has_create
from poolproof.reference import promises
from poolproof.reference.promises import Broken, Clear, Get, Operation, PoolState, Reset, Return, Seen, Take
from poolproof.spec.contracts import Contract, How, language, load_contract, read_contract
from poolproof.spec.contracts.language import ROOT

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 7\n'
CLEARED = "[life]\nclear = true\n"
CONTRACTS = {
    "any": BLOCKS,
    "any, ascending": BLOCKS + '[order]\nfresh = "ascending"\n' + CLEARED,
    "lifo": BLOCKS + '[order]\nreuse = "lifo"\n' + CLEARED,
    "lifo, as created": BLOCKS + '[order]\nreuse = "lifo"\nafter_clear = "as-created"\nfresh = "descending"\n' + CLEARED,
    "lifo, fresh first": BLOCKS + '[order]\nreuse = "lifo"\nfresh_first = true\n' + CLEARED,
    "fifo": BLOCKS + '[order]\nreuse = "fifo"\nfresh = "ascending"\n' + CLEARED,
    "lowest address": BLOCKS + '[order]\nreuse = "lowest-address"\nafter_clear = "as-created"\n' + CLEARED,
    "at least": BLOCKS + 'capacity = "at-least"\n[order]\nreuse = "fifo"\n',
    "grows": BLOCKS + 'capacity = "at-least"\nexhausted = "grows"\n[order]\nreuse = "lowest-address"\n',
    "poisoned": BLOCKS + '[contents]\nat_get = "zero"\nwhile_free = "0xDD"\n',
    "kept": BLOCKS + '[contents]\nat_get = "kept"\n',
    "counted": BLOCKS + "".join(f'{key} = "exact"\n' for key in ("[counters]\ncapacity", "used", "free", "peak")),
    "sequence": BLOCKS + "[sequence]\nsize = 16\ncount = 5\nnumber_at = 8\n" + CLEARED,
    "given": BLOCKS + '[life]\nstorage = "given"\nstorage_fixed = 64\n',
    "only one": BLOCKS + '[life]\ninstances = "one"\ndestroy = "none"\n',
    "sized": BLOCKS + "[size]\nlargest = 24\n",
    "pages": BLOCKS.replace("24", "65536").replace("align = 8", "align = 4096"),
}


class Config(ctypes.Structure):
    _fields_ = (
        ("struct_bytes", ctypes.c_uint32),
        ("block_count", ctypes.c_uint32),
        ("block_size", ctypes.c_uint64),
        ("block_align", ctypes.c_uint64),
        ("storage", ctypes.c_void_p),
        ("storage_bytes", ctypes.c_uint64),
    )


Build = Callable[[Contract, str], ctypes.CDLL]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")

    def built(contract: Contract, name: str) -> ctypes.CDLL:
        """The sound pool of the contract, or a fault in it by its name, compiled."""
        planted = {each.fault.name: each.fault for each in all_planted()}
        entry = planted.get(name) or entries_of(contract)[0]
        return ctypes.CDLL(str(build_of_contract(entry, contract, tmp_path, compiler=compilers)))

    return built


class Driver:
    """Asks one pool for what its contract promises, at random, and holds what comes against the model."""

    def __init__(self, contract: Contract, library: ctypes.CDLL) -> None:
        self.contract, self.library = contract, library
        for name in ("capacity", "used", "free", "peak"):
            counter = library[f"pp_{name}"]
            counter.restype, counter.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
        self.handle = ctypes.c_void_p(None)
        self.state = promises.create(contract, contract.block.count)
        self.numbers: dict[int, int] = {}
        self.lent: list[int] = []
        self.most_lent = contract.block.count * (1 if contract.block.exhausted.how is How.ABORTS else 3)
        if has_create(contract):
            assert library.pp_create(ctypes.byref(self.config()), ctypes.byref(self.handle)) == 0

    def config(self) -> Config:
        block, life = self.contract.block, self.contract.life
        config = Config(ctypes.sizeof(Config), block.count, block.size, block.align, None, 0)
        if life.storage == "given":
            bytes_needed = self.contract.storage_bytes(block.count)
            self.storage = ctypes.create_string_buffer(bytes_needed + life.storage_align)
            address = ctypes.addressof(self.storage)
            config.storage, config.storage_bytes = address + -address % life.storage_align, bytes_needed
        return config

    def get(self) -> tuple[Operation, Seen]:
        out = ctypes.c_void_p(None)
        size = self.contract.size
        if size is not None:
            code = self.library.pp_get_sized(self.handle, ctypes.c_size_t(size.largest), ctypes.byref(out))
        else:
            code = self.library.pp_get(self.handle, ctypes.byref(out))
        address = out.value or 0
        if code != 0:
            return Get(), Seen(code=code)
        self.lent.append(address)
        assert address % self.contract.block.align == 0
        fill = self.contract.contents.at_get
        if fill.byte is not None:
            assert set(ctypes.string_at(address, self.contract.block.size)) == {fill.byte}
        ctypes.memset(address, 0xEE, self.contract.block.size)
        return Get(), Seen(block=self.numbers.setdefault(address, len(self.numbers)), address=address)

    def give_back(self, at: int) -> tuple[Operation, Seen]:
        address = self.lent.pop(at)
        number = self.numbers[address]
        code = self.library.pp_return(self.handle, ctypes.c_void_p(address))
        return Return(number), Seen(code=code, block=number, address=address)

    def take(self) -> tuple[Operation, Seen]:
        code = self.library.pp_take(self.handle, ctypes.byref(ctypes.c_void_p(None)))
        return Take(), Seen(code=code, record=self.state.records_taken if code == 0 else None)

    def one(self, source: random.Random) -> tuple[Operation, Seen] | None:
        contract = self.contract
        match source.choice("gggrrrtxc"):
            case "g" if len(self.lent) < self.most_lent:
                return self.get()
            case "r" if self.lent:
                return self.give_back(source.randrange(len(self.lent)))
            case "t" if contract.sequence is not None:
                return self.take()
            case "x" if contract.sequence is not None and source.random() < 0.3:
                self.library.pp_reset(self.handle)
                return Reset(), Seen()
            case "c" if contract.life.clear and source.random() < 0.2:
                self.library.pp_clear(self.handle)
                self.lent = []
                return Clear(), Seen()
            case _:
                return None

    def run(self, operations: int, seed: int) -> Broken | None:
        """What the pool breaks first, if anything."""
        source = random.Random(seed)
        for _ in range(operations):
            done = self.one(source)
            if done is None:
                continue
            after = promises.step(self.contract, self.state, *done)
            if not isinstance(after, PoolState):
                return after
            self.state = after
            for name, value in promises.counters(self.contract, after).items():
                assert self.library[f"pp_{name}"](self.handle) == value, (name, done)
        return None


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_sound_pool_breaks_nothing(name: str, build: Build) -> None:
    contract = read_contract(CONTRACTS[name], name)
    assert Driver(contract, build(contract, "sound")).run(1500, seed=1) is None


@pytest.mark.parametrize("file", example_contracts(), ids=lambda file: file.stem)
def test_the_sound_pool_of_an_example_breaks_nothing(file: Path, build: Build) -> None:
    contract = load_contract(str(file))
    assert contract.name == file.stem
    assert Driver(contract, build(contract, "sound")).run(1000, seed=1) is None


# a fault that shows in what the model sees: the contract, the file, and what it breaks
SHOWN = [
    ("lifo", "order-1-next-but-one", promises.Rule.WRONG_BLOCK),
    ("lifo", "order-1-fifo-at-one-depth", promises.Rule.WRONG_BLOCK),
    ("fifo", "order-1-lifo-at-one-depth", promises.Rule.WRONG_BLOCK),
    ("fifo", "order-1-next-but-one", promises.Rule.WRONG_BLOCK),
    ("lowest address", "order-1-highest", promises.Rule.FRESH_ORDER),
    ("lowest address", "order-1-last-if-lower", promises.Rule.WRONG_BLOCK),
    ("lifo", "order-2-refusal-turns", promises.Rule.WRONG_BLOCK),
    ("lifo, as created", "order-3-another-after-clear", promises.Rule.WRONG_BLOCK),
    ("any, ascending", "order-4-two-swapped", promises.Rule.FRESH_ORDER),
    ("any", "cap-1-one-less", promises.Rule.REFUSED),
    ("grows", "cap-1-grows-never", promises.Rule.REFUSED),
    ("any", "cap-2-one-more", promises.Rule.SUCCEEDED),
    ("lifo", "cap-3-proper-return-refused", promises.Rule.REFUSED),
    ("sequence", "receipt-1-one-less", promises.Rule.REFUSED),
    ("lifo", "clear-1-leaves-one-lent", promises.Rule.REFUSED),
]


@pytest.mark.parametrize(("name", "fault", "rule"), SHOWN)
def test_a_planted_fault_shows(name: str, fault: str, rule: promises.Rule, build: Build) -> None:
    contract = read_contract(CONTRACTS[name], name)
    broken = Driver(contract, build(contract, fault)).run(3000, seed=1)
    assert broken is not None
    assert broken.rule is rule


def test_every_key_of_the_language_is_in_some_example() -> None:
    examples = [load_contract(str(file)) for file in example_contracts()]
    for table_name, table in language().items():
        for key in table.keys if table_name != ROOT else ():
            values = {getattr(getattr(each, table_name), key) for each in examples if getattr(each, table_name) is not None}
            assert (len(values) == 1) == ((table_name, key) in ALIKE_IN_ALL), f"{table_name}.{key} is {values}"


ALIKE_IN_ALL = {
    ("cost", "tick_target"),  # measured on a quiet machine alone
    ("cost", "tick_baseline"),
}


def test_every_fault_can_be_planted_in_some_example() -> None:
    examples = [load_contract(str(file)) for file in example_contracts()]
    planted = {entry.name for each in examples for entry in entries_of(each) if not isinstance(entry, Canary)}
    assert planted == {each.fault.name for each in all_planted()}


def test_whatever_an_example_promises_is_guarded_by_a_fault() -> None:
    unguarded = {
        (each.name, id)
        for each in map(load_contract, map(str, example_contracts()))
        for id in set(promised_ids(each)) - {entry.violates[0] for entry in entries_of(each) if not isinstance(entry, Canary)}
    }
    assert unguarded == CAN_NOT_BE_PLANTED


CAN_NOT_BE_PLANTED = {
    ("growing-queue", "REFUSE-1"),  # of what it refuses all is misuse, which is SAFE-2's
    ("growing-queue", "CREATE-2"),  # it grows, and counts nothing: whatever count is honoured, nobody can tell
}
