"""What a contract makes of each requirement: whether it applies, and its words."""

from __future__ import annotations

import re
import tomllib

import pytest

from poolproof.spec import load_spec
from poolproof.spec.contracts import Contract, block_header_path, derived_requirements, load_contract, read_contract
from poolproof.spec.contracts.conditions import ConditionError, applies

DATA = block_header_path().parent
PLAIN = 'contract = 1\nname = "plain"\n[block]\nsize = 64\ncount = 32\n'


def contract_of(*lines: str) -> Contract:
    return read_contract(PLAIN + "\n".join(lines), "here")


def promised(contract: Contract) -> dict[str, str]:
    return {each.id: each.text for each in derived_requirements(contract) if each.not_promised is None}


ALWAYS = {"CREATE-2", "CAP-1", "CAP-3", "ISO-2", "ISO-3", "ISO-5", "BOUND-1", "LIFE-2", "SAFE-1", "ENV-1"}
# lines of a contract, and the ids that they bring along
BROUGHT = [
    ((), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1"}),
    (('exhausted = "aborts"',), {"CAP-2", "ISO-4", "LIFE-1"}),
    (('capacity = "at-least"', 'exhausted = "grows"'), {"ISO-4", "LIFE-1"}),
    (("[life]", 'instances = "one"', 'destroy = "none"'), {"CAP-2", "REFUSE-1"}),
    (("[order]", 'reuse = "fifo"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "ORDER-1", "ORDER-2"}),
    (("[order]", 'fresh = "ascending"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "ORDER-4"}),
    (("[contents]", 'at_get = "0xDD"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "ZERO-1"}),
    (("[contents]", 'at_get = "kept"', 'while_free = "kept"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "KEEP-1", "FREE-1"}),
    (("[counters]", 'peak = "exact"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "PEAK-1"}),
    (("[misuse]", 'null = "ignored"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "SAFE-2"}),
    (("[misuse]", 'double = "aborts"'), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "ABORT-1"}),
    (("[hot]", "allocates = true", "instructions = 0"), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "HOT-3", "HOT-4"}),
    (("[cost]", "memory = 5000"), {"CAP-2", "ISO-4", "LIFE-1", "REFUSE-1", "MEM-1"}),
]


@pytest.mark.parametrize(("lines", "ids"), BROUGHT)
def test_a_promise_brings_its_requirements_and_no_others(lines: tuple[str, ...], ids: set[str]) -> None:
    assert set(promised(contract_of(*lines))) == ALWAYS | ids


def test_the_default_contract_promises_what_the_decision_record_does_in_the_same_words() -> None:
    assert promised(load_contract("knhk")) == {each.id: each.text for each in load_spec().requirements}


def test_a_contract_states_its_own_values() -> None:
    texts = promised(contract_of("[contents]", 'at_get = "0xDD"', "[misuse]", 'null = "refused:-22"', 'double = "refused"'))
    assert texts["ZERO-1"] == "All 64 bytes of a block hold 0xDD in every byte when it is lent, whatever was written."
    assert texts["OWN-1"] == "To return NULL (with -22) is refused."
    assert texts["OWN-2"] == "To return a block that is free is refused."


def test_no_placeholder_is_left() -> None:
    rich = contract_of(
        "counts = [1, 64]",
        "align = 8",
        "[size]",
        "largest = 64",
        "[life]",
        "clear = true",
        'bad_config = "refused"',
        'out_of_memory = "refused"',
        "[sequence]",
        "size = 16",
        "count = 5",
        "number_at = 8",
        "[hot]",
        "[cost]",
        "memory = 5000",
        "cache_hits = 0.9",
        "tick_target = 7",
        "tick_baseline = 8",
    )
    for contract in (rich, contract_of(), load_contract("knhk")):
        for each in derived_requirements(contract):
            assert not re.search(r"[{}]", each.text), each.id


def test_what_is_not_promised_is_told_in_general_and_not_in_the_words_of_another_contract() -> None:
    texts = {each.id: each.text for each in derived_requirements(contract_of()) if each.not_promised is not None}
    assert texts["ORDER-1"] == "Which free block get lends, at every depth."
    assert texts["ORDER-3"] == "After clear, the order is the one after create."
    own = {each.id: each.text for each in load_spec().requirements}
    assert len(texts) > 25
    assert {id for id, text in texts.items() if own.get(id) == text} <= {"TICK-2", "ORDER-2"}


def test_every_reason_names_what_the_contract_says() -> None:
    reasons = {each.id: each.not_promised for each in derived_requirements(contract_of())}
    assert reasons["ORDER-1"] == "order.reuse is any"
    assert reasons["GUARD-1"] == "there is no table [size]"
    assert reasons["OWN-2"] == "misuse.double, misuse.revoked are undefined"


def test_every_condition_of_the_data_can_be_read() -> None:
    data = tomllib.loads((DATA / "derived.toml").read_text(encoding="utf-8"))
    conditions = [each for entry in data["requirement"] for each in entry.get("when", ())]
    assert len(conditions) > 30
    for condition in conditions:
        applies(contract_of(), condition)


@pytest.mark.parametrize("condition", ["order.reuse", "order.reuse isnt any", "order.colour is any", "colour there"])
def test_a_slip_in_a_condition_is_told(condition: str) -> None:
    with pytest.raises(ConditionError):
        applies(contract_of(), condition)


OF_KNHK = ("buffer", "lane", "pipeline", "receipt", "decided")


def test_no_reason_speaks_of_the_pools_of_another_contract() -> None:
    contract = read_contract('contract = 1\nname = "plain"\n[block]\nsize = 8\ncount = 1\n', "plain.toml")
    told = {each.id: each.reason.lower() for each in derived_requirements(contract)}
    assert {id: word for id, reason in told.items() for word in OF_KNHK if word in reason} == {}


def test_the_default_contract_keeps_its_own_reasons() -> None:
    own = {each.id: each.reason for each in load_spec().requirements}
    assert {each.id: each.reason for each in derived_requirements(load_contract("knhk")) if each.id in own} == own
