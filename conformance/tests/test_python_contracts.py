"""Whole verifications of Python classes by contracts of blocks: a sound one conforms, and each planted fault is blamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance.faults.of_contract.faulty_classes import FAULTY_CLASSES
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.minimising import trials
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec.contracts import load_contract

SMALL = Plan(walks=2, machine_examples=2, machine_steps=15)
BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 3\n'
CLEARED = "[life]\nclear = true\n"
COUNTED = "[counters]\n" + "".join(f'{each} = "exact"\n' for each in ("capacity", "used", "free", "peak"))
MISUSES = ("null", "foreign", "other_pool", "interior", "double")
MISUSE = "[misuse]\n" + "".join(f'{each} = "refused:Not{each.title().replace("_", "")}"\n' for each in MISUSES)
QUEUE = '[order]\nreuse = "fifo"\nfresh = "ascending"\nafter_clear = "as-created"\n'
CONTRACTS = {
    "stack": BLOCKS + '[order]\nreuse = "lifo"\n' + MISUSE + 'revoked = "refused"\n' + CLEARED,
    "queue": BLOCKS + QUEUE + COUNTED + CLEARED,
    "any count": BLOCKS + 'counts = [2, 7]\n[life]\nbad_config = "refused:ValueError"\n' + COUNTED,
    "grows": BLOCKS + 'capacity = "at-least"\nexhausted = "grows"\n[order]\nreuse = "lowest-address"\n',
    "poisoned": BLOCKS + '[contents]\nat_get = "zero"\nwhile_free = "0xDD"\n' + CLEARED,
    "kept": BLOCKS + '[contents]\nat_get = "kept"\nwhile_free = "kept"\n',
    "sequence": BLOCKS.replace("align = 8", "align = 64") + "[sequence]\nsize = 17\ncount = 3\nnumber_at = 9\n",
    "sized": BLOCKS + 'exhausted = "refused:Empty"\n[size]\nsmallest = 2\nlargest = 20\ntoo_large = "refused:TooLarge"\n',
    "aborts": BLOCKS + 'exhausted = "aborts"\n[misuse]\nnull = "aborts"\ndouble = "aborts"\nforeign = "ignored"\n',
    "only one": BLOCKS + '[life]\ninstances = "one"\n' + CLEARED.removeprefix("[life]\n"),
}
BY = {
    "one_byte_more": "sized",
    "another_exception": "sized",
    "last_byte_left": "poisoned",
    "poison_thinned": "poisoned",
    "mark_inside": "kept",
    "double_return_taken": "stack",
    "misuse_turns": "stack",
    "found_by_equality": "stack",
    "one_record_too_few": "sequence",
    "record_number_runs_on": "sequence",
    "half_a_step_off": "sequence",
    "goes_on": "aborts",
    "one_too_many": "any count",
}
"""The contract by which a fault is judged; for all others a queue."""


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Judge the sound class of a contract, one with a fault, or another one. An interpreter takes long to start, so
    counterexamples are confirmed twice, and minimised briefly."""
    monkeypatch.setattr(trials, "ATTEMPTS", 2)
    monkeypatch.setattr(trials, "SHRINK_SECONDS", 1.0)

    def run(name: str, fault: str | None = None, source: str | None = None) -> Run:
        place = tmp_path / "tried.toml"
        place.write_text(CONTRACTS.get(name, name), encoding="utf-8")
        made = f"pool_of(load_contract({str(place)!r}))"
        text = source or (
            "from poolproof.conformance.faults.of_contract.faulty_classes import FAULTY_CLASSES\n"
            "from poolproof.conformance.faults.of_contract.sound_class import pool_of\n"
            "from poolproof.spec.contracts import load_contract\n"
            f"Pool = {made if fault is None else f'FAULTY_CLASSES[{fault!r}].of({made})'}\n"
        )
        (tmp_path / "mypool.py").write_text(text, encoding="utf-8")
        contract = load_contract(str(place))
        return verify(replace(resolve(f"{tmp_path / 'mypool.py'}:Pool"), contract=contract), SMALL)

    return run


@pytest.mark.parametrize(
    "name", [each if each in ("stack", "sequence") else pytest.param(each, marks=pytest.mark.long) for each in CONTRACTS]
)
def test_a_sound_class_conforms(name: str, judged: Callable[..., Run]) -> None:
    run = judged(name)
    assert {each.requirement.id: each.why for each in run.failures()} == {}
    assert {each.requirement.id for each in run.verdicts if each.verdict == Verdict.UNKNOWN} == set()
    assert run.conclusion == Conclusion.CONFORMS


ODD = {
    "one of it, with methods of its own": (
        """
class Pool:
    living = []
    def __init__(self):
        if Pool.living: raise RuntimeError("there is one")
        Pool.living.append(self)
        self.unused = [bytearray(24) for _ in range(3)]
        self.get, self.give_back = self.unused.pop, self.unused.append
    free = property(lambda self: len(self.unused))
    def close(self): Pool.living.clear()
""",
        'exhausted = "refused:IndexError"\n[order]\nreuse = "lifo"\n[contents]\nat_get = "kept"\nwhile_free = "kept"\n'
        '[life]\ninstances = "one"\n[counters]\nfree = "exact"\n',
    ),
    "memory of its own for each get, and no more than so many": (
        """
import threading

class Pool:
    def __init__(self, count): self.gate = threading.BoundedSemaphore(count)
    def get(self):
        if not self.gate.acquire(blocking=False): raise IndexError
        return bytearray(24)
    def give_back(self, _block): self.gate.release()
    def close(self): pass
""",
        "counts = [1, 9]\n",
    ),
    "it leaves the program on misuse": (
        """
import sys

class Pool:
    def __init__(self, count): self.unused, self.lent = [bytearray(24) for _ in range(count)], {}
    def get(self):
        block = self.unused.pop()
        self.lent[id(block)] = block
        return block
    def give_back(self, block):
        if id(block) not in self.lent: sys.exit("not lent")
        self.unused.append(self.lent.pop(id(block)))
    def close(self): assert not self.lent
""",
        'exhausted = "refused:IndexError"\n[order]\nreuse = "lifo"\n[life]\ndestroy = "needs-all-returned"\n'
        '[misuse]\nnull = "aborts"\nforeign = "aborts"\ndouble = "aborts"\n',
    ),
}
"""Sound classes of unusual designs."""


@pytest.mark.parametrize(
    ("source", "promises"),
    [pytest.param(*each, id=name, marks=[pytest.mark.long] * (place > 0)) for place, (name, each) in enumerate(ODD.items())],
)
def test_an_odd_sound_class_conforms(source: str, promises: str, judged: Callable[..., Run]) -> None:
    run = judged(BLOCKS.replace("align = 8\n", "") + promises, source=source)
    assert {each.requirement.id: each.why for each in run.failures()} == {}
    assert run.conclusion == Conclusion.CONFORMS


@pytest.mark.parametrize(
    "fault",
    [each if place % 5 == 0 else pytest.param(each, marks=pytest.mark.long) for place, each in enumerate(FAULTY_CLASSES)],
)
def test_a_fault_is_blamed_on_what_it_violates(fault: str, judged: Callable[..., Run]) -> None:
    run = judged(BY.get(fault, "queue"), fault)
    failed = {each.requirement.id for each in run.failures()}
    assert failed & set(FAULTY_CLASSES[fault].violates), failed
