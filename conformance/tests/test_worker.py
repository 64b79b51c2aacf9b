"""The worker's process: however a subject ends it, the harness says how, goes on, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import Death, DeathCause, State
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import SubjectError, Worker, resolve, worker

Build = Callable[..., Path]
PoolSource = Callable[..., str]
CountTraces = Callable[[], tuple[int, set[int]]]

INCLUDES = "\n".join(
    f"#include <{name}.h>" for name in ("errno", "signal", "stdio", "stdlib", "string", "sys/mman", "time", "unistd")
)
SMASH = """
static __attribute__((noinline)) void smash(void) {
  volatile char *frame = (volatile char *)__builtin_frame_address(0);
  for (int at = 0; at < 64; at++) frame[at] = 0x41;
}"""
RECURSE = """
static __attribute__((noinline)) int deeper(volatile int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  return depth < 0 ? 0 : deeper(depth + 1) + room[0];
}"""
FILL_MEMORY = "for (int i = 0; i < 100000; i++) if (malloc(64 << 20) == NULL) abort();"
BLOCK_SIGNALS = "sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL); for (;;) { }"
CLOSE_ALL = "for (int descriptor = 3; descriptor < 256; descriptor++) close(descriptor);"
IGNORE_AND_SLEEP = "for (;;) { struct timespec hour = {3600, 0}; nanosleep(&hour, NULL); }"


@pytest.fixture
def misbehaving(build: Build, pool_source: PoolSource) -> Callable[..., str]:
    """The path of a library that runs a statement in ``get_soa``, with helpers before it."""

    def make(statement: str, helpers: str = "", hook: str = "IN_GET_SOA") -> str:
        prelude = f"{INCLUDES}\n{helpers}\n#define {hook} {statement}"
        return str(build(pool_source(prelude=prelude), "-shared", "-fPIC", "-fno-stack-protector", optimise="-O0"))

    return make


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STALL_LIMIT_S", 0.3)
    monkeypatch.setattr(worker, "PROCESSOR_LIMIT_S", 1.0)


def death_in_get(library: str) -> Death:
    """How the process ends in its first get, once the create before it came back."""
    with Worker(resolve(library)) as each:
        batch = each.run([op.create(2, 2).observing_usage(), op.get(), op.get()])
    assert batch.death is not None
    assert [seen.state for seen in batch.observations] == [State.DONE]
    assert batch.observations[0].usage == (0, 2, 0, 2)
    return batch.death


@pytest.mark.parametrize(
    ("statement", "helpers", "cause", "detail"),
    [
        ("*(volatile int *)8 = 1;", "", DeathCause.SIGNAL, "was killed by SIGSEGV"),
        ("abort();", "", DeathCause.SIGNAL, "was killed by SIGABRT"),
        ("raise(SIGKILL);", "", DeathCause.SIGNAL, "was killed by SIGKILL"),
        ("__builtin_trap();", "", DeathCause.SIGNAL, "was killed by SIGILL"),
        ("exit(0);", "", DeathCause.EXIT, "ended itself with exit status 0"),
        ("_exit(3);", "", DeathCause.EXIT, "ended itself with exit status 3"),
        ("for (;;) { }", "", DeathCause.HANG, "did not come back (hangs)"),
        ("deeper(0);", RECURSE, DeathCause.STACK_OVERFLOW, "overran its stack"),
        (FILL_MEMORY, "", DeathCause.SIGNAL, "was killed by SIGABRT"),
        (IGNORE_AND_SLEEP, "", DeathCause.HANG, "did not come back (hangs)"),
        (BLOCK_SIGNALS, "", DeathCause.HANG, "did not come back (hangs)"),
        ("raise(SIGSTOP);", "", DeathCause.HANG, "did not come back (hangs)"),
        ("smash();", SMASH, DeathCause.SIGNAL, "was killed by SIGSEGV"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
@pytest.mark.usefixtures("impatient")
def test_each_way_to_die_is_told(
    misbehaving: Callable[..., str], statement: str, helpers: str, cause: DeathCause, detail: str
) -> None:
    death = death_in_get(misbehaving(statement, helpers))
    assert (death.cause, death.detail, death.in_holder) == (cause, detail, False)


@pytest.mark.usefixtures("impatient")
def test_closed_descriptors_are_told_when_the_worker_wants_to_answer(misbehaving: Callable[..., str]) -> None:
    with Worker(resolve(misbehaving(CLOSE_ALL))) as each:
        batch = each.run([op.create(2, 2), op.get()])
    assert batch.death is not None
    assert (batch.death.cause, batch.death.detail) == (
        DeathCause.CLOSED_DESCRIPTORS,
        "closed file descriptors that are not its own",
    )


def test_a_session_gives_its_own_worker_away_while_it_has_run_nothing() -> None:
    with Session(resolve("native")) as session:
        own = session._worker
        with session.take_worker() as first, session.take_worker() as second:
            assert first is own
            assert second is not own
        session.run([op.create_default()])
        with session.take_worker() as third:
            assert third is not session._worker
        assert session.run([op.create_default()])[0].death is None


def test_a_subject_that_lends_what_is_not_there_kills_its_holder(build: Build, pool_source: PoolSource) -> None:
    lends_nothing = pool_source("array_stack", ("  *out = &pool->soa[number];", "  *out = (bp_soa *)(uintptr_t)4096;"))
    with Worker(resolve(str(build(lends_nothing)))) as each:
        batch = each.run([op.create(2, 2), op.get()])
    assert batch.death is not None
    assert batch.death.in_holder
    assert str(batch.death) == "was killed by SIGSEGV when its holder touched what it was lent"


def test_the_last_words_are_kept(misbehaving: Callable[..., str]) -> None:
    library = misbehaving(
        'for (int i = 0; i < 5000; i++) fputs("noise\\n", stderr); fputs("pool is corrupt\\n", stderr); abort();'
    )
    stderr = death_in_get(library).stderr
    assert stderr.splitlines()[-1] == "pool is corrupt"
    assert len(stderr) <= 16_000


def test_what_a_subject_prints_stays_in_its_process(misbehaving: Callable[..., str], capfd: pytest.CaptureFixture[str]) -> None:
    with Worker(resolve(misbehaving('puts("hello"); fflush(stdout); fputs("there", stderr);'))) as each:
        assert each.run([op.create(2, 2), op.get()]).death is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("constructor", "what"),
    [
        ("abort();", "its process was killed by SIGABRT while it was loaded"),
        ("exit(0);", "its process ended itself with exit status 0 while it was loaded"),
        ("pause();", "its process did not come back (hangs) while it was loaded"),
        ('fputs("no licence\\n", stderr); _exit(7);', "(it said: no licence)"),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_subject_that_dies_in_its_constructor_is_no_subject(
    build: Build, pool_source: PoolSource, constructor: str, what: str
) -> None:
    prelude = f"{INCLUDES}\n__attribute__((constructor)) static void start(void) {{ {constructor} }}"
    library = str(build(pool_source(prelude=prelude)))
    with pytest.raises(SubjectError) as raised:
        Worker(resolve(library))
    assert what in str(raised.value)
    assert str(raised.value).startswith(library)


def test_what_a_subject_starts_ends_with_it(misbehaving: Callable[..., str], tmp_path: Path) -> None:
    note = tmp_path / "child"
    start = f'if (fork() == 0) for (;;) pause(); FILE *note = fopen("{note}", "w"); fputs("started", note); fclose(note);'
    library = misbehaving(start)
    with Worker(resolve(library)) as each:
        assert each.run([op.create(2, 2), op.get()]).death is None
    assert note.read_text(encoding="ascii") == "started"
    deadline = time.monotonic() + 30
    while running(library) and time.monotonic() < deadline:  # killed, and on a busy machine not gone at once
        time.sleep(0.01)
    assert not running(library)


def running(text: str) -> list[str]:
    """Processes with this text on their command line, zombies left out: their command line is empty."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes().decode("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        if text in command:
            found.append(command)
    return found


