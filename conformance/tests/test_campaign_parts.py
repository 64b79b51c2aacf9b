"""The parts of a campaign: shapes, the ledger, the pace, the memory of what looks alike, marathons and counts."""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.campaign import engine as engines
from poolproof.conformance.campaign.corpus import CorpusError, Folder, load, open_corpus, replay
from poolproof.conformance.campaign.counting import counted
from poolproof.conformance.campaign.drivers import Workplace
from poolproof.conformance.campaign.durable import DurableLines
from poolproof.conformance.campaign.engine import Failure, LocalEngine
from poolproof.conformance.campaign.examiner import Memory
from poolproof.conformance.campaign.ledger import Ledger, LedgerError
from poolproof.conformance.campaign.marathons import marathon
from poolproof.conformance.campaign.pace import Pace
from poolproof.conformance.campaign.shape import is_simpler_form, shape, words_of
from poolproof.conformance.campaign.shards import SEEDS_A_SHARD, Driver, Order, Shard, ShardResult
from poolproof.conformance.campaign.tally import Group
from poolproof.conformance.cases import Case
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cases.replay import Outcome
from poolproof.conformance.judge import Situation
from poolproof.conformance.operations import Kind, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification.promised import Promised
from poolproof.conformance.verification.verdicts import Configuration
from poolproof.spec import Level
from poolproof.spec.contracts import default_contract
from poolproof.spec.vocabulary import LOG_CAPACITY

Build = Callable[..., Path]
PoolSource = Callable[..., str]

PAIR = [op.get(), op.give_back()]


# ---- shapes ----


def test_what_differs_in_values_alone_has_one_shape() -> None:
    first = [op.create(2, 1), op.get(9), op.misuse(Target.INTERIOR, 3, 17)]
    second = [op.create(3, 3), op.get(2**40), op.misuse(Target.INTERIOR, 0, 0)]
    assert shape(first) == shape(second) == "create, get:large, return:interior"


@pytest.mark.parametrize(
    "other",
    [
        [op.create_default(), op.get(9)],
        [op.create(9, 1), op.get(9)],
        [op.create(1, 1), op.get(8)],
        [op.create(1, 1), op.get(9).observing_usage()],
        [op.create(1, 1), op.get(9, pool=1)],
        [op.create(1, 1), op.get(9), op.get(9)],
    ],
)
def test_what_differs_in_more_has_another(other: list[op.Operation]) -> None:
    assert shape(other) != shape([op.create(1, 1), op.get(9)])


def test_long_runs_are_counted_by_the_power_of_two_that_they_reach() -> None:
    shapes = {shape([op.create_default(), *PAIR * rounds, op.get()]) for rounds in (65_536, 70_000, 131_071)}
    assert shapes == {"create:default, (get return)x2^16, get"}
    assert shape(PAIR * 3) == "(get return)x3"


def test_what_was_not_minimised_to_the_end_is_told_by_its_end() -> None:
    source = random.Random(1)
    draws = [op.get(), op.give_back(), op.clear(), op.take(), op.reset(), op.counters()]
    assert shape([*(source.choice(draws) for _ in range(300)), op.get()]) == "much, then get"


def test_a_sequence_with_operations_left_out_is_a_simpler_form() -> None:
    longer = words_of([op.create(1, 1), *PAIR, op.clear(), op.get()])
    assert is_simpler_form(words_of([op.create(1, 1), *PAIR, op.get()]), longer)
    assert not is_simpler_form(words_of([op.create(1, 1), op.clear(), *PAIR, op.get()]), longer)


# ---- what looks alike ----


def test_what_looks_alike_is_minimised_ever_more_seldom() -> None:
    memory = Memory()
    due = [number for number in range(1, 101) if memory.is_due("look")]
    assert due == [1, 2, 4, 8, 16, 32, 64]
    assert memory.is_due("another")
    assert not memory.knows("a third")


# ---- the ledger ----


GROUP = Group("OWN-2-0.json", ("OWN-2",), 4, Driver.LANE, 5, 5)


