"""Every format that is read, changed at random in its structure and in its bytes: words or a result, never a riddle, no wait.

A reader may take a file or refuse it by an error of its own, on one line. Anything else would end a command in status 70.
"""

from __future__ import annotations

import io
import json
import random
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

import poolproof.spec.contracts
from poolproof.benchmarks.document import BaselineError, read_baseline
from poolproof.benchmarks.machine import Machine
from poolproof.conformance import operations as op
from poolproof.conformance.campaign.corpus import Folder, load
from poolproof.conformance.campaign.ledger import Ledger, LedgerError
from poolproof.conformance.campaign.shards import Driver, Shard, ShardResult
from poolproof.conformance.campaign.tally import Group
from poolproof.conformance.cases import Case, CaseError
from poolproof.conformance.cases.files import case_text, load_case
from poolproof.conformance.cases.meeting import Meeting
from poolproof.conformance.cli.configuration import defaults, read_configuration
from poolproof.conformance.cli.main import commands
from poolproof.conformance.interleaving import Job, Wrong, lines, tell
from poolproof.conformance.interleaving.engine import understood
from poolproof.conformance.interleaving.outcome import outcome_of
from poolproof.conformance.judge import Situation
from poolproof.conformance.reports.forms import FORMS, Told
from poolproof.conformance.reports.github import workflow_commands
from poolproof.conformance.reports.history import Entry, HistoryError, Tick, read, record
from poolproof.conformance.reports.reading import ReportError, read_report
from poolproof.reference.pipeline.check import check_lines
from poolproof.reference.pipeline.emit import Log
from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.sources import Source
from poolproof.spec import SpecError
from poolproof.spec.contracts import default_contract, load_contract
from poolproof.spec.hot_part import ReceiptRecord
from poolproof.spec.pipeline_errors import PipelineError

CONTRACT = Path(poolproof.spec.contracts.__file__).parents[1] / "data" / "contracts" / "native-blocks.toml"
SECONDS_AT_MOST = 20
CASE = Case(
    ("GUARD-1", "OWN-2"), "this", "that", default_contract(), "libpool.so",
    (op.create(2, 3), *[op.get(9), op.give_back()] * 20, op.get(), op.misuse(op.Target.INTERIOR, 3, 17), op.destroy()),
)  # fmt: skip
SHARED = load_contract("native-shared")
MEETING = Meeting(Job(("gr", "g[r]2a"), 3, 1, 1), ((0, 3), (1, 5), (0, 1)), Wrong.TWO_HOLDERS, "0" * 64, ("a", "b"))
ON_THREADS = Case(
    ("SHARE-1",), "this", "that", SHARED, "libpool.so", (),
    meeting=Meeting(Job(("gr", "gr"), 2), (), Wrong.TWO_HOLDERS, "0" * 64, (), on_threads=True),
)  # fmt: skip
CASE_OF_THREADS = Case(("SHARE-1",), "this", "that", SHARED, "libpool.so", (), meeting=MEETING)
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, 2**31, 2**32, 2**63, 2**64, 10**40, 1e308, float("nan"), float("inf"),
    "", " ", "x", "\n", "\0", "\x1b[31m", "\ud800", "\u202e", "::error::", "x" * 5000, "../../x", "🦆", "1", "true",
    [], {}, [[]], [None], {"": None}, {"a": {}}, [0] * 300,
)  # fmt: skip
ODD_TOML = (
    "true",
    "0",
    "-1",
    "1e999",
    "nan",
    '""',
    "'x'",
    "[]",
    "{}",
    "[[1]]",
    "1979-05-27",
    '"\\u0000"',
    "9" * 5000,
    "=",
    "[" * 500,
)
ODD_BYTES = (b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\x1b", b'"', b"{", b"}", b"[", b"\\", b"\\ud800", b"9" * 5000)


@contextmanager
def nobody_waits() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeoutError("it takes too long")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_AT_MOST)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


# ---- changes ----