@pytest.mark.usefixtures("impatient")
def test_nothing_is_left_behind(misbehaving: Callable[..., str], no_trace_left: CountTraces, tmp_path: Path) -> None:
    libraries = [misbehaving(each) for each in ("abort();", "exit(0);", IGNORE_AND_SLEEP, CLOSE_ALL, ";")]
    no_pool = tmp_path / "empty.so"
    no_pool.write_bytes(Path(libraries[0]).read_bytes()[:64])
    run_all(libraries, no_pool)
    before = no_trace_left()
    run_all(libraries, no_pool)
    assert no_trace_left() == before


def run_all(libraries: list[str], no_pool: Path) -> None:
    for library in libraries:
        with Worker(resolve(library)) as each:
            each.run([op.create(2, 2), op.get(), op.get()])
    with pytest.raises(SubjectError):
        Worker(resolve(str(no_pool)))


@pytest.mark.parametrize("which", ["keeper_id", "process_id"])
def test_a_worker_that_was_killed_from_outside_is_buried(misbehaving: Callable[..., str], which: str) -> None:
    with Worker(resolve(misbehaving(";"))) as each:
        assert each.run([op.create(2, 2)]).death is None
        os.kill(getattr(each._process, which), signal.SIGKILL)
        while not each._process.is_dead():
            time.sleep(0.01)
        death = each.run([op.get()]).death
    assert death is not None
    assert death.detail == "was killed by SIGKILL"


