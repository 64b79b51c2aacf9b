"""Case files: written so that people can read them, read so that nothing wrong in them passes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolproof.conformance import operations as op
from poolproof.conformance.cases import CaseError, case_files, case_of, load_case, load_corpus, save_case
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cases.loops import INDEX, STEP, Statement, folded
from poolproof.conformance.cases.reading import from_json, read_case
from poolproof.conformance.judge import Finding
from poolproof.conformance.observations import NOT_RUN, Death, DeathCause, Step, Trace
from poolproof.conformance.operations import Flag, Operation, Pattern, Target, to_json
from poolproof.spec.contracts import Contract, default_contract, promise_lines, read_contract

CONTRACT = default_contract()
SLAB = read_contract('contract = 1\nname = "slab"\n[block]\nsize = 24\ncount = 5\n[misuse]\nnull = "ignored"\n', "slab.toml")
POOLS = st.integers(0, op.POOL_SLOTS - 1)
INDICES, CAPACITIES = st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)
VALUES = st.integers(0, 2**64 - 1)
OPERATIONS = st.builds(
    lambda operation, flags: operation._replace(flags=operation.flags | flags),
    st.one_of(
        st.builds(op.create, CAPACITIES, CAPACITIES, POOLS),
        st.builds(op.create_default, POOLS),
        st.builds(op.destroy, POOLS, reuse=st.booleans()),
        st.builds(op.destroy_null),
        st.builds(op.get, VALUES, POOLS),
        st.builds(op.get_exactly, VALUES, POOLS),
        st.builds(op.misuse, st.sampled_from(Target), INDICES, INDICES, POOLS),
        st.builds(op.foreign, st.sampled_from(op.ForeignAddress), VALUES, INDICES, POOLS),
        st.builds(op.take, POOLS),
        st.builds(op.reset, POOLS),
        st.builds(op.clear, POOLS),
        st.builds(op.counters, POOLS),
        st.builds(op.write, VALUES, INDICES, st.sampled_from(Pattern), INDICES, POOLS),
        st.builds(op.write_record, VALUES, INDICES, st.sampled_from(Pattern), INDICES, POOLS),
    ),
    st.sampled_from([0, Flag.OBSERVE_USAGE]),
)


@dataclass(frozen=True, slots=True)
class Example:
    operations: tuple[Operation, ...]
    trace: Trace
    finding: Finding


def example(*operations: Operation, observed: str = "b2", trace: Trace = ()) -> Example:
    return Example(operations, trace, Finding(("ORDER-1",), len(operations) - 1, "b1, the one returned last", observed))


PLAIN = example(op.create(2, 1), *[op.get()] * 3, op.give_back(), op.get())


def saved(folder: Path, given_example: Example = PLAIN, contract: Contract = CONTRACT) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(save_case(given_example, contract, "mypool", folder).read_text(encoding="utf-8"))
    return document


@given(OPERATIONS)
def test_from_json_is_the_exact_inverse_of_to_json(operation: Operation) -> None:
    assert from_json(json.loads(json.dumps(to_json(operation)))) == operation


@given(
    st.lists(st.tuples(OPERATIONS, st.booleans(), st.integers(1, 4)), min_size=1, max_size=8),
    st.booleans(),
    st.sampled_from([CONTRACT, SLAB]),
)
def test_a_case_comes_back_as_it_was_saved(
    drawn: list[tuple[Operation, bool, int]], sanitizer: bool, contract: Contract
) -> None:
    operations = [each.stepped() if stepped else each for each, stepped, times in drawn for _ in range(times)]
    case = replace(case_of(PLAIN, contract, "mypool"), operations=tuple(operations), sanitizer=sanitizer, shown=())
    assert read_case(case_text(case), "a.json") == case


def test_a_case_says_all_that_matters_and_nothing_of_the_machine(tmp_path: Path) -> None:
    death = Step(op.get(), NOT_RUN, Death(DeathCause.SIGNAL, "was killed by SIGABRT", False, ""))
    observed = "the process was killed (it said: worker: /home/me/pools/pool.c:12: free_count > 0)"
    shown = replace(example(op.get(), observed=observed), trace=(death,))
    path = save_case(shown, CONTRACT, "/home/me/pools/libmypool.so", tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "/home" not in text
    case = load_case(path)
    assert case.observed == "the process was killed (it said: worker: pool.c:12: free_count > 0)"
    assert (case.subject, case.contract) == ("libmypool.so", CONTRACT)
    assert '"shown": "get_soa(p1, 8)"' in text


def test_a_file_is_named_by_what_it_runs_and_not_by_how_it_was_told(tmp_path: Path) -> None:
    first = save_case(PLAIN, CONTRACT, "mypool", tmp_path / "new" / "corpus")
    assert re.fullmatch(r"ORDER-1-[0-9a-f]{8}\.json", first.name)
    assert save_case(replace(PLAIN, finding=replace(PLAIN.finding, observed="b3")), CONTRACT, "other", first.parent) == first
    other = save_case(example(*PLAIN.operations, op.clear()), CONTRACT, "mypool", first.parent)
    assert other != first
    assert case_files(first.parent) == sorted([first, other])  # and no temporary file
    assert set(load_corpus(first.parent)) == {load_case(first), load_case(other)}


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="holds no case"):
        load_corpus(tmp_path)


def test_a_run_of_one_operation_is_one_record(tmp_path: Path) -> None:
    records = saved(tmp_path)["operations"]
    assert [(each["operation"], each.get("times", 1)) for each in records] == [
        ("create", 1),
        ("get", 3),
        ("return", 1),
        ("get", 1),
    ]


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        (lambda case: case.update(case=4), "case", "version 4 is unknown"),
        (lambda case: case.pop("case"), "case", "is missing"),
        (lambda case: case.update(case="1"), "case", "is a text, not a whole number"),
        (lambda case: case.update(extra=1), "extra", "is no field"),
        (lambda case: case.update(requirements=["ORDER-9"]), "requirements", "'ORDER-9' is no requirement"),
        (lambda case: case.update(requirements=[]), "requirements", "names none"),
        (lambda case: case.update(expected=None), "expected", "is null, not a text"),
        (lambda case: case.update(contract=[]), "contract", "is a list, not an object"),
        (lambda case: case.pop("contract"), "contract", "is missing"),
        (lambda case: case["contract"].update(about=1), "contract.about", "is no field"),
        (lambda case: case["contract"].update(sha256="12"), "contract.sha256", "has 2 digits"),
        (lambda case: case["contract"].update(name="slab"), "contract.name", "'slab' is not the name in its text, 'knhk'"),
        (lambda case: case["contract"]["text"].append(1), "contract.text", "holds something that is not text"),
        (lambda case: case["contract"]["text"].append("[blok]"), "contract.text", "is not a contract (blok: unknown key)"),
        (lambda case: case["contract"]["text"].append("["), "contract.text", "not valid TOML"),
        (lambda case: case.update(profile={}), "profile", "is no field"),
        (lambda case: case.update(operations=[]), "operations", "there are none"),
        (lambda case: case.update(operations={}), "operations", "is an object, not a list"),
        (lambda case: case["operations"].append(7), "operations[4]", "is a number, not an object"),
        (lambda case: case["operations"][1].update(operation="get_sao"), "operations[1].operation", "'get_sao' is unknown"),
        (lambda case: case["operations"][1].pop("value"), "operations[1].value", "is missing"),
        (lambda case: case["operations"][1].update(value=-1), "operations[1].value", "-1 is out of range"),
        (lambda case: case["operations"][1].update(value=True), "operations[1].value", "is true or false"),
        (lambda case: case["operations"][1].update(nth=0), "operations[1].nth", "is no field"),
        (lambda case: case["operations"][1].update(times=0), "operations[1].times", "0 is out of range"),
        (lambda case: case["operations"][1].update(times=10_000_000), "operations[1].times", "more than 10,000,000"),
        (lambda case: case["operations"][1].update(pool=264), "operations[1].pool", "264 is out of range"),
        (lambda case: case["operations"][1].update(observe_usage=1), "operations[1].observe_usage", "is a number"),
        (lambda case: case["operations"][2].update(nth=-1), "operations[2].nth", "-1 is out of range"),
        (lambda case: case["operations"][2].update(target="fill"), "operations[2].target", "'fill' is unknown"),
        (lambda case: case["operations"][0].update(config=5), "operations[0].config", "is a number, not an object"),
        (lambda case: case["operations"][1].update(exact=2), "operations[1].exact", "is a number"),
        (
            lambda case: case["operations"][0]["config"].update(soa_capacity=2**32),
            "operations[0].config.soa_capacity",
            "out of range",
        ),
    ],
)
def test_whatever_is_wrong_is_said_with_its_place(change: Change, key: str, problem: str, tmp_path: Path) -> None:
    document = saved(tmp_path)
    change(document)
    with pytest.raises(CaseError) as caught:
        read_case(json.dumps(document), "mine.json")
    assert (caught.value.file, caught.value.key) == ("mine.json", key)
    assert problem in caught.value.problem
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_case_holds_the_whole_contract_that_it_is_of(tmp_path: Path) -> None:
    document = saved(tmp_path, contract=SLAB)
    assert (document["contract"]["name"], document["contract"]["sha256"]) == ("slab", SLAB.sha256)
    assert promise_lines(read_contract("\n".join(document["contract"]["text"]), "kept")) == promise_lines(SLAB)
    (file,) = case_files(tmp_path)
    assert load_case(file).contract == SLAB


def test_what_only_a_contract_promises_is_a_requirement_of_its_cases(tmp_path: Path) -> None:
    document = saved(tmp_path, contract=SLAB) | {"requirements": ["KEEP-1", "ISO-2"]}
    assert read_case(json.dumps(document), "mine.json").requirements == ("KEEP-1", "ISO-2")


def test_another_contract_makes_another_file(tmp_path: Path) -> None:
    files = {save_case(PLAIN, each, "mypool", tmp_path) for each in (CONTRACT, SLAB, replace(SLAB, name="other", about="x"))}
    assert len(files) == 2


def test_a_case_of_before_contracts_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"old\.json: case: version 1 is from before there were contracts"):
        read_case(json.dumps(saved(tmp_path) | {"case": 1}), "old.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"3"])
def test_what_is_no_case_at_all_is_said(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    with pytest.raises(CaseError, match=r"bad\.json"):
        load_case(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="can't be read"):
        load_case(tmp_path / "none.json")


# ---- loops ----


def counted(text: str, i: int) -> str:
    return re.sub(r"<(.*?)>", lambda inner: str(eval(inner[1], {"i": i})), text)


def rolled_out(lines: list[str]) -> list[str]:
    """The lines with every loop carried out."""
    found: list[str] = []
    for line in lines:
        rounds, _, body = line.partition("|")
        if not body:
            found.append(line)
            continue
        for i in range(int(rounds)):
            found += [counted(each, i) for each in body.split("|")]
    return [re.sub(r"<(.*?)>", r"\1", line) for line in found]


STATEMENTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(1, 5), st.integers(-1, 2)), min_size=1, max_size=12
)


@given(STATEMENTS)
def test_loops_do_the_same_steps(runs: list[tuple[str, int, int, int]]) -> None:
    statements = [
        Statement(f"{name} <{STEP}> <{INDEX}>", 0, 10 + start + change * turn)
        for name, start, times, change in runs
        for turn in range(times)
    ]
    statements = [replace(each, step=number) for number, each in enumerate(statements, start=1)]
    written = folded(statements, lambda rounds, body: ["|".join([str(rounds), *body])])
    assert rolled_out(written) == [f"{each.text[0]} {each.step} {each.index}" for each in statements]