def changed_bytes(content: bytes, draw: random.Random) -> bytes:
    at, end = sorted(draw.randrange(len(content) + 1) for _ in range(2))
    match draw.randrange(6):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[end:]
        case 2:
            return content[:at] + draw.choice(ODD_BYTES) + content[at:]
        case 3:
            return content[:end] + content[at:]
        case 4:
            return content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
    lines = content.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines)


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Each container, with a key or an index."""
    keys = tree.keys() if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    return [place for key in keys for place in ((tree, key), *places(tree[key]))]


def copied(tree: Any) -> Any:
    return json.loads(json.dumps(tree))


def changed_tree(tree: Any, draw: random.Random) -> Any:
    found = places(tree)
    if not found:
        return copied(draw.choice(ODD_VALUES))
    inside, key = draw.choice(found)
    match draw.randrange(5):
        case 0:
            del inside[key]
        case 1 if isinstance(inside, dict):
            inside[draw.choice(("", "x", "\ud800", "\x1b", *inside))] = inside.pop(key)
        case 2 if isinstance(inside, list):
            inside.insert(key, copied(draw.choice(inside)))
        case 3:
            other, at = draw.choice(found)
            inside[key] = copied(other[at])
        case _:
            inside[key] = copied(draw.choice(ODD_VALUES))
    return tree


def changed_json(content: bytes, draw: random.Random) -> bytes:
    tree = json.loads(content)
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        tree = changed_tree(tree, draw)
    return json.dumps(tree, indent=draw.choice((None, 2))).encode()


def changed_lines(content: bytes, draw: random.Random) -> bytes:
    """JSON lines: one of them."""
    lines = content.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    lines[at] = changed_json(lines[at], draw).replace(b"\n", b" ") + b"\n"
    return b"".join(lines)


def changed_toml(content: bytes, draw: random.Random) -> bytes:
    lines = content.decode().splitlines()
    at = draw.randrange(len(lines))
    key, equals, _ = lines[at].partition("=")
    match draw.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(draw.randrange(len(lines)), lines[at])
        case 2 if equals:
            lines[at] = f"{draw.choice((key, 'x', key.upper()))} = {draw.choice(ODD_TOML)}"
        case _:
            lines[at] = draw.choice(("[x]", "[[order]]", "x = 1", f"{key}.y = 1", *ODD_TOML))
    return "\n".join(lines).encode()


# ---- formats ----


@dataclass(frozen=True)
class Format:
    """``text``: a sound file; ``change``: of its structure; ``use``: reads it from a path, and does what its command does."""

    text: Callable[[Path], bytes]
    change: Callable[[bytes, random.Random], bytes]
    use: Callable[[Path], object]
    refusals: tuple[type[Exception], ...]


def log_text(folder: Path) -> bytes:
    path = folder / "sound.log"
    with Log(path, ["count ? ? 1"], ["a.nt"]) as log:
        log.receipts(0, [ReceiptRecord(0, 9, 2, 4, 8, 0, 3, 1, 2**64 - 1, 0xAB)] * 2)
        log.end_epoch(0, 8)
    return path.read_bytes()


def ledger_text(name: str) -> Callable[[Path], bytes]:
    def text(folder: Path) -> bytes:
        group = Group("OWN-2-0.json", ("OWN-2",), 4, Driver.LANE, 5, 5)
        done = ShardResult(Shard(0, Driver.LANE, 10), True, 1000, 0.5, capacities=frozenset({16}))
        done.reached[Situation(0, 3, 0)] = 7
        with Ledger(folder / "sound", "me", 1) as ledger:
            for number in range(3):
                ledger.finish(replace(done, shard=Shard(number, Driver.LANE, 10)), [(f"group {number}", group)])
            ledger.abandon(9, Driver.WALKS, "died")
            if name == "state.json":
                ledger._write_state()
        return (folder / "sound" / name).read_bytes()

    return text


def use_ledger(name: str) -> Callable[[Path], object]:
    def use(path: Path) -> None:
        folder = path.parent / "sound"
        (folder / name).write_bytes(path.read_bytes())
        with Ledger(folder, "me", 1) as ledger:
            next(ledger.numbers())
            assert ledger._state_text(ledger.tally)

    return use


def use_corpus(path: Path) -> None:
    path.rename(path.with_suffix(".json"))
    for each in load(Folder(path.parent)):
        assert each.case is not None or each.why


def use_case_of_threads(path: Path) -> None:
    case = load_case(path)
    assert case_text(case)
    assert case.meeting is None or str(case.meeting.job)


def use_answer(path: Path) -> None:
    """Of the engine that lets threads meet: the subject's process could write there."""
    job = Job(("gr", "g"), 2)
    outcome = understood(lambda: outcome_of(json.loads(path.read_bytes())), job)
    for found in (outcome.found, outcome.waiting, *outcome.costs):
        assert found is None or list(lines(tell(job, found)))


