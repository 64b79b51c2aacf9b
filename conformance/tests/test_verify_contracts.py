"""Pools judged by contracts of their own: what they promise is held against them, and what they do not is never even tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance.operations import Target, clear, create, create_default, destroy_null, get, misuse, take
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.promised import Promised
from poolproof.spec import Level, SpecError
from poolproof.spec.contracts import Contract, counts_of, derived_requirements, load_contract, read_contract, refuse_unjudged

Build = Callable[..., Path]
PoolSource = Callable[..., str]
Change = tuple[str, str]

QUICK = Plan(level=Level.HARDENED, lane_operations=1000, walks=4, machine_examples=1, machine_steps=2)

FIFO = (
    "  uint32_t number = pool->stack[--pool->free_count];\n",
    "  uint32_t number = pool->stack[0];\n"
    "  memmove(pool->stack, pool->stack + 1, --pool->free_count * sizeof pool->stack[0]);\n",
)
ABORTS_ON_MISUSE = (
    ("offset % sizeof(bp_soa) != 0) return BP_NOT_OWNED;", "offset % sizeof(bp_soa) != 0) abort();"),
    ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "  if (!pool->lent[number]) abort();\n"),
)
NOT_WIPED = ("  memset(&pool->soa[number], 0, sizeof(bp_soa));\n", "")
OWN_CODE = ("  if (pool->free_count == 0) return BP_EXHAUSTED;\n", "  if (pool->free_count == 0) return -12;\n")
NO_CLEAR = (
    (
        "void bp_clear(bp_pool *pool) {\n",
        "void bp_clear(bp_pool *pool) {\n  (void)pool;\n  abort();\n}\nstatic void begin(bp_pool *pool) {\n",
    ),
    ("  bp_clear(pool);\n  *out = pool;\n", "  begin(pool);\n  *out = pool;\n"),
)

UNDEFINED_MISUSE = (
    "[misuse]",
    *(f'{key} = "undefined"' for key in ["null", "foreign", "other_pool", "interior", "double", "revoked", "record"]),
)


def contract_of(*lines: str) -> Contract:
    return read_contract("\n".join(('contract = 1\nname = "own"\nbased_on = "knhk"', *lines)), "here")


@pytest.fixture
def judged(build: Build, pool_source: PoolSource) -> Callable[..., Run]:
    """What a pool of 16 buffers, changed like this, comes to by the contract."""

    def by(contract: Contract, *changes: Change) -> Run:
        subject = replace(resolve(str(build(pool_source("array_stack", *changes)))), contract=contract)
        return verify(subject, QUICK)

    return by


def verdicts(run: Run) -> dict[str, Verdict]:
    return {each.requirement.id: each.verdict for each in run.verdicts}


def failed(run: Run) -> set[str]:
    return {each for each, verdict in verdicts(run).items() if verdict == Verdict.FAIL}


# ---- sound by what they promise ----

SOUND: dict[str, tuple[Contract, tuple[Change, ...]]] = {
    "a queue": (contract_of("[order]", 'reuse = "fifo"'), (FIFO,)),
    "any order": (contract_of("[order]", 'reuse = "any"', 'after_clear = "any"'), (FIFO,)),
    "it aborts on misuse": (contract_of(*UNDEFINED_MISUSE), ABORTS_ON_MISUSE),
    "nothing is wiped": (contract_of("[contents]", 'at_get = "any"'), (NOT_WIPED,)),
    "a code of its own": (contract_of("[block]", 'exhausted = "refused:-12"'), (OWN_CODE,)),
    "any refusal": (contract_of("[block]", 'exhausted = "refused"'), (OWN_CODE,)),
    "no clear": (
        contract_of("[order]", 'after_clear = "any"', "[life]", "clear = false", "[misuse]", 'revoked = "undefined"'),
        NO_CLEAR,
    ),
    "any answer to misuse": (contract_of("[misuse]", 'double = "ignored"', 'revoked = "ignored"'), ()),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_pool_conforms_by_what_it_promises(name: str, judged: Callable[..., Run]) -> None:
    contract, changes = SOUND[name]
    run = judged(contract, *changes)
    assert {each.requirement.id: each.why for each in run.failures()} == {}
    assert {each for each, verdict in verdicts(run).items() if verdict == Verdict.UNKNOWN} == set()
    assert run.conforms_at == Level.HARDENED
    found = verdicts(run)
    reasons = Promised(contract).reasons
    assert {each for each in reasons if found.get(each, Verdict.NOT_PROMISED) in (Verdict.PASS, Verdict.FAIL)} == set()
    assert found["CAP-1"] == Verdict.PASS


# ---- at fault by what they promise: the contract, the change, and the requirement ----

AT_FAULT = [
    (contract_of("[order]", 'reuse = "fifo"'), (), "ORDER-1"),
    (contract_of("[order]", 'reuse = "lowest-address"'), (FIFO,), "ORDER-1"),
    (contract_of("[order]", 'fresh = "ascending"'), (), "ORDER-4"),
    (contract_of("[order]", "fresh_first = true"), (), "ORDER-1"),
    (contract_of("[block]", 'exhausted = "refused:-12"'), (), "CAP-2"),
    (contract_of("[misuse]", 'null = "refused:77"'), (), "OWN-1"),
    (contract_of("[misuse]", 'double = "refused:77"'), (), "OWN-2"),
    (contract_of("[life]", 'bad_config = "refused:77"'), (), "CREATE-3"),
    (contract_of("[sequence]", 'exhausted = "refused:77"'), (), "RECEIPT-1"),
    (contract_of(*UNDEFINED_MISUSE), (NOT_WIPED,), "ZERO-1"),
    (contract_of("[order]", 'reuse = "any"', 'after_clear = "any"'), (OWN_CODE,), "CAP-2"),
]


@pytest.mark.parametrize(("contract", "changes", "id"), AT_FAULT, ids=lambda each: each if isinstance(each, str) else "")
def test_a_broken_promise_is_told(contract: Contract, changes: tuple[Change, ...], id: str, judged: Callable[..., Run]) -> None:
    run = judged(contract, *changes)
    assert id in failed(run)
    example = next(each.counterexample for each in run.verdicts if each.requirement.id == id)
    assert example is not None
    assert len(example.operations) <= 40
    assert Promised(contract).admits_all(example.operations)


# ---- what is tried at all ----


def test_nothing_is_tried_that_is_not_promised() -> None:
    promised = Promised(
        contract_of(
            "sequence = false",
            "[block]",
            "counts = [2, 64]",
            "all_counts = true",
            "[order]",
            'after_clear = "any"',
            *UNDEFINED_MISUSE,
            "[life]",
            "clear = false",
            "destroy_null = false",
            'bad_config = "undefined"',
        )
    )
    admitted = [create_default(), create(2, 7), create(64, 1), get(0), get(9)]
    left_out = [create(0, 1), create(65, 1), create(1, 1), clear(), destroy_null(), take()]
    left_out += [misuse(target) for target in Target if target != Target.LENT]
    assert list(promised.admitted([*left_out, *admitted])) == admitted
    assert list(Promised().admitted([*left_out, *admitted])) == [*left_out, *admitted]


def test_of_other_counts_only_what_may_be_refused_is_tried() -> None:
    silent = Promised(contract_of("[life]", 'bad_config = "undefined"'))
    assert not silent.admits(create(2, 1024))
    assert silent.admits(create(16, 1024))
    assert Promised(contract_of()).admits(create(2, 1024))


OWN = 'contract = 1\nname = "own"\nbased_on = "knhk"\n'
FIXED_BY_BUFFERPOOL = [
    (OWN + "[block]\nsize = 64\n", "block.size"),
    (OWN + "[size]\nlargest = 4\n", "size"),
]


@pytest.mark.parametrize(("text", "key"), FIXED_BY_BUFFERPOOL)
def test_what_bufferpool_h_fixes_is_an_error_in_a_contract_of_binding_1(text: str, key: str) -> None:
    with pytest.raises(SpecError) as refusal:
        refuse_unjudged(read_contract(text, "here"))
    assert refusal.value.key == key
    assert "binding 2" in refusal.value.remedy


def test_reports_have_every_requirement_also_those_that_are_not_promised() -> None:
    for contract in (contract_of(), read_contract('contract = 1\nname = "slab"\n[block]\nsize = 64\ncount = 4\n', "here")):
        stated = {each.id: each.text for each in Promised(contract).spec.requirements}
        assert stated == {each.id: each.text for each in derived_requirements(contract)}
        assert {"KEEP-1", "ABORT-1", "TICK-2"} <= stated.keys()


def test_the_default_contract_is_what_it_was() -> None:
    promised = Promised()
    assert promised.fits_model_in_c
    assert counts_of(load_contract("knhk")) == (16, 1024)
