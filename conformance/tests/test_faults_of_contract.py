"""Pools that are made of a contract, before the judge: the sound ones are not blamed, and a fault in them is caught."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.cli.exits import Exit
from poolproof.conformance.cli.faults import faults
from poolproof.conformance.cli.verify import verify
from poolproof.conformance.faults.of_contract import build_of_contract, entries_of, example_contracts, promised_ids
from poolproof.conformance.matrix import GivenContract, Matrix, json_matrix
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Verdict
from poolproof.conformance.verification import verify as judge
from poolproof.conformance.verification.checks import check_of
from poolproof.conformance.verification.promised import Promised
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level
from poolproof.spec.contracts import Contract, load_contract, read_contract

FOLDER = example_contracts()[0].parent


def built(contract: Contract, name: str, into: Path) -> Path:
    entry = next(each for each in entries_of(contract) if each.name == name)
    return build_of_contract(entry, contract, into, compiler=Compilers.from_environment())


def judged(contract_name: str, pool: str, into: Path, *, level: str = "hardened") -> tuple[int, dict[str, Any]]:
    """The exit status of ``verify``, and each requirement's verdict."""
    file, report = FOLDER / f"{contract_name}.toml", into / "report.json"
    library = built(load_contract(str(file)), pool, into)
    words = [
        str(library),
        "--contract",
        str(file),
        "--level",
        level,
        "--json",
        str(report),
        "--no-history",
        "--quiet",
    ]
    result = CliRunner().invoke(verify, words, standalone_mode=False, catch_exceptions=False)
    document = json.loads(report.read_text(encoding="utf-8"))
    assert document["contract"]["name"] == contract_name
    return result.return_value, {each["id"]: each["verdict"] for each in document["requirements"]}


# ---- sound pools ----


QUICK = Plan(level=Level.HARDENED, lane_operations=400_000, walks=8)
"""The deep plan is `make matrix`'s."""


EXAMPLES = example_contracts()
SOME = [each if place % 4 == 0 else pytest.param(each, marks=pytest.mark.long) for place, each in enumerate(EXAMPLES)]


@pytest.mark.parametrize("file", SOME, ids=lambda file: file.stem)
def test_the_sound_pool_of_an_example_conforms(file: Path, tmp_path: Path) -> None:
    contract = load_contract(str(file))
    subject = replace(resolve(str(built(contract, "sound", tmp_path))), contract=contract)
    run = judge(subject, QUICK)
    met = (Verdict.PASS, Verdict.NOT_PROMISED, Verdict.SKIPPED)
    assert {each.requirement.id for each in run.verdicts if each.verdict not in met} == set()
    assert run.conclusion is Conclusion.CONFORMS


@pytest.mark.parametrize(
    ("name", "pool"),
    [("generous", "never-runs-out"), ("contiki-memb", "checks-what-is-free"), ("one-byte", "reads-what-is-lent")],
)
def test_an_odd_pool_conforms(name: str, pool: str, tmp_path: Path) -> None:
    assert judged(name, pool, tmp_path)[0] == Exit.CONFORMS


# ---- faults ----

CAUGHT = [
    ("any-order", "cap-2-lends-one-twice", "CAP-2"),
    ("dpdk-ring", "order-1-lifo-at-one-depth", "ORDER-1"),
    ("contiki-memb", "order-1-last-if-lower", "ORDER-1"),
    ("object-cache", "keep-1-last-byte", "KEEP-1"),
    ("poisoned", "free-1-last-byte-missed", "FREE-1"),
    ("sized-or-dead", "guard-2-ends-well", "GUARD-2"),
    ("lwip-memp", "abort-1-scribbles-first", "ABORT-1"),
    ("all-in-storage", "bound-1-storage-overrun", "BOUND-1"),
    ("growing", "cap-1-at-one-less", "CAP-1"),
    ("counted", "peak-1-seen-at-return", "PEAK-1"),
    ("numbered-records", "receipt-2-number-elsewhere", "RECEIPT-2"),
    ("ignores-misuse", "safe-2-misuse-kills", "SAFE-2"),
    # what only many operations show
    ("kept-while-free", "keep-1-lost-after-300", "KEEP-1"),
    ("map-of-marks", "order-1-one-word-of-marks", "ORDER-1"),
    ("poisoned", "free-1-every-4096th-left", "FREE-1"),
    ("dpdk-ring", "usage-1-drifts-with-refusals", "USAGE-1"),
    ("numbered-records", "receipt-2-sixteen-bits-of-takes", "RECEIPT-2"),
    ("two-hundred-thousand", "cap-1-one-less", "CAP-1"),
    ("two-hundred-thousand", "cap-2-one-more", "CAP-2"),
    ("large-blocks", "own-1-inside-at-a-page", "OWN-1"),
    ("any-order", "life-1-left-at-five-lent", "LIFE-1"),
]


@pytest.mark.parametrize(("name", "pool", "requirement"), CAUGHT)
def test_a_planted_fault_is_caught(name: str, pool: str, requirement: str, tmp_path: Path) -> None:
    status, verdicts = judged(name, pool, tmp_path)
    assert status == Exit.VIOLATES
    assert verdicts[requirement] == "fail"


# ---- the command ----


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(faults, [*map(str, arguments)], standalone_mode=False)


