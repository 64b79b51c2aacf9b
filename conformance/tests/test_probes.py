"""Probes of the worker in C, each on a pool that does what the probe looks for, and on one that does not."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Finding, judge
from poolproof.conformance.observations import DeathCause, Step, Trace
from poolproof.conformance.operations import Operation
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.spec.contracts import default_contract
from poolproof.spec.vocabulary import Probe

Build = Callable[..., Path]
PoolSource = Callable[..., str]
Observe = Callable[..., Trace]

COUNTS = Abilities(counts_allocations=True)
ROUND = (op.create(2, 3), op.get(), op.destroy())
x86_64_only = pytest.mark.skipif(platform.machine() != "x86_64", reason="instructions of x86-64")


@pytest.fixture
def observe(build: Build, pool_source: PoolSource) -> Observe:
    """Run operations on the array stack, with places in its text exchanged and text before it."""

    def run(operations: Sequence[Operation], *changes: tuple[str, str], prelude: str = "", needs: Probe = Probe.NONE) -> Trace:
        source = pool_source("array_stack", *changes, prelude=f"#include <stdlib.h>\n{prelude}")
        with Session(resolve(str(build(source)))) as session:
            if needs & ~session.available_probes:
                pytest.skip(f"this machine has no probe for {(needs & ~session.available_probes).name}")
            return session.run(operations)

    return run


def in_get(statement: str, helpers: str = "") -> str:
    return f"#include <string.h>\n#include <sys/syscall.h>\n#include <unistd.h>\n{helpers}\n#define IN_GET_SOA {statement}"


def findings(trace: Trace) -> tuple[Finding, ...]:
    return judge(trace, COUNTS).findings


# ---- where it was done ----

ALLOCATE = "char *volatile taken = malloc(24); free(taken);"
HELPER = f"__attribute__((noinline)) void helper(void) {{ {ALLOCATE} }}"


@pytest.mark.parametrize(
    ("statement", "helpers", "site"),
    [
        (ALLOCATE, "", r"bp_get_soa\+0x[0-9a-f]+"),
        ('char *volatile copy = strdup("a text"); free(copy);', "", r"bp_get_soa\+0x[0-9a-f]+"),
        ("helper();", f"static {HELPER}", r"libpool\.so\+0x[0-9a-f]+ in bp_get_soa\+0x[0-9a-f]+"),
        ("helper();", f"void helper(void);\n{HELPER}", r"helper\+0x[0-9a-f]+ in bp_get_soa\+0x[0-9a-f]+"),
    ],
    ids=["its own call", "through the C library", "in a function without a name", "in a function with a name"],
)
def test_the_place_of_an_allocation_is_named(observe: Observe, statement: str, helpers: str, site: str) -> None:
    created, got, _ = observe(ROUND, prelude=in_get(statement, helpers))
    assert re.fullmatch(site, got.site)
    assert created.observation.allocations > 0
    assert created.site == ""


@pytest.mark.parametrize("statement", ["syscall(SYS_getppid);", "getppid();"])
def test_the_place_of_a_system_call_is_named(observe: Observe, statement: str) -> None:
    _, got, _ = observe(ROUND, prelude=in_get(statement), needs=Probe.SYSTEM_CALLS)
    assert got.observation.system_calls == 1
    assert re.fullmatch(r"bp_get_soa\+0x[0-9a-f]+", got.site)


def test_an_operation_that_does_nothing_besides_its_work_has_no_place(observe: Observe) -> None:
    assert [step.site for step in observe(ROUND)] == ["", "", ""]


# ---- instruction by instruction ----


def stepped(observe: Observe, statement: str) -> tuple[Step, Step]:
    """A get that was stepped through, without the statement and with it."""
    operations = [op.create(2, 3), op.get().stepped()]
    plain = observe(operations, needs=Probe.INSTRUCTIONS)[-1]
    return plain, observe(operations, prelude=in_get(statement), needs=Probe.INSTRUCTIONS)[-1]


@x86_64_only
@pytest.mark.parametrize(
    ("assembly", "field"),
    [
        ("lock incl -64(%%rsp)", "locked_instructions"),
        ("lock incq -64(%%rsp)", "locked_instructions"),
        ("xchgl %%eax, -64(%%rsp)", "locked_instructions"),
        ("rdtsc", "time_stamp_reads"),
        ("rdtscp", "time_stamp_reads"),
        ("movl $39, %%eax; syscall", "system_call_instructions"),
    ],
)
def test_an_instruction_that_stands_out_is_counted(observe: Observe, assembly: str, field: str) -> None:
    clobbers = '"rax", "rcx", "rdx", "r11", "memory"'
    plain, special = stepped(observe, f'__asm__ volatile("{assembly}" ::: {clobbers});')
    for name in ("locked_instructions", "time_stamp_reads", "system_call_instructions"):
        assert getattr(plain.observation, name) == 0
        assert getattr(special.observation, name) == (1 if name == field else 0)


@x86_64_only
@pytest.mark.parametrize("assembly", ["xchgl %%eax, %%edx", "movl $0x050f, %%eax", "rep; nop"])
def test_an_instruction_that_looks_like_one_is_not(observe: Observe, assembly: str) -> None:
    plain, special = stepped(observe, f'__asm__ volatile("{assembly}" ::: "rax", "rdx");')
    facts = ("locked_instructions", "time_stamp_reads", "system_call_instructions")
    assert [getattr(special.observation, name) for name in facts] == [0, 0, 0]
    assert special.observation.instructions > plain.observation.instructions


@x86_64_only
def test_functions_outside_the_subject_are_named_as_it_imports_them(observe: Observe) -> None:
    plain, calling = stepped(observe, f"volatile size_t count = 9; memset(pool->lent, 0, count); {ALLOCATE}")
    assert plain.outside == ()
    assert set(calling.outside) == {"memset", "malloc", "free"}


@x86_64_only
def test_a_look_at_the_usage_does_not_count(observe: Observe) -> None:
    operations = [op.create(2, 3), op.get(9).stepped(), op.get(9).stepped().observing_usage()]
    _, alone, looked = observe(operations, needs=Probe.INSTRUCTIONS)
    assert alone.observation.instructions == looked.observation.instructions > 0


# ---- what destroy gave back ----

RELEASE = "  if (pool != NULL) free(pool->soa);\n  free(pool);\n"
HIDDEN = "static void (*volatile release)(void *) = free;"


def test_a_write_after_the_release_is_found_at_once(observe: Observe) -> None:
    late = (RELEASE, "  release(pool->soa);\n  release(pool);\n  ((volatile uint8_t *)pool)[9] = 1;\n")
    trace = observe(ROUND, late, prelude=HIDDEN)
    destroyed = trace[-1].observation
    assert (destroyed.stale_at, destroyed.stale_count) == (9, 1)
    assert destroyed.stale_block_bytes >= 48
    assert [each.requirements for each in findings(trace)] == [("LIFE-1",)]


def test_a_write_by_another_pool_is_found_in_the_operation_that_made_it(observe: Observe) -> None:
    remember = (
        "  *out = pool;\n  return BP_OK;\n}\n\nvoid bp_destroy",
        "  *out = newest = pool;\n  return BP_OK;\n}\n\nvoid bp_destroy",
    )
    operations = [op.create(2, 3), op.create(2, 3, 1), op.get(), op.destroy(1), op.counters(), op.get()]
    prelude = f"struct bp_pool;\nstatic struct bp_pool *newest;\n{in_get('((volatile uint8_t *)newest)[0]++;')}"
    trace = observe(operations, remember, prelude=prelude)
    assert [step.observation.stale_count for step in trace] == [0, 0, 0, 0, 0, 1]
    assert [(each.place, each.requirements) for each in findings(trace)] == [(5, ("LIFE-1", "ISO-4"))]


@pytest.mark.parametrize(
    "late",
    [
        "  release(pool->soa);\n  release(pool);\n  release(pool);\n",
        "  release(pool->soa);\n  release(pool);\n  pool = again(pool, 99);\n",
    ],
    ids=["free", "realloc"],
)
def test_a_second_release_ends_the_process(observe: Observe, late: str) -> None:
    trace = observe(ROUND, (RELEASE, late), prelude=f"{HIDDEN}\nstatic void *(*volatile again)(void *, size_t) = realloc;")
    death = trace[-1].death
    assert death is not None
    assert (death.cause, death.detail) == (DeathCause.SIGNAL, "was killed by SIGABRT")
    assert death.stderr == "memory is released that had been released before"


def test_a_read_after_the_release_finds_no_storage(observe: Observe) -> None:
    trace = observe(ROUND, (RELEASE, "  release(pool);\n  release(pool->soa);\n"), prelude=HIDDEN)
    assert trace[-1].death is not None
    assert trace[-1].death.detail == "was killed by SIGSEGV"


@pytest.mark.parametrize("capacities", [(1, 1), (2, 3), (16, 1000)])
def test_a_sound_pool_may_be_made_and_destroyed_for_ever(observe: Observe, capacities: tuple[int, int]) -> None:
    trace = observe([op.create(*capacities), op.get(), op.take(), op.destroy()] * 300)
    assert findings(trace) == ()
    assert {step.observation.live_bytes for step in trace[3::4]} == {0}


# ---- what create takes ----

GROW = "char *volatile block = NULL; for (int kib = 1; kib <= 100; kib++) block = realloc(block, kib * 1024); free(block);"


def scratch(size: int) -> str:
    return f"char *volatile block = malloc({size}); free(block);"


@pytest.mark.parametrize(
    ("statement", "most"),
    [
        ("", 0),
        (scratch(300_000), 300_000),
        (GROW, 102_400),
        ("munmap(mmap(NULL, 4097, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4097);", 8192),
        ("munmap(mmap(NULL, 4097, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4097);", 0),
        ("static char room[1 << 20]; memset(room, 1, sizeof room);", 0),
    ],
    ids=["nothing", "scratch", "grown", "mapped", "reserved", "static"],
)
def test_what_create_takes_is_the_most_that_it_holds_at_one_time(observe: Observe, statement: str, most: int) -> None:
    headers = "#include <string.h>\n#include <sys/mman.h>"
    small, large = (op.create(1, 1), op.destroy()), (op.create(2, 2), op.destroy())
    plain = [step.observation for step in observe([*small, *large])]
    seen = [step.observation for step in observe([*small, *large], prelude=f"{headers}\n#define IN_CREATE {statement}")]
    assert [each.held_bytes for each in seen[::2]] == [max(most, each.held_bytes) for each in plain[::2]]


def test_create_is_judged_by_what_it_takes(observe: Observe) -> None:
    frugal = replace(default_contract(), cost=replace(default_contract().cost, memory=200_000))
    operations = [op.create_default().observing_usage(), op.destroy()]
    assert judge(observe(operations), COUNTS, frugal).findings == ()
    (finding,) = judge(observe(operations, prelude=f"#define IN_CREATE {scratch(200_001)}"), COUNTS, frugal).findings
    assert finding.requirements == ("MEM-1",)
    assert finding.observed.startswith("200,001 bytes of the heap and of mappings at one time")