def test_closing_twice_is_no_matter(misbehaving: Callable[..., str]) -> None:
    each = Worker(resolve(misbehaving(";")))
    each.close()
    each.close()


def test_the_next_worker_works_after_a_death(misbehaving: Callable[..., str]) -> None:
    library = misbehaving("if (size == 7) abort();")
    with Session(resolve(library)) as session:
        died = session.run([op.create(2, 2), op.get(), op.get(7), op.get()])
        assert [step.death is not None for step in died] == [False, False, True]
        assert died[-1].operation == op.get(7)
        again = session.run([op.create(2, 2), op.get()])
        assert [step.observation.out for step in again] == [0, 0]
        assert session.history == [op.create(2, 2), op.get()]


def test_a_sequence_longer_than_a_batch_is_one_session(misbehaving: Callable[..., str]) -> None:
    operations = [op.create(2, 2), *[op.get(), op.give_back()] * 3000]
    with Session(resolve(misbehaving(";"))) as session:
        trace = session.run(operations)
    assert [step.operation for step in trace] == operations
    assert all(step.observation.state == State.DONE for step in trace)
    assert {step.observation.out for step in trace[1::2]} == {0}


def test_a_new_session_knows_no_pool_of_the_last(misbehaving: Callable[..., str]) -> None:
    with Session(resolve(misbehaving(";"))) as session:
        session.run([op.create(2, 2), op.get()])
        assert session.run([op.get()])[0].observation.state == State.INAPPLICABLE
        assert session.extend([op.create(2, 2)])[0].observation.state == State.DONE
        assert session.extend([op.get()])[0].observation.state == State.DONE


SCRIBBLE = """
static void scribble(void) {
  char line[512];
  FILE *maps = fopen("/proc/self/maps", "r");
  while (fgets(line, sizeof line, maps) != NULL) {
    unsigned long start, end;
    if (strstr(line, "memfd:poolproof") == NULL || sscanf(line, "%lx-%lx", &start, &end) != 2) continue;
    memset((void *)start, 0xFF, end - start);
  }
  fclose(maps);
}"""


@pytest.mark.usefixtures("impatient")
def test_a_subject_that_scribbles_over_the_shared_mapping_reaches_nothing_else(misbehaving: Callable[..., str]) -> None:
    with Session(resolve(misbehaving("scribble();", SCRIBBLE))) as session:
        trace = session.run([op.create(2, 2), op.get(), op.get()])
        assert 1 <= len(trace) <= 3
        assert session.run([op.create(2, 2), op.give_back()])[0].observation.state == State.DONE


@pytest.mark.parametrize(
    ("statement", "hook", "operations", "said"),
    [
        ("((bp_config *)config)->soa_capacity = 3;", "IN_CREATE", [op.create(3, 3)], "wrote to the config"),
        ("*out = ((void *const *)config)[1];", "IN_CREATE", [op.create(3, 3)], "read beyond the config"),
        ("((void **)out)[1] = NULL;", "IN_CREATE", [op.create_default()], "beyond the out parameter"),
        ("((void **)out)[1] = NULL;", "IN_GET_SOA", [op.create(3, 3), op.get()], "beyond the out parameter"),
    ],
)
def test_who_reaches_beyond_what_the_caller_handed_over_dies_of_it(
    misbehaving: Callable[..., str], statement: str, hook: str, operations: list[op.Operation], said: str
) -> None:
    with Worker(resolve(misbehaving(statement, hook=hook))) as each:
        batch = each.run(operations)
    assert batch.death is not None
    assert len(batch.observations) == len(operations) - 1
    is_its_own_config = said == "wrote to the config"  # which came with the call, if only to be read
    cause = DeathCause.SIGNAL if is_its_own_config else DeathCause.OUT_OF_BOUNDS
    assert (batch.death.cause, batch.death.in_holder) == (cause, False)
    assert said in batch.death.stderr.splitlines()[-1]