def test_the_faults_of_a_contract_are_listed() -> None:
    result = run("--contract", FOLDER / "packet-buffers.toml", "--list", "--faults-only")
    listed = {line.split()[0] for line in result.stdout.splitlines()}
    assert {"free-1-last-byte-missed", "guard-1-smallest-refused", "abort-1-hangs"} <= listed
    assert not {name for name in listed if name.startswith(("clear-1", "peak-1", "zero-1", "receipt"))}
    by_name = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines()}
    assert by_name["guard-1-smallest-refused"] == "GUARD-1"
    assert "no fault" not in result.stdout
    nothing_planted = run("--contract", FOLDER / "packet-buffers.toml", "--list", "--canaries-only").stdout
    assert nothing_planted.startswith("sound ")
    assert "no fault" not in nothing_planted


def test_a_matrix_of_a_contract_says_by_which_it_was_judged(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    result = run(
        "--contract", FOLDER / "only-one.toml", "-k", "zero-1", "--level", "core", "--build-dir", tmp_path, "--json", file
    )
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, json_matrix.schema(), cls=jsonschema.Draft202012Validator)
    assert result.return_value == Exit.CONFORMS
    assert document["contract"]["name"] == "only-one"
    assert [(each["id"], each["guarded"], len(each["planted"])) for each in document["requirements"]] == [("ZERO-1", True, 2)]
    assert "contract only-one" in result.stdout


def test_a_requirement_without_a_fault_is_said() -> None:
    contract = load_contract(str(FOLDER / "growing-queue.toml"))
    given = GivenContract("growing-queue.toml", contract)
    whole = Matrix((), Promised(contract).spec, Level.CORE, 0, 90.0, 1.0, interrupted=False, given=given)
    assert not {each.requirement.id for each in whole.guards} - set(promised_ids(contract))
    assert not any(each.is_guarded for each in whole.guards)
    assert "CREATE-2" in {each.requirement.id for each in whole.guards}
    part = Matrix((), whole.spec, Level.CORE, 0, 90.0, 1.0, interrupted=False, given=replace(given, in_part=True))
    assert part.guards == ()


def test_pools_that_threads_share_are_judged_each_by_its_contract(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    words = ("--level", "shared", "-k", "no-lock,half-a-push,one-word", "--build-dir", tmp_path, "--json", file)
    result = run(*words)
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, json_matrix.schema(), cls=jsonschema.Draft202012Validator)
    if not document["requirements"][0]["guarded"]:
        pytest.skip("this machine does not step through threads")
    assert result.return_value == Exit.CONFORMS
    assert [(each["id"], each["guarded"]) for each in document["requirements"]] == [("SHARE-1", True), ("ISR-1", True)]
    assert [each["result"] for each in document["canaries"]] == ["not blamed"]


def test_of_knhk_it_is_the_catalogue() -> None:
    assert run("--contract", "knhk", "--list").stdout == run("--list").stdout


def test_a_contract_of_the_other_header_is_refused_with_words(tmp_path: Path) -> None:
    file = tmp_path / "queue.toml"
    file.write_text('contract = 1\nname = "queue"\nbased_on = "knhk"\n[order]\nreuse = "fifo"\n', encoding="utf-8")
    error = run("--contract", file, "--list").exception
    assert isinstance(error, click.BadParameter)
    assert "queue is a contract of bufferpool.h" in error.message


def test_a_catalogue_and_a_contract_exclude_each_other(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text("", encoding="utf-8")
    error = run("--contract", FOLDER / "fast.toml", "--catalogue", catalogue).exception
    assert isinstance(error, click.UsageError)


def test_without_a_compiler_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    result = run("--contract", FOLDER / "fast.toml", "-k", "zero-1", "--build-dir", tmp_path)
    assert result.return_value == Exit.NO_SUBJECT
    assert "the c compiler 'no-such-compiler' was not found; install it, or name another in CC" in " ".join(
        result.stdout.split()
    )


# ---- what never comes about ----

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\ncount = 7\n'
AT_LEAST = BLOCKS + 'capacity = "at-least"\n'
ABORTS = BLOCKS + 'exhausted = "aborts"\n'


@pytest.mark.parametrize(
    ("text", "requirement", "words"),
    [
        (BLOCKS, "REFUSE-1", None),
        (BLOCKS, "CAP-1", None),
        (AT_LEAST, "REFUSE-1", "never ran out"),
        (AT_LEAST, "ORDER-2", "never ran out"),
        (AT_LEAST + '[size]\nlargest = 8\ntoo_large = "aborts"\n', "GUARD-3", "never ran out"),
        (AT_LEAST + "[size]\nlargest = 8\n", "REFUSE-1", None),
        (AT_LEAST + "[sequence]\nsize = 8\ncount = 2\n", "ORDER-2", None),
        (ABORTS + '[misuse]\nnull = "refused"\n', "REFUSE-1", "no proper operation is ever refused"),
        (ABORTS + '[life]\nbad_config = "refused"\n', "REFUSE-1", None),
    ],
)
def test_what_never_comes_about_is_known(text: str, requirement: str, words: str | None) -> None:
    never = check_of(requirement).never
    said = never(read_contract(text, "here")) if never is not None else None
    assert (said is None) == (words is None)
    assert words is None or (said is not None and words in said)
