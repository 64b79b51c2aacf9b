"""The log: a chain that a crash may cut at its end, and that nobody can edit unseen."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from poolproof.reference.pipeline.check import check_lines, check_log
from poolproof.reference.pipeline.emit import Log
from poolproof.reference.pipeline.records import FIRST_PREV_HASH, chained_line
from poolproof.spec.hot_part import ReceiptRecord
from poolproof.spec.pipeline_errors import LogError

RECEIPT = ReceiptRecord(0, 9, 2, 4, 8, 0, 3, 1, 2**64 - 1, 0xAB)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def write(path: Path, epochs: int = 2) -> None:
    with Log(path, ["count ? ? 1"], ["a.nt"]) as log:
        for epoch in range(epochs):
            log.receipts(epoch, [RECEIPT, RECEIPT])
            log.end_epoch(epoch, 8)


def test_each_line_is_a_record_chained_to_the_one_before(path: Path) -> None:
    write(path)
    write(path, epochs=1)
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["kind"] for record in records] == [
        "open", "receipt", "receipt", "epoch", "receipt", "receipt", "epoch", "open", "receipt", "receipt", "epoch",
    ]  # fmt: skip
    assert [record["record"] for record in records] == list(range(11))
    assert [record["prev_hash"] for record in records] == [FIRST_PREV_HASH, *(record["hash"] for record in records[:-1])]
    for line, record in zip(lines, records, strict=True):
        body = line.replace(f',"hash":"{record["hash"]}"', "")
        assert hashlib.sha256(body.encode()).hexdigest() == record["hash"]
    receipt = records[1]
    assert (receipt["cycle_id"], receipt["lanes"], receipt["answer"]) == (9, 3, True)
    assert (receipt["span_id"], receipt["a_hash"]) == ("f" * 16, "00000000000000ab")
    assert (records[3]["receipts"], records[3]["operations"]) == (2, 8)


def test_a_sound_log_is_said_to_be_sound(path: Path) -> None:
    write(path)
    found = check_log(path)
    assert (found.records, found.receipts, found.epochs, found.torn_bytes, found.bad) == (7, 4, 2, 0, None)


@pytest.mark.parametrize(
    ("old", "new", "record"),
    [
        (b'"lanes":3', b'"lanes":4', 1),
        (b'"kind":"epoch"', b'"kind":"open" ', 3),
        (b"\n", b"\n\n", 1),
        (b"\n", b"", 0),
        (b'"record":2', b'"record":3', 2),
        (b"a.nt", b"b.nt", 0),
    ],
)
def test_the_first_bad_record_is_named(path: Path, old: bytes, new: bytes, record: int) -> None:
    write(path)
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    bad = check_log(path).bad
    assert bad is not None
    assert bad.record == record


def test_a_record_forged_with_a_right_hash_breaks_the_chain_behind_it(path: Path) -> None:
    write(path)
    lines = path.read_bytes().splitlines(keepends=True)
    body = lines[1].split(b',"hash"')[0].replace(b'"lanes":3', b'"lanes":5') + b"}"
    lines[1] = body[:-1] + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n'
    path.write_bytes(b"".join(lines))
    bad = check_log(path).bad
    assert bad is not None
    assert (bad.record, "prev_hash" in bad.problem) == (2, True)


def test_a_torn_last_line_is_cut_when_the_log_is_opened(path: Path) -> None:
    write(path)
    sound = path.read_bytes()
    path.write_bytes(sound + b'{"record":7,"kind":"rec')
    assert check_log(path).torn_bytes == 23
    with Log(path, [], []) as log:
        assert log.cut_bytes == 23
    assert path.read_bytes().startswith(sound)
    assert check_log(path).bad is None


def test_a_log_that_was_changed_is_not_written_to(path: Path) -> None:
    write(path)
    path.write_bytes(path.read_bytes().replace(b'"lanes":3', b'"lanes":4', 1))
    before = path.read_bytes()
    with pytest.raises(LogError, match="record 1"):
        Log(path, [], [])
    assert path.read_bytes() == before


def test_a_second_writer_is_refused(path: Path) -> None:
    with Log(path, [], []), pytest.raises(LogError, match="another run"):
        Log(path, [], [])


@pytest.mark.parametrize("name", ["missing/log", "."])
def test_a_place_that_won_t_do_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(LogError, match="can't be opened"):
        Log(tmp_path / name, [], [])


def test_what_a_full_disk_did_not_take_is_cut_again(path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Log(path, [], []) as log:
        log.receipts(0, [RECEIPT])
        log.end_epoch(0, 8)
        sound = path.read_bytes()
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(sound) + 50, limit[1]))
        try:
            with pytest.raises(LogError, match="can't be written"):
                log.receipts(1, [RECEIPT])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
            signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == sound


def whole_record(version: int) -> bytes:
    line, _ = chained_line(0, "open", f'"version":{version},"hooks":[],"sources":[]', FIRST_PREV_HASH)
    return line


NOT_OURS = {
    "JSON": b'{"precious":"x"}',
    "JSON lines": b'{"a":1}\n{"a":2}\n',
    "one word": b"precious",
    "a first record of another kind": b'{"record":0,"kind":"epoch","epo',
    "a record from the middle": b'{"record":7,"kind":"receipt",',
    "zeros": bytes(64),
    "no line": b"x" * 100_000,
    "nested": b"[" * 100_000,
    "digits": b'{"record":' + b"1" * 5_000 + b',"kind":"open",',
}


@pytest.mark.parametrize("content", NOT_OURS.values(), ids=NOT_OURS)
def test_a_file_that_is_no_log_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LogError, match="record 0: it is no record of a log"):
        Log(path, [], [])
    assert path.read_bytes() == content


@pytest.mark.parametrize("length", [1, 9, 11, 30, 100])
def test_what_a_writer_left_of_the_first_record_is_cut(path: Path, length: int) -> None:
    path.write_bytes(whole_record(1)[:length])
    with Log(path, [], []) as log:
        assert log.cut_bytes == length
    assert check_log(path).records == 1


def test_room_for_what_never_came_is_cut(path: Path) -> None:
    write(path)
    records = check_log(path).records
    with path.open("ab") as log:
        log.write(b'{"record":7,"ki' + bytes(4000))
    with Log(path, [], []) as again:
        assert again.cut_bytes == 4015
    assert check_log(path).records == records + 1


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_in_the_last_line_break_is_seen(path: Path, bit: int) -> None:
    write(path)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1 << bit]))
    bad = check_log(path).bad
    assert bad is not None
    assert (bad.record, bad.problem) == (6, "its line break was changed")


def test_every_other_flipped_bit_is_seen_too(path: Path) -> None:
    write(path, epochs=1)
    content, draw = path.read_bytes(), random.Random(3)
    for place in range(len(content)):
        flipped = content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + content[place + 1 :]
        assert check_lines(path, io.BytesIO(flipped)).bad is not None, place


def test_a_version_that_is_not_known_is_refused(path: Path) -> None:
    path.write_bytes(whole_record(99))
    with pytest.raises(LogError, match="record 0: version 99 is unknown"):
        check_log(path)
    with pytest.raises(LogError, match="use a newer poolproof"):
        Log(path, [], [])
    assert path.read_bytes() == whole_record(99)


def move_another_there(path: Path) -> None:
    other = path.with_suffix(".other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


WHILE_WRITTEN = {
    "was removed": Path.unlink,
    "was replaced": move_another_there,
    "was cut": lambda path: os.truncate(path, 100),
    "was cut, or written to": lambda path: path.write_bytes(path.read_bytes() + b"more"),
}


@pytest.mark.parametrize("said", WHILE_WRITTEN)
def test_what_befalls_a_log_while_it_is_written_is_noticed(path: Path, said: str) -> None:
    log = Log(path, [], [])
    log.end_epoch(0, 8)
    WHILE_WRITTEN[said](path)
    with pytest.raises(LogError, match=said):
        log.end_epoch(1, 8)
    with pytest.raises(LogError, match=said):
        log.close()


KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from poolproof.reference.pipeline.check import check_log
from poolproof.reference.pipeline.emit import Log
from poolproof.spec.hot_part import ReceiptRecord

path, draw, reported = Path(sys.argv[1]), random.Random(11), 0

def write(told):
    with Log(path, [], []) as log:
        os.write(told, b"open")
        for epoch in range(10**9):
            log.receipts(epoch, [ReceiptRecord(number, epoch, 0, 0, 8, 0, 8, 1, 0, 0) for number in range(20)])
            log.end_epoch(epoch, 8)
            os.write(told, b".")

for _ in range(20):
    heard, told = os.pipe()
    writer = os.fork()
    if writer == 0:
        write(told)
    os.close(told)
    assert os.read(heard, 4) == b"open"
    time.sleep(draw.uniform(0, 0.05))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    while epochs := os.read(heard, 65536):
        reported += len(epochs)
    os.close(heard)
    found = check_log(path)
    assert found.bad is None, found
    assert found.epochs >= reported, (found, reported)
print(reported)
"""


def test_killed_twenty_times_no_epoch_that_was_reported_is_missing(path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLER, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 0
    with Log(path, [], []):
        assert check_log(path).epochs >= int(run.stdout)
