"""A few of the writers that ``make outages`` kills; and what its look at the ledger of a campaign sees."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance.campaign import ledger as ledgers
from poolproof.conformance.campaign.ledger import Ledger
from poolproof.conformance.campaign.shards import Driver, Shard, ShardResult
from poolproof.conformance.campaign.tally import Group
from poolproof.conformance.judge import Situation
from poolproof.conformance.trials.__main__ import main
from poolproof.conformance.trials.books import check_kept, read_books
from poolproof.conformance.trials.errors import LostError
from poolproof.conformance.trials.writers import kill_writers
from poolproof.reference.pipeline import emit

GROUP = Group("a.json", ("GUARD-1",), 2, Driver.LANE, 5, 5)


def test_no_epoch_that_a_killed_writer_reported_is_missing(tmp_path: Path) -> None:
    killed = kill_writers(tmp_path / "receipts.jsonl", 20, 3)
    assert killed.writers == 20
    assert killed.after_first_epoch >= 12
    assert killed.reported >= killed.after_first_epoch


def test_an_epoch_that_is_missing_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that reports before it writes."""

    def end_epoch(self: emit.Log, _epoch: int, _operations: int) -> None:
        self._in_epoch = 0

    monkeypatch.setattr(emit.Log, "end_epoch", end_epoch)
    with pytest.raises(LostError, match="0 epochs, of 0 before and"):
        kill_writers(tmp_path / "receipts.jsonl", 20, 3)


# ---- the ledger, read beside the campaign ----


def result(number: int) -> ShardResult:
    return ShardResult(Shard(number, Driver.LANE, 10), True, 1000, 0.5, Counter({Situation(0, 3, 0): 7}), frozenset({16}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a ledger that has a state, and records since."""
    monkeypatch.setattr(ledgers, "_RECORDS_AT_MOST", 8)
    with Ledger(tmp_path / "ledger" / "one", "me", 1) as ledger:
        for number in (*range(7), 8, 9):
            ledger.finish(result(number), [("a", GROUP)])
        ledger.release("a.json", "a-2.json")
    return tmp_path / "ledger"


def test_what_the_ledger_holds_is_read_beside_it(folder: Path) -> None:
    books = read_books(folder)
    assert books.finished == {*range(7), 8, 9}
    assert (books.groups, books.shards, books.operations) == ({"a": "a-2.json"}, 9, 9_000)
    check_kept(books, books)


def without_a_record(journal: str) -> str:
    return "".join(journal.splitlines(keepends=True)[:-2])


def with_a_record_twice(journal: str) -> str:
    lines = journal.splitlines()
    again = json.dumps({**json.loads(lines[-2]), "record": 10_000})
    return "\n".join([*lines, again, ""])


@pytest.mark.parametrize(
    ("change", "said"),
    [(without_a_record, "shards that were done are not any more: [9]"), (with_a_record_twice, "shard 9 was counted twice")],
)
def test_what_is_lost_or_doubled_there_is_seen(folder: Path, change: Callable[[str], str], said: str) -> None:
    books = read_books(folder)
    journal = folder / "one" / "journal.jsonl"
    journal.write_text(change(journal.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(LostError) as lost:
        check_kept(books, read_books(folder))
    assert str(lost.value) == said


def test_a_find_that_is_gone_is_seen(folder: Path) -> None:
    books = read_books(folder)
    with pytest.raises(LostError, match="finds that were noted are not any more: \\['a'\\]"):
        check_kept(books, replace(books, groups={}))


@pytest.mark.parametrize("words", [("--faults", "-1"), ("--kills", "-1"), ("--faults", "0", "--kills", "0")])
def test_a_run_that_would_try_nothing_is_refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert "nothing tried is nothing shown" in capsys.readouterr().err
