"""Operations that a contract promises to abort, each in a process of its own: how it ended, what it damaged, and that the
session goes on as if it had not been asked."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import Observation, State
from poolproof.conformance.operations import Operation, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, Worker, worker
from poolproof.spec.vocabulary import Ending

BuildOf = Callable[..., Subject]

COUNTED = '[counters]\nused = "exact"\nfree = "exact"\n'
BLOCKS = f'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 4\n{COUNTED}'
NULL_ABORTS = BLOCKS + '[misuse]\nnull = "aborts"\n'
STEPS_AT_MOST = 256

OF_NULL = """
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#define OWN_give_back
#define OWN_get
#include "pool.h"
static unsigned char *last;
static volatile int zero, waits;
%s
static int get(pp_pool *pool, void **block) {
  int code = plain_get(pool, block);
  if (code == 0) last = *block;
  return code;
}
static int give_back(pp_pool *pool, void *block) {
  if (block != NULL) return plain_give_back(pool, block);
  %s
}
"""
JUMP = "static jmp_buf place; static void jump(int number) { (void)number; longjmp(place, 1); }"
RECURSE = "static int deeper(volatile int at) { volatile char room[4096]; room[0] = 1; return deeper(at + 1) + room[0]; }"
FREE_ALL = "static void wipe(void) { memset(last, 0, 24); }"


def run(subject: Subject, *operations: Operation, looks_at_all: bool = False) -> list[Observation]:
    with Session(subject) as session:
        trace = session.run(operations, looks_at_all=looks_at_all)
    assert [step.death for step in trace] == [None] * len(operations)
    return [step.observation for step in trace]


def return_null(build_of: BuildOf, statement: str, helpers: str = "") -> Observation:
    """What is said of a return of NULL, in the midst of a session that goes on behind it."""
    subject = build_of(NULL_ABORTS, OF_NULL % (helpers, statement))
    operations = [op.create_default(), op.get(), op.write(0x0101010101010101), op.misuse(Target.NULL)]
    behind = [op.get().observing_usage(), op.give_back(1).observing_usage(), op.destroy()]
    *before, ending, got, returned, destroyed = run(subject, *operations, *behind, looks_at_all=True)
    for seen in (*before, got, returned, destroyed):
        assert (seen.state, seen.status, seen.ending, seen.disturbed_kind) == (State.DONE, 0, Ending.NONE, 0)
    assert (got.counted_used, returned.counted_used) == (2, 1)
    assert ending.state == State.DONE
    return ending


@pytest.mark.parametrize(
    ("statement", "helpers", "ending", "number"),
    [
        ("abort();", "", Ending.SIGNAL, signal.SIGABRT),
        ("__builtin_trap();", "", Ending.SIGNAL, signal.SIGILL),
        ("return *(volatile int *)8;", "", Ending.SIGNAL, signal.SIGSEGV),
        ("return 7 / zero;", "", Ending.SIGNAL, signal.SIGFPE),
        ("return deeper(0);", RECURSE, Ending.SIGNAL, signal.SIGSEGV),
        ("raise(SIGKILL); return 0;", "", Ending.SIGNAL, signal.SIGKILL),
        ("raise(SIGXCPU); return 0;", "", Ending.SIGNAL, signal.SIGXCPU),
        ("kill(0, SIGTERM); pause(); return 0;", "", Ending.SIGNAL, signal.SIGTERM),
        ("_exit(3);", "", Ending.STATUS, 3),
        ("exit(255);", "", Ending.STATUS, 255),
        ("quick_exit(4);", "", Ending.STATUS, 4),
        ("exit(0);", "", Ending.ZERO, 0),
        ("_exit(0);", "", Ending.ZERO, 0),
        ("for (;;) { }", "", Ending.HANG, 0),
        ("return 0;", "", Ending.CAME_BACK, 0),
        ("signal(SIGABRT, jump); if (setjmp(place) == 0) abort(); return 0;", JUMP, Ending.CAME_BACK, 0),
        ("signal(SIGABRT, jump); signal(SIGABRT, SIG_DFL); abort();", JUMP, Ending.SIGNAL, signal.SIGABRT),
    ],
)
def test_each_way_to_end_is_told(build_of: BuildOf, statement: str, helpers: str, ending: Ending, number: int) -> None:
    seen = return_null(build_of, statement, helpers)
    assert (seen.ending, seen.ending_number, seen.disturbed_kind) == (ending, number, 0)


@pytest.mark.parametrize("statement", ["for (;;) pause();", "raise(SIGSTOP); return 0;"])
def test_a_step_that_sleeps_hangs_and_is_no_stall_of_the_worker(
    build_of: BuildOf, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr(worker, "STALL_LIMIT_S", 0.3)
    blocked = f"sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL); {statement}"
    assert return_null(build_of, blocked).ending == Ending.HANG


def test_what_came_back_says_what_it_answered(build_of: BuildOf) -> None:
    seen = return_null(build_of, "return -22;")
    assert (seen.ending, seen.status, seen.target) == (Ending.CAME_BACK, -22, -1)


@pytest.mark.parametrize(
    ("end", "ending"), [("abort();", Ending.SIGNAL), ("exit(1);", Ending.STATUS), ("return 1;", Ending.CAME_BACK)]
)
def test_what_is_lent_and_damaged_before_the_end_is_told(build_of: BuildOf, end: str, ending: Ending) -> None:
    seen = return_null(build_of, f"last[9] = 7; {end}")
    assert (seen.ending, seen.disturbed_kind, seen.disturbed_index, seen.disturbed_word) == (ending, 1, 0, 1)
    assert (seen.disturbed_expected, seen.disturbed_found) == (0x0101010101010101, 0x0101010101010701)


def test_what_goes_on_behind_exit_is_the_end_and_no_damage(build_of: BuildOf) -> None:
    seen = return_null(build_of, "atexit(wipe); exit(1);", FREE_ALL)
    assert (seen.ending, seen.disturbed_kind) == (Ending.STATUS, 1)  # registered last, it runs first
    before = FREE_ALL + "__attribute__((destructor)) static void at_end(void) { if (last != NULL) wipe(); for (;;) { } }"
    with Session(build_of(NULL_ABORTS, OF_NULL % (before, "exit(1);"))) as session:
        trace = session.run([op.create_default(), op.get(), op.write(7), op.misuse(Target.NULL)])
    seen = trace[-1].observation
    assert (seen.ending, seen.ending_number, seen.disturbed_kind) == (Ending.STATUS, 1, 0)


def test_what_it_says_is_kept_from_the_user_and_from_the_answer(build_of: BuildOf) -> None:
    with Worker(build_of(NULL_ABORTS, OF_NULL % ("", 'fputs("noise\\n", stderr); puts("noise"); exit(1);'))) as each:
        batch = each.run([op.create_default(), op.misuse(Target.NULL)])
        assert batch.observations[1].ending == Ending.STATUS
        assert each._process.stderr_tail() == ""


@pytest.mark.parametrize("how", ["signal(SIGCHLD, SIG_IGN);", "signal(SIGCHLD, reap);"])
def test_whatever_becomes_of_children_the_end_is_told(build_of: BuildOf, how: str) -> None:
    reap = "#include <sys/wait.h>\nstatic void reap(int number) { (void)number; while (waitpid(-1, NULL, WNOHANG) > 0) { } }\n"
    set_up = f"{reap}__attribute__((constructor)) static void set_up(void) {{ {how} }}"
    subject = build_of(NULL_ABORTS, OF_NULL % (set_up, "abort();"))
    for seen in run(subject, op.create_default(), *[op.misuse(Target.NULL)] * 20)[1:]:
        assert (seen.ending, seen.ending_number) == (Ending.SIGNAL, signal.SIGABRT)


def test_the_worker_s_own_locks_are_free_there_whatever_other_threads_do(build_of: BuildOf) -> None:
    busy = """
    #include <malloc.h>
    static void *volatile taken;
    static volatile size_t size;
    static void *work(void *with) { void *own = malloc(100); for (;;) size = malloc_usable_size(own); return with; }
    __attribute__((constructor)) static void set_up(void) { pthread_t thread; pthread_create(&thread, NULL, work, NULL); }
    """
    subject = build_of(NULL_ABORTS, OF_NULL % (busy, "taken = malloc(100); free(taken); abort();"))
    for seen in run(subject, op.create_default(), *[op.misuse(Target.NULL)] * 50)[1:]:
        assert (seen.ending, seen.ending_number) == (Ending.SIGNAL, signal.SIGABRT)


def test_so_many_are_run_in_a_session_and_no_more(build_of: BuildOf) -> None:
    subject = build_of(NULL_ABORTS)
    operations = [op.create_default(), *[op.misuse(Target.NULL)] * (STEPS_AT_MOST + 2)]
    with Session(subject) as session:
        for _ in range(2):
            _, *seen = [step.observation for step in session.run(operations)]
            assert [each.ending for each in seen] == [Ending.SIGNAL] * STEPS_AT_MOST + [Ending.NONE] * 2
            assert [each.state for each in seen[-3:]] == [State.DONE, State.INAPPLICABLE, State.INAPPLICABLE]


def test_behind_one_that_hangs_none_is_run_in_a_session(build_of: BuildOf) -> None:
    operations = [op.create_default(), *[op.misuse(Target.NULL)] * 3, op.get()]
    with Session(build_of(NULL_ABORTS, OF_NULL % ("", "for (;;) { }"))) as session:
        for _ in range(2):
            _, first, *others, got = [step.observation for step in session.run(operations)]
            assert (first.ending, got.status, got.state) == (Ending.HANG, 0, State.DONE)
            assert [(each.ending, each.state) for each in others] == [(Ending.NONE, State.INAPPLICABLE)] * 2
        assert session.has_hung


# ---- what is promised to abort, with a sound pool ----

ABORTING = {
    "null": ("", [op.misuse(Target.NULL)]),
    "foreign": ("", [op.misuse(Target.FOREIGN)]),
    "interior": ("", [op.get(), op.misuse(Target.INTERIOR, extra=7)]),
    "double": ("", [op.get(), op.give_back(), op.misuse(Target.RETURNED)]),
    "other_pool": ("", [op.create_default(1), op.get(pool=1), op.misuse(Target.OTHER_POOL)]),
    "revoked": ("[life]\nclear = true\n", [op.get(), op.clear(), op.misuse(Target.REVOKED)]),
    "record": ("[sequence]\nsize = 8\ncount = 2\n", [op.take(), op.misuse(Target.RECORD)]),
}


@pytest.mark.parametrize("misuse", ABORTING)
def test_each_misuse_that_is_promised_to_abort_is_done_apart(build_of: BuildOf, misuse: str) -> None:
    more, operations = ABORTING[misuse]
    subject = build_of(f'{BLOCKS}[misuse]\n{misuse} = "aborts"\n{more}')
    *_, seen, got = run(subject, op.create_default(), *operations, op.get())
    assert (seen.state, seen.ending, seen.ending_number) == (State.DONE, Ending.SIGNAL, signal.SIGABRT)
    assert (got.status, got.ending) == (0, Ending.NONE)


def test_what_there_is_nothing_to_do_it_to_is_not_done(build_of: BuildOf) -> None:
    subject = build_of(f'{BLOCKS}[misuse]\ndouble = "aborts"\n')
    seen = run(subject, op.create_default(), op.misuse(Target.RETURNED))[1]
    assert (seen.state, seen.ending) == (State.INAPPLICABLE, Ending.NONE)


EXHAUSTED_ABORTS = BLOCKS.replace("count = 4\n", 'count = 4\nexhausted = "aborts"\n')


def test_a_get_that_finds_nothing_free_is_done_apart(build_of: BuildOf) -> None:
    gets = [op.get().observing_usage()] * 5
    *got, seen, returned, again = run(build_of(EXHAUSTED_ABORTS), op.create_default(), *gets, op.give_back(), op.get())
    assert [each.ending for each in got] == [Ending.NONE] * 5
    assert (seen.ending, seen.ending_number, seen.out, seen.disturbed_kind) == (Ending.SIGNAL, signal.SIGABRT, -1, 0)
    assert (returned.status, again.status, again.out) == (0, 0, 3)


def test_a_get_that_should_not_come_back_says_what_it_was_lent(build_of: BuildOf) -> None:
    subject = build_of(EXHAUSTED_ABORTS, FIFTH)
    *_, seen, again = run(subject, op.create_default(), *[op.get()] * 6)
    for each in (seen, again):  # it is not lent in the session, and may be had as often as one likes
        assert (each.ending, each.status, each.out) == (Ending.CAME_BACK, 0, 4)


FIFTH = """
#define OWN_get
#include "pool.h"
static int get(pp_pool *pool, void **block) {
  static unsigned char fifth[24];
  if (pool->free_count != 0) return plain_get(pool, block);
  *block = fifth;
  return 0;
}
"""
AT_LEAST = EXHAUSTED_ABORTS.replace("[block]\n", '[block]\ncapacity = "at-least"\n')


def test_a_pool_that_may_lend_more_than_its_count_does_so_in_the_session(build_of: BuildOf) -> None:
    created, *got = run(build_of(AT_LEAST), op.create_default(), *[op.get().observing_usage()] * 9)
    assert created.status == 0
    assert [each.ending for each in got] == [Ending.NONE] * 7 + [Ending.SIGNAL] * 2
    assert [each.out for each in got] == [0, 1, 2, 3, 4, 5, 6, -1, -1]
    assert [each.counted_used for each in got[:7]] == [1, 2, 3, 4, 5, 6, 7]


def test_one_that_refuses_in_place_of_aborting_came_back(build_of: BuildOf) -> None:
    refuses = '#define OWN_get\n#include "pool.h"\n' + (
        "static int get(pp_pool *pool, void **block) {\n"
        "  *block = NULL;\n"
        "  return pool->free_count == 0 ? 9 : plain_get(pool, block);\n}\n"
    )
    for text in (EXHAUSTED_ABORTS, AT_LEAST):
        *_, seen = run(build_of(text, refuses), op.create_default(), *[op.get()] * (5 if text == EXHAUSTED_ABORTS else 8))
        assert (seen.ending, seen.status, seen.out) == (Ending.CAME_BACK, 9, -1)


SIZED = BLOCKS + '[size]\nlargest = 24\ntoo_large = "aborts"\n'


def test_a_size_that_is_too_large_is_asked_for_apart(build_of: BuildOf) -> None:
    subject = build_of(SIZED)
    _, right, too_large, behind = run(subject, op.create_default(), op.get(8), op.get(9), op.get(0))
    assert (right.ending, right.status) == (Ending.NONE, 0)
    assert (too_large.ending, too_large.ending_number) == (Ending.SIGNAL, signal.SIGABRT)
    assert (behind.ending, behind.status, behind.out) == (Ending.NONE, 0, 1)


def test_where_size_and_capacity_are_the_reason_an_answer_by_either_is_the_session_s(build_of: BuildOf) -> None:
    text = SIZED.replace('too_large = "aborts"', 'before_capacity = false\ntoo_large = "aborts"').replace(
        "count = 4\n", 'count = 4\nexhausted = "refused:7"\n'
    )
    by_capacity = '#define OWN_pp_get_sized\n#include "pool.h"\n' + (
        "int pp_get_sized(pp_pool *pool, size_t size, void **block) {\n"
        "  *block = NULL;\n"
        "  if (pool->free_count != 0 && size > 24) abort();\n"
        "  return plain_get(pool, block);\n}\n"
    )
    operations = (op.create_default(), *[op.get(8)] * 4, op.get(9))
    refused = run(build_of(text, by_capacity), *operations)[-1]
    assert (refused.ending, refused.status) == (Ending.NONE, 7)
    aborted = run(build_of(text), *operations)[-1]
    assert (aborted.ending, aborted.ending_number) == (Ending.SIGNAL, signal.SIGABRT)
