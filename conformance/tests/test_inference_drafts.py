"""What looks at a pool show, before anything is put to the test: the draft says of sound pools what their contracts say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance.faults.of_contract import build_of_contract, entries_of, example_contracts
from poolproof.conformance.inference.draft import Draft
from poolproof.conformance.inference.drafting import look_at
from poolproof.conformance.inference.wishes import Wishes
from poolproof.conformance.subjects import resolve
from poolproof.spec import Level
from poolproof.spec.contracts import Contract, load_contract
from poolproof.spec.contracts.records import Answer, How

CONTRACTS = {each.stem: each for each in example_contracts()}
OF_ANOTHER_BINDING = {name for name, file in CONTRACTS.items() if load_contract(str(file)).binding == 1}
SOME = ("contiki-memb", "fresh-first", "packet-buffers", "poisoned", "session-table")
"""Of each kind of order, storage and misuse."""
PROMISES = (
    *("block.capacity", "order.reuse", "order.after_clear", "contents.at_get", "contents.while_free"),
    *(
        "size.smallest",
        "size.largest",
        "life.clear",
        "life.destroy_null",
        "life.storage",
        "sequence.count",
        "sequence.number_at",
    ),
    *("counters.capacity", "counters.used", "counters.free", "counters.peak"),
)
MISUSES = tuple(f"misuse.{each}" for each in ("null", "foreign", "other_pool", "interior", "double", "revoked", "record"))
ANSWERS = ("block.exhausted", "size.too_large", "sequence.exhausted", "life.out_of_memory", "life.bad_config", *MISUSES)
NOTHING = ("any", "none", "undefined", "exact", "own", False, None)
"""Values of keys by which nothing is promised, or what every pool is unless it says otherwise."""

OfContract = Callable[[Contract], Path]


@pytest.fixture
def sound(tmp_path: Path) -> OfContract:
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")
    return lambda contract: build_of_contract(entries_of(contract)[0], contract, tmp_path, compiler=compilers)


def drafted(library: Path, *, count: int | None = None, level: Level = Level.HARDENED) -> Draft:
    draft = Draft("drafted", "", 2)
    look_at(resolve(str(library)), Wishes(count=count, level=level), draft, lambda _what: None)
    return draft


def value_of(contract: Contract, path: str) -> object:
    table, key = path.split(".")
    record = getattr(contract, table)
    return None if record is None else getattr(record, key)


def differences(contract: Contract, draft: Draft) -> dict[str, tuple[str, str]]:
    """What the contract promises, and the draft otherwise or not at all. A pool of any contract does more than it promises."""
    found, own = {}, draft.contract()
    for path in PROMISES:
        promised, seen = value_of(contract, path), value_of(own, path)
        if str(promised) not in map(str, NOTHING) and str(seen) != str(promised) and str(promised) != "at-rest":
            found[path] = (str(promised), str(seen))
    for path in ANSWERS:
        answer, seen = value_of(contract, path), value_of(own, path)
        if isinstance(answer, Answer) and answer.is_promised and not fits(answer, seen):
            found[path] = (str(answer), str(seen))
    return found


def fits(promised: Answer, seen: object) -> bool:
    """A refusal is seen with a code, whether one was promised or not, and what is ignored may be answered as a refusal; that a
    pool grows is seen by the search alone."""
    if promised.how is How.GROWS:
        return True
    if not isinstance(seen, Answer):
        return False
    if promised.how is How.IGNORED:
        return seen.how in (How.IGNORED, How.REFUSED)
    return seen.how is promised.how and promised.code in (None, seen.code)


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=() if each in SOME else pytest.mark.long) for each in sorted({*CONTRACTS} - OF_ANOTHER_BINDING)],
)
def test_a_sound_pool_is_seen_to_do_what_its_contract_promises(name: str, sound: OfContract) -> None:
    contract = load_contract(str(CONTRACTS[name]))
    draft = drafted(sound(contract), count=contract.block.count)
    assert differences(contract, draft) == {}
    assert draft.contract().block.size >= contract.block.size


def test_what_is_not_there_is_said(sound: OfContract) -> None:
    draft = drafted(sound(load_contract(str(CONTRACTS["contiki-memb"]))))
    assert "# capacity: the process that asked for it was ended by SIGABRT" in draft.text()
    assert "# out_of_memory: memory can't be made to run out in it" in draft.text()