def use_report(path: Path) -> None:
    document = read_report(path)
    for form in FORMS:
        assert form.text(Told([document]))
        if form.is_made_of_runs:
            assert form.text(Told([document, document]))
    assert workflow_commands(document) is not None


def use_configuration(path: Path) -> None:
    configuration = read_configuration(path)
    for command in ("verify", "bench", "fuzz", "pipeline"):
        defaults(configuration, commands, command)


def use_baseline(path: Path) -> None:
    baseline = read_baseline(path)
    assert isinstance(baseline.machine.differences(baseline.machine), list)
    assert all(each.low <= each.value or each.low > each.value for each in baseline.cycles.values())


def use_input(format: str) -> Callable[[Path], object]:
    def use(path: Path) -> None:
        for block in Ingest([Source(str(path), format)]).blocks(lambda problem: bool(str(problem))):
            assert block.endswith(b"\n")

    return use


def report_text(folder: Path) -> bytes:
    """Of what is violated, and some more: what each requirement adds is alike."""
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    told = report["requirements"]
    report["requirements"] = [each | {"guards": each["guards"][:1]} for each in told if each["verdict"] != "pass"][:6] + told[
        :2
    ]
    return json.dumps(report).encode()


CONFIGURATION = b"""subject = "native"
contract = "knhk"
[verify]
level = "hot"
seed = 7
budget = 1.5
keep-going = true
corpus = "cases"
[fuzz]
jobs = 2
time = "1h"
[bench]
quick = true
[pipeline.run]
hook = ["count ? ? 1"]
"""
CERTIFICATE = {"schema": 1, "poolproof": "0.1.0", "contract": {"name": "knhk"}, "verdict": "conforms", "complete": True}
"""What `explore --json` writes is not a report of a verification."""
BASELINE = {
    "schema": 1,
    "poolproof": "0.1.0",
    "machine": {each.name: "x" for each in fields(Machine)},
    "figures": [{"workload": "depth1", "name": "native", "how": "inlined", "cycles": {"value": 4.0, "low": 3.9, "high": 4.1}}],
    "complete": True,
}
DELTAS = b'{"additions": [{"s": "u:s", "p": "u:p", "o": "\\"x\\"@en"}], "removals": []}\n' * 3
TURTLE = b'@prefix : <u:> . :a :p [ :q ( 1 "x" ) ], _:x . <#a> a :b .\n_:y :p [] .'

FORMATS = {
    "case": Format(lambda _: case_text(CASE).encode(), changed_json, load_case, (CaseError,)),
    "corpus": Format(lambda _: case_text(CASE).encode(), changed_json, use_corpus, ()),
    "report": Format(report_text, changed_json, use_report, (ReportError,)),
    "state": Format(ledger_text("state.json"), changed_json, use_ledger("state.json"), (LedgerError,)),
    "journal": Format(ledger_text("journal.jsonl"), changed_lines, use_ledger("journal.jsonl"), (LedgerError,)),
    "contract": Format(lambda _: CONTRACT.read_bytes(), changed_toml, lambda path: load_contract(str(path)), (SpecError,)),
    "configuration": Format(lambda _: CONFIGURATION, changed_toml, use_configuration, (SpecError,)),
    "log": Format(log_text, changed_lines, lambda path: check_lines(path, io.BytesIO(path.read_bytes())), (PipelineError,)),
    "baseline": Format(lambda _: json.dumps(BASELINE).encode(), changed_json, use_baseline, (BaselineError,)),
    "deltas": Format(lambda _: DELTAS, changed_lines, use_input("jsonl"), ()),
    "turtle": Format(lambda _: TURTLE, changed_bytes, use_input("ttl"), ()),
}