def result(number: int, *, whole: bool = True, **changes: object) -> ShardResult:
    each = ShardResult(Shard(number, Driver.LANE, 10), whole, 1000, 0.5, Counter({Situation(0, 3, 0): 7}), frozenset({16}))
    return replace(each, **changes)  # type: ignore[arg-type]


def test_a_shard_is_counted_once_however_often_it_comes(tmp_path: Path) -> None:
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.finish(result(3, seen=Counter({"a": 2})), [("a", GROUP)])
        assert not ledger.finish(result(3, seen=Counter({"a": 2})), [("a", GROUP)])
        assert ledger.tally.operations[Driver.LANE] == 1000
        assert ledger.tally.groups["a"].seen == 2
        assert ledger.tally.reached[Situation(0, 3, 0)] == 7


def test_what_was_done_is_known_again_and_the_seed_stays(tmp_path: Path) -> None:
    with Ledger(tmp_path, "me", 1) as ledger:
        for number in (0, 1, 3):
            ledger.finish(result(number), [])
        ledger.finish(result(2, whole=False, discoveries=()), [("a", GROUP)])
        before = ledger.tally
    with Ledger(tmp_path, "me", 2) as ledger:
        assert ledger.tally == before
        assert ledger.continues
        assert ledger.tally.seed == 1
        numbers = ledger.numbers()
        assert [next(numbers) for _ in range(3)] == [2, 4, 5]
        assert ledger.tally.groups["a"] == GROUP


def test_a_record_that_a_crash_cut_short_is_no_record(tmp_path: Path) -> None:
    with Ledger(tmp_path, "me", 1) as ledger:
        ledger.finish(result(0), [])
        ledger.finish(result(1), [])
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.is_finished(0)
        assert not ledger.is_finished(1)
        ledger.finish(result(1), [])
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.tally.operations[Driver.LANE] == 2000


def test_a_crash_between_state_and_journal_counts_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DurableLines, "clear", lambda _self: None)
    with Ledger(tmp_path, "me", 1) as ledger:
        for number in range(700):
            ledger.finish(result(number), [])
        before = ledger.tally
    assert json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))["record"] >= 500
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.tally == before


ODD_STATES = (
    "[]",
    "{}",
    "5",
    '"x"',
    "null",
    '{"ledger": 1}',
    '{"ledger": []}',
    "[" * 100_000,
    "1" * 5000,
    '{"a": 1}',
    "precious",
)


@pytest.mark.parametrize("name", ["state.json", "journal.jsonl"])
def test_a_ledger_of_another_shape_or_of_somebody_else_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    with Ledger(tmp_path, "me", 1) as ledger:
        assert ledger.finish(result(0), [])
    contents = [each.encode() for each in ODD_STATES] + [f"{each}\n".encode() for each in ODD_STATES] + [b"\xff\xfe\n"]
    for content in contents:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(LedgerError, match=r"state\.json|journal\.jsonl|not text"):
            Ledger(tmp_path, "me", 1)
        assert (tmp_path / name).read_bytes() == content