def test_a_usage_of_more_words_than_it_has_is_written_by_nobody_who_lives(build: Build, pool_source: PoolSource) -> None:
    writes_five = pool_source("array_stack", prelude="#define bp_capacity_usage usage_of_four")
    writes_five += """
#undef bp_capacity_usage
void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  usage_of_four(pool, out);
  ((uint32_t *)out)[4] = 0;
}"""
    with Worker(resolve(str(build(writes_five)))) as each:
        batch = each.run([op.create(3, 3), op.counters()])
    assert batch.death is not None
    assert "beyond the usage" in batch.death.stderr


def test_the_config_says_something_else_once_create_has_come_back(build: Build, pool_source: PoolSource) -> None:
    keeps_config = pool_source(
        "array_stack",
        ("pool->free_count, pool->soa_capacity,", "pool->free_count, kept->soa_capacity,"),
        ("int bp_create(", "static const bp_config *kept;\n#undef IN_CREATE\n#define IN_CREATE kept = config;\nint bp_create("),
    )
    with Worker(resolve(str(build(keeps_config)))) as each:
        seen = each.run([op.create(3, 3).observing_usage(), op.destroy(), op.create(1, 1).observing_usage()]).observations
    assert [seen[0].soa_total, seen[2].soa_total] == [1, 2]


@pytest.mark.parametrize(("reuse", "places"), [(False, 12), (True, 1)])
def test_what_a_destroy_gives_back_is_had_again_at_once_where_it_may_be(
    build: Build, pool_source: PoolSource, reuse: bool, places: int
) -> None:
    tells_place = pool_source("array_stack", ("in_use, pool->receipt_capacity};", "in_use, (uint32_t)((uintptr_t)pool >> 4)};"))
    life = [op.create(3, 3).observing_usage(), op.destroy(reuse=reuse)]
    with Worker(resolve(str(build(tells_place)))) as each:
        each.run(life * 8, new_session=True)  # an allocator may keep the first few blocks that it gets back
        seen = each.run(life * 12, new_session=True).observations
    assert len({one.receipts_total for one in seen[::2]}) == places


def test_an_address_far_from_a_buffer_is_given_back_once_all_buffers_are_known() -> None:
    with Worker(resolve("native")) as each:
        for extra, distance in enumerate(op.NEIGHBOUR_DISTANCES):
            behind = op.misuse(op.Target.NEIGHBOUR, 0, extra)
            seen = each.run([op.create(1, 1), op.get(), behind, op.destroy()], new_session=True).observations
            assert seen[2].address - seen[1].address == distance


def test_as_many_pools_live_at_once_as_there_are_places() -> None:
    pools = range(op.POOL_SLOTS)
    operations = [*(op.create(2, 2, pool) for pool in pools), *(op.get(8, pool) for pool in pools)]
    with Worker(resolve("native")) as each:
        seen = each.run([*operations, *(op.destroy(pool) for pool in pools)]).observations
    assert [one.state for one in seen] == [State.DONE] * (3 * op.POOL_SLOTS)
    assert len({one.address for one in seen[op.POOL_SLOTS : 2 * op.POOL_SLOTS]}) == op.POOL_SLOTS


def test_a_buffer_of_a_pool_that_has_ended_is_given_back_to_another_that_can_not_have_it() -> None:
    gone = op.misuse(op.Target.GONE, 1)
    before = [op.create(2, 2), op.get(), op.get(), op.destroy()]
    with Worker(resolve("native")) as each:
        seen = each.run([gone, *before, op.create(2, 2), *[op.get()] * 2, gone], new_session=True).observations
        known = {one.address for one in seen[6:8]}
        again = each.run([op.destroy(), op.create(1, 1), op.get(), gone], new_session=True).observations[-1]
    assert seen[0].state == State.INAPPLICABLE
    assert again.state == State.INAPPLICABLE  # of a new session, what ended before is forgotten
    if seen[2].address in known:  # the same memory again: it is the new pool's own
        assert seen[-1].state == State.INAPPLICABLE
    else:
        assert (seen[-1].address, seen[-1].target) == (seen[3].address, 1)
