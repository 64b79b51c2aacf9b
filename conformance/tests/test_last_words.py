"""What a process said when it ended: the line that tells the cause comes first, wherever it stood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.judge.last_words import ending
from poolproof.conformance.observations import Death, DeathCause
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve

RUST = """
thread '<unnamed>' panicked at 'index out of bounds: the len is 16 but the index is 16', src/lib.rs:52:9
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
fatal runtime error: failed to initiate panic, error 5
"""
ZIG = "thread 77 panic: reached unreachable code\n/pool.zig:12:9: 0x7f in bp_get_soa (pool)\nUnable to dump stack trace"
CPP = "terminate called after throwing an instance of 'std::out_of_range'\n  what():  vector::_M_range_check"
ADDRESS = "=================\n==77==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60\nREAD of size 8\n    #0 0x7f"
GLIBC = "the pool says hello\ndouble free or corruption (out)"


def died(stderr: str, *, in_holder: bool = False) -> str:
    return ending(Death(DeathCause.SIGNAL, "was killed by SIGABRT", in_holder, stderr))


@pytest.mark.parametrize(
    ("stderr", "first"),
    [
        (RUST, "thread '<unnamed>' panicked at 'index out of bounds: the len is 16 but the index is 16', src/lib.rs:52:9"),
        (ZIG, "thread 77 panic: reached unreachable code"),
        (CPP, "terminate called after throwing an instance of 'std::out_of_range'"),
        (ADDRESS, "==77==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60"),
        (GLIBC, "double free or corruption (out)"),
        ("one\ntwo", "one"),
    ],
    ids=["Rust", "Zig", "C++", "AddressSanitizer", "glibc", "anything"],
)
def test_the_cause_is_told_first_and_nothing_is_left_out(stderr: str, first: str) -> None:
    told = died(stderr)
    assert told.startswith(f"the process was killed by SIGABRT (it said: {first}\n  ")
    assert all(line.strip() in told for line in stderr.splitlines())


def test_who_said_nothing_is_not_quoted() -> None:
    assert died("") == died(" \n") == "the process was killed by SIGABRT"
    assert died("", in_holder=True) == "the process was killed by SIGABRT when its holder touched what it was lent"


def test_what_is_long_is_cut() -> None:
    told = died("\n".join(f"line {number} {'x' * 1000}" for number in range(100)))
    assert told.endswith("\n  … 88 lines more)")
    assert max(map(len, told.splitlines())) < 300


def test_whose_memory_was_touched_is_the_cause_itself() -> None:
    told = died("hello\nit wrote beyond the usage of its caller\n", in_holder=True)
    assert told == "it wrote beyond the usage of its caller: the process was killed by SIGABRT (it said: hello)"


def test_a_create_that_was_refused_is_told_with_what_it_said(
    build: Callable[..., Path], pool_source: Callable[..., str]
) -> None:
    """Only what it wrote in this very call, and the cause first."""
    speak = (
        'static int calls; fprintf(stderr, "call %d\\nnote: set BACKTRACE\\nthread panicked at src/lib.rs\\n", ++calls);'
        "if (calls > 1) return BP_NO_MEMORY;"
    )
    library = build(pool_source(prelude=f"#include <stdio.h>\n#define IN_CREATE {speak}"))
    with Session(resolve(str(library))) as session:
        trace = session.run([op.create(2, 3), op.destroy(), op.create(2, 3)])
    (found,) = judge(trace, Abilities(counts_allocations=False)).findings
    assert found.observed == "BP_NO_MEMORY (it said: thread panicked at src/lib.rs\n  call 2\n  note: set BACKTRACE)"
    assert trace[0].said == ""