def test_a_journal_without_a_state_is_nobody_s(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text("notes of mine", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"has no state\.json beside it"):
        Ledger(tmp_path, "me", 1)
    assert (tmp_path / "journal.jsonl").read_text(encoding="utf-8") == "notes of mine"


@pytest.mark.parametrize("name", ["state.json", "journal.jsonl", "lock"])
def test_a_pipe_in_the_folder_of_a_ledger_holds_nobody_up(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(LedgerError, match="it is a pipe, and no file"):
        Ledger(tmp_path, "me", 1)


def test_the_schema_of_the_ledger_knows_every_driver() -> None:
    schema = json.loads((files("poolproof.conformance.campaign") / "ledger.schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["driver"]["enum"] == [each.value for each in Driver]


def test_the_folder_stays_small(tmp_path: Path) -> None:
    with Ledger(tmp_path, "me", 1) as ledger:
        for number in range(1200):
            ledger.finish(result(number), [])
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 200_000


def test_one_campaign_at_a_time_and_of_one_subject(tmp_path: Path) -> None:
    with Ledger(tmp_path, "me", 1), pytest.raises(LedgerError, match="another campaign is using it"):
        Ledger(tmp_path, "me", 1)
    with pytest.raises(LedgerError, match="belongs to a campaign of me"):
        Ledger(tmp_path, "you", 1)


def test_a_damaged_ledger_is_said(tmp_path: Path) -> None:
    Ledger(tmp_path, "me", 1).close()
    (tmp_path / "state.json").write_text("{", encoding="utf-8")
    with pytest.raises(LedgerError, match="is damaged"):
        Ledger(tmp_path, "me", 1)


# ---- seeds and pace ----


def test_no_shard_has_a_seed_of_another() -> None:
    order = Order(resolve("native"), Level.HARDENED, 2**64 - 5)
    firsts = [order.lane_seed(Shard(number, Driver.LANE, 1)) for number in range(100)]
    assert all((later - earlier) % 2**64 >= SEEDS_A_SHARD for earlier, later in pairwise(firsts))
    draws = {order.source(Shard(number, Driver.WALKS, 1)).random() for number in range(100)}
    assert len(draws) == 100


def test_a_shard_of_the_state_machine_draws_the_same_whatever_hypothesis_has_kept(tmp_path: Path) -> None:
    order = Order(resolve("native"), Level.HARDENED, 2**64 - 5, examples=str(tmp_path / "examples"))
    first, again, other = (Workplace(order).run(Shard(number, Driver.MACHINE, 10)) for number in (7, 7, 8))
    assert (first.operations, first.reached) == (again.operations, again.reached)
    assert (first.operations, first.reached) != (other.operations, other.reached)


def test_a_shard_grows_and_shrinks_to_a_second() -> None:
    pace = Pace(has_lane=True)
    first = pace.shard(0)
    pace.learn(ShardResult(first, True, first.amount, 0.5))
    assert pace.shard(0).amount == 2 * first.amount
    pace.learn(ShardResult(pace.shard(0), True, 1, 100.0))
    assert pace.shard(0).amount == first.amount // 2
    assert {pace.shard(number).driver for number in range(40)} == set(Driver) - {Driver.GUIDED}
    assert Driver.LANE not in {Pace(has_lane=False).shard(number).driver for number in range(40)}


# ---- marathons and counts ----


def test_a_marathon_fits_the_lane_and_repeats_its_body_more_than_16_bits_count() -> None:
    for seed in range(20):
        sequence = marathon(random.Random(seed), Configuration((2, 3), 2, 3), 192, Promised().admits)
        assert len(sequence) <= LOG_CAPACITY
        assert Counter(sequence).most_common(1)[0][1] > 1 << 16
        assert sequence[-1].kind == Kind.DESTROY


def test_what_fails_by_a_count_is_found_at_the_operation_that_is_one_too_many(build: Build, pool_source: PoolSource) -> None:
    guard = "  if (size > BP_LANES) return BP_INVALID_SIZE;"
    counting = f"{guard}\n  static uint32_t gets;\n  if (++gets == 1000) return BP_EXHAUSTED;"
    library = build(pool_source("array_stack", (guard, counting)))
    source = random.Random(3)
    long = [op.create(2, 2), *(source.choice([*PAIR, op.take(), op.clear()]) for _ in range(6000))]
    with Session(resolve(str(library))) as session:
        found = counted(long, session, Promised().admits)
    assert found == [op.create(1, 1), *PAIR * 999, op.get()]
    with Session(resolve("native")) as session:
        assert counted(long, session, Promised().admits) is None


# ---- the corpus ----


CASE = Case(("GUARD-1",), "this", "that", default_contract(), "subject", (op.create(1, 1), op.get()))


def test_a_case_that_can_not_be_read_can_not_be_run_and_is_left_as_it_is(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "corpus")
    assert folder.texts() == []
    assert folder.save("OWN-2-1.json", '{"case": 99}') == "OWN-2-1.json"
    assert [folder.save("OWN-2-1.json", case_text(CASE)) for _ in range(2)] == ["OWN-2-1-2.json"] * 2
    second, first = load(folder)
    assert (first.case, second.case) == (None, CASE)
    with Session(resolve("native")) as session:
        replayed = replay(first, session)
    assert replayed.outcome == Outcome.CANNOT_RUN
    assert replayed.why is not None
    assert "version 99 is unknown" in replayed.why


ODD_ENTRIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "it is a folder, and no file"),
    "dangling link": (lambda place: place.symlink_to("nowhere"), "No such file"),
    "pipe": (os.mkfifo, "it is a pipe, and no file"),
    "no text": (lambda place: place.write_bytes(b'{"case": 2, "\xff"'), "is not text in UTF-8"),
    "cut": (lambda place: place.write_text(case_text(CASE)[:200], encoding="utf-8"), "is not JSON"),
    "merge conflict": (lambda place: place.write_text(f"<<<<<<< HEAD\n{case_text(CASE)}", encoding="utf-8"), "is not JSON"),
    "digits": (lambda place: place.write_text(f'{{"case": {"1" * 5000}}}', encoding="ascii"), "too many digits"),
    "lone surrogate": (lambda place: place.write_text('{"case": 2, "\\ud800": 1}', encoding="ascii"), "is no field"),
    "later": (lambda place: place.write_text('{"case": 99}', encoding="ascii"), "version 99 is unknown"),
    "endless": (
        lambda place: place.write_text(case_text(CASE).replace('"value"', '"times": 9999000, "value"', 1), encoding="utf-8"),
        "there are 9,999,001",
    ),
}


def test_one_odd_entry_costs_itself_alone(tmp_path: Path) -> None:
    for name, (make, _) in ODD_ENTRIES.items():
        make(tmp_path / f"{name}.json")
    (tmp_path / "sound.json").write_text(case_text(CASE), encoding="utf-8")
    kept = {each.name.removesuffix(".json"): each for each in load(Folder(tmp_path))}
    assert {name for name, each in kept.items() if each.case is not None} == {"sound"}
    for name, (_, why) in ODD_ENTRIES.items():
        assert why in (kept[name].why or ""), name


def test_a_corpus_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CorpusError, match="is not a folder"):
        open_corpus(str(tmp_path / "file"))


# ---- processes ----


def outcome_of(engine: LocalEngine) -> list[Any]:
    news: list[Any] = []
    while engine.busy:
        news += engine.wait(1.0)
    return news


def test_a_process_that_dies_is_replaced_and_its_shard_done_by_another() -> None:
    order = Order(resolve("native"), Level.HARDENED, 5)
    with LocalEngine(order, 1) as engine:
        engine.submit(Shard(0, Driver.WALKS, 1), 60.0)
        (helper,) = engine._helpers
        os.kill(helper.process.pid, signal.SIGKILL)
        (done,) = outcome_of(engine)
        assert isinstance(done, ShardResult)
        assert done.is_whole
        assert engine._helpers != [helper]


def test_a_process_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_SHARDS_A_PROCESS", 2)
    order = Order(resolve("native"), Level.HARDENED, 5)
    with LocalEngine(order, 1) as engine:
        pids = []
        for number in range(3):
            pids.append(engine._helpers[0].process.pid)
            engine.submit(Shard(number, Driver.WALKS, 1), 60.0)
            assert all(each.is_whole for each in outcome_of(engine))
    assert pids[0] == pids[1] != pids[2]


def test_a_subject_that_is_gone_is_a_failure_and_no_error(tmp_path: Path, build: Build, pool_source: PoolSource) -> None:
    library = tmp_path / "gone.so"
    library.write_bytes(build(pool_source()).read_bytes())
    order = Order(resolve(str(library)), Level.HARDENED, 5)
    library.unlink()
    with LocalEngine(order, 1) as engine:
        engine.submit(Shard(0, Driver.WALKS, 1), 60.0)
        (failure,) = outcome_of(engine)
    assert isinstance(failure, Failure)
    assert not failure.is_of_harness
