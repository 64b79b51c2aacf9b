"""Subjects that reach for the judge, write into what is its own, or leave processes behind: that is told as their doing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import Death, DeathCause
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, Worker, resolve
from poolproof.spec.wire import NUMBERS, PLACES

Build = Callable[..., Path]
PoolSource = Callable[..., str]
Hostile = Callable[..., str]

INCLUDES = "\n".join(
    f"#include <{name}.h>"
    for name in ("errno", "fcntl", "signal", "stdio", "stdlib", "string", "sys/ptrace", "sys/uio", "sys/wait", "unistd")
)
OF_MAPPING = """
struct range { unsigned char *first, *last; };
static struct range mapping(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512];
  struct range found = {NULL, NULL};
  while (fgets(line, sizeof line, maps) != NULL) {
    if (strstr(line, "memfd:poolproof ") == NULL) continue;
    sscanf(line, "%p-%p", (void **)&found.first, (void **)&found.last);
  }
  fclose(maps);
  return found;
}
static void on_mapping(int pattern) {
  struct range all = mapping();
  memset(all.first, pattern, (size_t)(all.last - all.first));
}
static void on_part(size_t at, size_t bytes) { memset(mapping().first + at, 0x41, bytes); }"""
LOGS_ANYWHERE = 'for (int at = 3; at < 64; at++) dprintf(at, "got one\\n");'
LEAVES_TWICE = """
static void leave(const char *file) {
  if (fork() != 0) { wait(NULL); return; }
  setsid();
  if (fork() != 0) _exit(0);
  FILE *stream = fopen(file, "a");
  fprintf(stream, "%d\\n", (int)getpid());
  fclose(stream);
  sleep(600);
  _exit(0);
}"""
# SIGCONT does no harm, should a fence be lacking.
REACHES = {
    "its parent, to kill it": "kill(getppid(), SIGKILL);",
    "its parent, to stop it": "kill(getppid(), SIGSTOP);",
    "everybody": "kill(-1, SIGCONT);",
    "the first process": "kill(1, SIGCONT);",
    "the group of the first": "kill(-2, SIGCONT);",
    "a thread of its parent": "tkill_of(getppid(), SIGKILL);",
    "its parent, to trace it": "ptrace(PTRACE_SEIZE, getppid(), 0, 0);",
    "memory of its parent": "process_vm_writev(getppid(), NULL, 0, NULL, 0, 0);",
}
TKILL = "#include <sys/syscall.h>\nstatic void tkill_of(int id, int number) { syscall(SYS_tkill, id, number); }"
KEEPS_TO_ITSELF = {
    "asks whether its parent lives": "kill(getppid(), 0);",
    "a signal to itself": "kill(getpid(), SIGCONT); raise(SIGCONT);",
    "a signal to its group": "kill(0, SIGCONT);",
    "ends a child": "pid_t child = fork(); if (child == 0) pause(); kill(child, SIGKILL); waitpid(child, NULL, 0);",
}


@pytest.fixture
def hostile(build: Build, pool_source: PoolSource) -> Hostile:
    """The path of a library that runs a statement in ``get_soa``."""

    def make(statement: str, helpers: str = "", hook: str = "IN_GET_SOA") -> str:
        prelude = f"{INCLUDES}\n{helpers}\n#define {hook} {statement}"
        return str(build(pool_source(prelude=prelude), "-shared", "-fPIC", "-Wno-unused-function", optimise="-O0"))

    return make


def death_in_get(subject: Subject) -> Death | None:
    """What the harness makes of the first get."""
    with Worker(subject) as each:
        assert each.run([op.create(2, 2)]).death is None
        death = each.run([op.get()]).death
        return death or each.run([op.get()]).death  # what it did may show a moment later


def verified(subject: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "poolproof.conformance", "verify", subject, "--no-history", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def told_in(file: Path) -> list[int]:
    """The process ids in it, once there are some."""
    while not file.exists() or not file.read_text(encoding="ascii").endswith("\n"):
        time.sleep(0.02)
    return [int(line) for line in file.read_text(encoding="ascii").split()]


def still_there(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("statement", REACHES.values(), ids=REACHES)
def test_who_reaches_for_an_older_process_is_told_so(hostile: Hostile, statement: str) -> None:
    death = death_in_get(resolve(hostile(statement, TKILL)))
    assert death is not None
    assert (death.cause, str(death)) == (DeathCause.REACHED_OUT, "reached for a process that is not its own")


@pytest.mark.parametrize("statement", KEEPS_TO_ITSELF.values(), ids=KEEPS_TO_ITSELF)
def test_signals_to_what_is_its_own_are_nobody_elses_business(hostile: Hostile, statement: str) -> None:
    assert death_in_get(resolve(hostile(statement))) is None


def test_a_class_that_kills_its_parent_is_told_so(python_subject: Callable[..., Subject]) -> None:
    source = """
        import os, signal
        from poolproof.reference import BufferPool
        class Pool(BufferPool):
            def get_soa(self, size=8):
                os.kill(os.getppid(), signal.SIGKILL)
                return super().get_soa(size)
    """
    death = death_in_get(python_subject("\n".join(line[8:] for line in source.splitlines())))
    assert death is not None
    assert death.cause == DeathCause.REACHED_OUT


def test_a_keeper_that_was_stopped_is_noticed(hostile: Hostile) -> None:
    with Worker(resolve(hostile(";"))) as each:
        os.kill(each._process.keeper_id, signal.SIGSTOP)
        while not each._process.keeper_is_stopped():
            time.sleep(0.01)
        death = each.run([op.create(2, 2)]).death
    assert death is not None
    assert death.cause == DeathCause.REACHED_OUT


def test_a_logger_with_a_stale_descriptor_is_told_and_not_believed(hostile: Hostile) -> None:
    death = death_in_get(resolve(hostile(LOGS_ANYWHERE)))
    assert death is not None
    assert (death.cause, str(death)) == (DeathCause.NONSENSE, "wrote into file descriptors that are not its own")


@pytest.mark.parametrize("pattern", [0, 1, 2, 0x41, 0xFF])
def test_what_stands_in_a_mapping_that_was_overwritten_is_not_believed(hostile: Hostile, pattern: int) -> None:
    death = death_in_get(resolve(hostile(f"on_mapping({pattern});", OF_MAPPING)))
    assert death is not None
    assert (death.cause, str(death)) == (DeathCause.NONSENSE, "wrote into memory that is not its own")


@pytest.mark.parametrize("part", ["operations", "observations", "lane_seed", "log"])
def test_a_part_of_the_mapping_brings_nobody_down(hostile: Hostile, part: str) -> None:
    at = PLACES.get(part) or NUMBERS[part][0]
    run = verified(hostile(f"if (size == 3) on_part({at}, 4096);", OF_MAPPING), "--budget", "3")
    assert run.returncode in (0, 1, 4), run.stderr  # it may be written over before anybody reads it
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("statement", [LOGS_ANYWHERE, "on_mapping(0x41);", REACHES["its parent, to kill it"]])
def test_a_verification_survives_and_blames_the_operation(hostile: Hostile, statement: str) -> None:
    run = verified(hostile(statement, OF_MAPPING))
    assert re.search(r"2  get_soa\(p1, \d\) +-> (wrote into|reached for)", run.stdout), run.stdout
    assert run.returncode == 1, run.stdout + run.stderr
    assert "SAFE-1" in run.stdout
    assert "Traceback" not in run.stderr


def test_what_left_its_parent_and_its_session_ends_with_the_worker(hostile: Hostile, tmp_path: Path) -> None:
    file = tmp_path / "left"
    library = hostile(f'leave("{file}");', LEAVES_TWICE)
    with Session(resolve(library)) as session:
        session.run([op.create(2, 2), op.get()])
        left = told_in(file)
        assert [still_there(each) for each in left] == [True]
    assert [still_there(each) for each in left] == [False]


def test_nothing_is_left_when_the_judge_is_killed(hostile: Hostile, tmp_path: Path) -> None:
    file = tmp_path / "left"
    library = hostile(f'leave("{file}"); sleep(600);', LEAVES_TWICE)
    command = [sys.executable, "-m", "poolproof.conformance", "verify", library, "--no-history"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as judge:
        left = told_in(file)
        judge.kill()
    until = time.monotonic() + 10
    while any(map(still_there, left)) and time.monotonic() < until:
        time.sleep(0.02)
    assert [still_there(each) for each in left] == [False] * len(left)
