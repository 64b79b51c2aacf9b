"""The records of the log: what a line holds, and how it is chained to the one before (PIPE-11).

A line is a JSON object that ends with ``"prev_hash"`` and ``"hash"``. The hash is the SHA-256 of the line as it would be
without its ``,"hash":"..."``, byte by byte; so nobody needs to agree on a canonical form of JSON to check it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final

from poolproof.spec.hot_part import ReceiptRecord
from poolproof.spec.pipeline import load_pipeline_spec

VERSION: Final = 1
FIRST_PREV_HASH: Final = load_pipeline_spec().parameters.first_prev_hash

_END: Final = re.compile(rb',"prev_hash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"}\n')
_END_BYTES: Final = len(f',"prev_hash":"{FIRST_PREV_HASH}","hash":"{FIRST_PREV_HASH}"}}\n')
_KINDS: Final = ("open", "receipt", "epoch")
_START: Final = re.compile(
    rb'{"record":(0|[1-9][0-9]{0,17}),"kind":"(open|receipt|epoch)",(?:"version":(0|[1-9][0-9]{0,17}),)?'
)


@dataclass(frozen=True, slots=True)
class Chained:
    """What a sound line says of its place in the chain."""

    record: int
    """Its number: 0, 1, 2, ..."""
    kind: str
    """open: a run began to write; receipt: one receipt; epoch: all of this epoch's receipts stand before it."""
    prev_hash: str
    hash: str
    version: int | None
    """Of the log, as the opening records say it."""


def chained_line(record: int, kind: str, fields: str, prev_hash: str) -> tuple[bytes, str]:
    """Return the line, with its line break, and its hash. ``fields`` are the JSON members between, without braces."""
    body = f'{{"record":{record},"kind":"{kind}",{fields},"prev_hash":"{prev_hash}"}}'.encode()
    hash = hashlib.sha256(body).hexdigest()
    return body[:-1] + f',"hash":"{hash}"}}\n'.encode(), hash


def read_line(line: bytes) -> Chained | None:
    """Return what a line says, None when it is no record, or not what its hash was made of."""
    start, end = _START.match(line), _END.fullmatch(line, max(0, len(line) - _END_BYTES))
    if start is None or end is None or not _is_json(line):
        return None
    body = line[: end.end(1) + 1] + b"}"
    hash = end[2].decode()
    if hashlib.sha256(body).hexdigest() != hash:
        return None
    version = None if start[3] is None else int(start[3])
    return Chained(int(start[1]), start[2].decode(), end[1].decode(), hash, version)


def is_torn(tail: bytes, record: int) -> bool:
    """Whether the end of a file, which is no line, may be what its writer began to write as this record."""
    heads = [f'{{"record":{record},"kind":"{kind}",'.encode() for kind in (_KINDS if record else ("open",))]
    written = tail.rstrip(b"\0") if record else tail  # where a power cut left room for what never came
    return any(written.startswith(head) or head.startswith(written) for head in heads)


def is_record(line: bytes) -> bool:
    """Whether a line looks like a record, sound or not."""
    return _START.match(line) is not None


def receipt_fields(receipt: ReceiptRecord, epoch: int) -> str:
    """Return the members of a receipt's record. The two hashes are strings: many readers of JSON have no 64-bit numbers."""
    return (
        f'"epoch":{epoch},"id":{receipt.id},"cycle_id":{receipt.cycle_id},"shard_id":{receipt.shard_id},'
        f'"hook_id":{receipt.hook_id},"ticks":{receipt.ticks},"actual_ticks":{receipt.actual_ticks},'
        f'"lanes":{receipt.lanes},"flags":{receipt.flags},"answer":{"true" if receipt.answer else "false"},'
        f'"span_id":"{receipt.span_id:016x}","a_hash":"{receipt.a_hash:016x}"'
    )


def epoch_fields(epoch: int, operations: int, receipts: int) -> str:
    return f'"epoch":{epoch},"operations":{operations},"receipts":{receipts}'


def open_fields(hooks: list[str], sources: list[str]) -> str:
    return f'"version":{VERSION},"hooks":{json.dumps(hooks)},"sources":{json.dumps(sources)}'


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