ANSWER = {
    "version": 1, "end": "found", "states": 9, "transitions": 12, "ends": 1, "steps": 90, "seconds": 0.1, "places": [],
    "found": {
        "wrong": "two_holders", "thread": 1, "block": 0, "value": 0, "preemptions": 1, "in_look": False, "reproduced": True,
        "runs": [{"thread": 0, "points": 3, "stops": "pool.c"}, {"thread": 1, "points": 5, "stops": "done", "is_split": True}],
        "events": [
            {"run": 0, "thread": 0, "call": "get", "block": 0, "is_answer": False},
            {"run": 1, "thread": 1, "call": "get", "block": 0, "is_answer": True, "said": "lent", "value": 0},
        ],
    },
}  # fmt: skip
FORMATS |= {
    "case of threads": Format(lambda _: case_text(CASE_OF_THREADS).encode(), changed_json, use_case_of_threads, (CaseError,)),
    "case of real threads": Format(lambda _: case_text(ON_THREADS).encode(), changed_json, use_case_of_threads, (CaseError,)),
    "certificate": Format(lambda _: json.dumps(ANSWER | CERTIFICATE).encode(), changed_json, use_report, (ReportError,)),
    "answer": Format(lambda _: json.dumps(ANSWER).encode(), changed_json, use_answer, ()),
}


DEAR = {"report", "certificate", "answer", *(name for name in FORMATS if name.endswith("threads"))}


def in_a_line(refusal: Exception) -> None:
    text = str(refusal)
    assert text.strip()
    assert "\n" not in text, text


def run_all(name: str, rounds: int, folder: Path) -> None:
    each = FORMATS[name]
    sound = each.text(folder)
    for seed in range(rounds):
        draw = random.Random(f"{name} {seed}")
        content = each.change(sound, draw) if draw.random() < 0.7 else sound
        if content is sound or draw.random() < 0.2:
            content = changed_bytes(content, draw)
        path = folder / "changed.toml"
        path.write_bytes(content)
        try:
            with nobody_waits():
                each.use(path)
        except each.refusals as refusal:
            in_a_line(refusal)
        except BaseException as error:
            raise AssertionError(f"{name}, seed {seed}: {content[:2000]!r}") from error


@pytest.fixture
def folder(tmp_path: Path, violating: dict[str, Any]) -> Path:
    (tmp_path / "report.json").write_text(json.dumps(violating), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", FORMATS)
def test_a_changed_file_is_taken_or_refused(name: str, folder: Path) -> None:
    run_all(name, 60 if name in DEAR else 300, folder)


@pytest.mark.long
@pytest.mark.parametrize("name", FORMATS)
def test_many_changed_files_are_taken_or_refused(name: str, folder: Path) -> None:
    run_all(name, 1000 if name == "report" else 5000, folder)


def history(file: Path) -> None:
    tick = Tick("depth1", "inlined", 4.0, 3.9, 4.1)
    run = Entry(
        began="2026-01-01T00:00:00+00:00", command="verify", poolproof="0.1.0", place="native", given="native", name="n",
        sha256="0" * 64, contract="knhk", level="core", verdict="violates", conforms_at="core", failed=("OWN-2",), unknown=(),
        operations=5, seconds=1.5, ticks=(tick, tick),
    )  # fmt: skip
    file.unlink(missing_ok=True)
    record(file, [run] * 3)


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_history_is_taken_or_refused(tmp_path: Path, seed: int) -> None:
    draw, file = random.Random(seed), tmp_path / "runs.sqlite"
    history(file)
    with sqlite3.connect(file) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(run)")]
        values = [each for each in ODD_VALUES if isinstance(each, int | float) and abs(each) < 2**63]
        for _ in range(draw.randrange(3)):
            change = f"UPDATE OR IGNORE run SET {draw.choice(names[1:])} = ? WHERE id = ?"
            connection.execute(change, (draw.choice([*values, b"\xff", "[]"]), draw.randrange(1, 4)))
    if draw.random() < 0.5:
        file.write_bytes(changed_bytes(file.read_bytes(), draw))
    try:
        with nobody_waits():
            for each in read(file):
                assert json.dumps(asdict(each))
            record(file, [])
    except HistoryError as error:
        in_a_line(error)
