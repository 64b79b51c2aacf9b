"""Cases replayed: still failing on the pool that they blame, fixed on a sound one; and the programs made of them agree."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from poolproof.conformance import operations as op
from poolproof.conformance.cases import Case, load_case, save_case
from poolproof.conformance.cases.c_program import case_as_c
from poolproof.conformance.cases.programs import save_with_program
from poolproof.conformance.cases.python_test import case_as_python
from poolproof.conformance.cases.replay import Outcome, replay
from poolproof.conformance.cli.exits import Exit
from poolproof.conformance.cli.main import commands
from poolproof.conformance.cli.replay import replay as command
from poolproof.conformance.generators.shapes import closing, return_oldest_first
from poolproof.conformance.judge import Abilities, Finding, judge
from poolproof.conformance.observations import Trace
from poolproof.conformance.operations import ForeignAddress, Operation, Pattern, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, SubjectError, resolve
from poolproof.spec import header_path
from poolproof.spec.contracts import default_contract

Build = Callable[..., Path]
PoolSource = Callable[..., str]

CONTRACT = default_contract()
CALLS_ONCE = "static int calls;\n#define IN_GET_SOA if (++calls == 2) "
SCRIBBLES = """\
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

static void *scribble(void *word) {
  for (;;) {
    usleep(1000);
    __atomic_fetch_add((uint64_t *)word, 1, __ATOMIC_RELAXED);
  }
  return word;
}

static void start(uint64_t *word) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, scribble, word) == 0) pthread_detach(thread);
}
"""
ZEROED = ("  bp_clear(pool);\n", "  bp_clear(pool);\n  memset(pool->soa, 0, soa_capacity * sizeof(bp_soa));\n")
PUSH = "pool->stack[pool->free_count++] = (uint32_t)number;"
MEMSET = "  memset(&pool->soa[number], 0, sizeof(bp_soa));\n"


@dataclass(frozen=True, slots=True)
class Example:
    """What a counterexample has that a case is made of."""

    operations: tuple[Operation, ...]
    trace: Trace
    finding: Finding


@dataclass(frozen=True, slots=True)
class Fault:
    requirement: str
    changes: tuple[tuple[str, str], ...]
    operations: tuple[Operation, ...]
    prelude: str = ""
    exits: frozenset[int] = frozenset({1})
    """Of the C program on the faulty pool; negative: killed by a signal."""


FAULTS = {
    "another buffer": Fault(
        "ORDER-1",
        ((PUSH, "memmove(pool->stack + 1, pool->stack, 4 * pool->free_count++);\n  pool->stack[0] = (uint32_t)number;"),),
        (op.create(3, 3), op.get(), op.get(), op.give_back(), op.get()),
    ),
    "the pool grows": Fault(
        "CAP-2",
        (
            ("if (pool->free_count == 0) return BP_EXHAUSTED;", ""),
            ("pool->stack[--pool->free_count]", "pool->free_count == 0 ? pool->soa_capacity : pool->stack[--pool->free_count]"),
        ),
        (op.create(2, 2), *[op.get()] * 3),
    ),
    "dirty words": Fault(
        "ZERO-1",
        ((MEMSET, ""), ZEROED),
        (op.create(1, 1), op.get(), op.write(7, extra=3), op.give_back(), op.get()),
    ),
    "a dirty word of many writes": Fault(
        "ZERO-1",
        ((MEMSET, "  memset(&pool->soa[number], 0, sizeof(bp_soa) - 8);\n"), ZEROED),
        (
            op.create(2, 1),
            *[op.get()] * 2,
            *[op.write(2**63 + 5, 1, pattern, 3) for pattern in Pattern],
            op.write(9, 1, Pattern.BYTES, 184),
            op.give_back(1),
            op.get(),
        ),
    ),
    "misaligned": Fault(
        "ISO-1",
        (("(bp_receipt *)(pool->soa + soa_capacity);", "(void *)((char *)(pool->soa + soa_capacity) + 8);"),),
        (op.create(2, 2), op.take()),
    ),
    "overlapping": Fault(
        "ISO-2",
        (("*out = &pool->soa[number];", "*out = (bp_soa *)((char *)pool->soa + 128 * number);"),),
        (op.create(3, 3), op.get(), op.get()),
    ),
    "wrong usage": Fault(
        "USAGE-1",
        (("  pool->lent[number] = 1;\n", "  pool->lent[number] = 1;\n  if (size == 3) ++pool->soa_capacity;\n"),),
        (op.create(3, 3), op.get(), op.get(3).observing_usage()),
    ),
    "a lent buffer disturbed": Fault(
        "ISO-3",
        (("  pool->lent[number] = 0;\n", "  pool->lent[number] = 0;\n  pool->soa[2].p[2] ^= 1;\n"),),
        (op.create(3, 3), op.get(), op.write(5), op.get(), op.give_back()),
    ),
    "a refusal that names something": Fault(
        "REFUSE-1",
        (("return BP_EXHAUSTED;", "{\n    *out = pool->soa;\n    return BP_EXHAUSTED;\n  }"),),
        (op.create(1, 1), op.get(), op.get()),
    ),
    "a receipt's id": Fault(
        "RECEIPT-1",
        (("receipt->id = pool->receipts_in_use++;", "receipt->id = pool->receipts_in_use++ & 15;"),),
        (op.create(2, 64), *[op.take()] * 17),
    ),
    "the guard": Fault(
        "GUARD-2",
        (("if (size > BP_LANES)", "if ((uint32_t)size > BP_LANES)"),),
        (op.create(1, 1), op.get(2**32)),
    ),
    "a double return": Fault(
        "OWN-2",
        (("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "  if (!pool->lent[number]) return BP_OK;\n"),),
        (op.create(2, 2), op.get(), op.give_back(), op.misuse(Target.RETURNED)),
    ),
    "a buffer that was never lent": Fault(
        "OWN-2",
        (("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "  if (!pool->lent[number]) return BP_OK;\n"),),
        (op.create(3, 3), op.get(), op.get(), op.misuse(Target.UNLENT, 1, 6)),
    ),
    "an address inside": Fault(
        "OWN-1",
        ((" || offset % sizeof(bp_soa) != 0", ""),),
        (op.create(2, 2), op.get(), op.misuse(Target.INTERIOR, 0, 63)),
    ),
    "a foreign address": Fault(
        "OWN-1",
        (("  if (number >= pool", "  if ((uintptr_t)buffer == 64) return BP_OK;\n  if (number >= pool"),),
        (op.create(2, 2), *[op.misuse(Target.FOREIGN, kind) for kind in (0, 1, 3, 4, 5, 6, 7, 8, 11, 12, 2)]),
    ),
    "a foreign address near a buffer": Fault(
        "OWN-1",
        (("  if (number >= pool", "  if (offset == 4096 || offset == 4288) return BP_OK;\n  if (number >= pool"),),
        (
            *(op.create(2, 2), op.create(2, 2, 1), op.get(8, 1), *[op.get()] * 2, op.take()),
            *(op.foreign(which, 64) for which in ForeignAddress if which >= ForeignAddress.BESIDE_BLOCK),
            op.foreign(ForeignAddress.BESIDE_BLOCK, 4096),
        ),
    ),
    "another pool": Fault(
        "ISO-4",
        (
            ("  pool->free_count = pool->soa_capacity;\n", "  pool->free_count = pool->soa_capacity;\n  pools++;\n"),
            ("if (pool->free_count == 0)", "if (pool->free_count == 0 || pools > 1)"),
        ),
        (op.create(2, 2), op.create(2, 2, 1), op.get(pool=1)),
        prelude="static int pools;",
    ),
    "a zero capacity": Fault("CREATE-3", (("if (soa_capacity == 0 ||", "if ("),), (op.create(0, 1),)),
    "no config": Fault(
        "CREATE-1", (("config == NULL ? 1024", "config == NULL ? 512"),), (op.create_default().observing_usage(),)
    ),
    "a crash": Fault(
        "SAFE-1",
        (),
        (op.create(2, 2), op.get(), op.get()),
        prelude=CALLS_ONCE + "*(volatile int *)8 = 1;",
        exits=frozenset({-11}),
    ),
    "an abort on misuse": Fault(
        "SAFE-2",
        (("return BP_NOT_IN_USE;", "abort();"),),
        (op.create(2, 2), *[op.get()] * 2, op.give_back(1), op.give_back(), op.misuse(Target.RETURNED, 1)),
        exits=frozenset({-6}),
    ),
    "an exit": Fault("SAFE-1", (), (op.create(2, 2), op.get(), op.get()), prelude=CALLS_ONCE + "exit(0);"),
    "a hang": Fault(
        "SAFE-1",
        (),
        (op.create(2, 2), op.get(), op.get()),
        prelude=CALLS_ONCE + "for (volatile int i = 0;; ++i) { }",
        exits=frozenset({-14}),
    ),
    "a thread": Fault(
        "ISO-3",
        (
            ("  bp_clear(pool);\n  *out", "  bp_clear(pool);\n  start(pool->soa[soa_capacity - 1].o);\n  *out"),
            ("if (pool != NULL) free(pool->soa);", ""),  # the thread goes on writing there
        ),
        (op.create(2, 2), op.get(), op.hold()),
        prelude=SCRIBBLES,
    ),
    "a leak": Fault(
        "LIFE-1",
        (("if (pool != NULL) free(pool->soa);\n  free(pool);", "if (pool != NULL) free(pool->soa);"),),
        (op.create(2, 2), op.destroy()) * 8,
    ),
    "an allocation": Fault(
        "HOT-1",
        (
            (
                "  pool->lent[number] = 1;\n",
                "  pool->lent[number] = 1;\n  void *volatile memory = malloc(8);\n  free(memory);\n",
            ),
        ),
        (op.create(2, 2), op.get()),
        exits=frozenset({2}),
    ),
    "memory written to once it was given back": Fault(
        "LIFE-1",
        (
            (
                "  if (pool != NULL) free(pool->soa);\n  free(pool);\n",
                "  release(pool->soa);\n  release(pool);\n  ((volatile uint8_t *)pool)[20] = 1;\n",
            ),
        ),
        (op.create(2, 2), op.destroy()),
        prelude="#include <stdlib.h>\nstatic void (*volatile release)(void *) = free;",
        exits=frozenset({2}),
    ),
    "late, after many buffers": Fault(
        "ORDER-1",
        ((PUSH, "pool->stack[pool->free_count++] = number == 0 ? 15 : (uint32_t)number;"),),
        (op.create(16, 4), *[op.get()] * 16, *return_oldest_first(16), op.get()),
    ),
}


def example_of(library: Path, fault: Fault) -> Example:
    with Session(resolve(str(library))) as session:
        trace = session.run(closing(fault.operations), fresh=True)
        found = judge(trace, Abilities(session.counts_allocations)).findings
    finding = next(each for each in found if fault.requirement in each.requirements or fault.requirement == "ISO-4")
    return Example(fault.operations, trace[: finding.place + 1], finding)


def replayed_on(library: Path, case: Case) -> Outcome:
    with Session(resolve(str(library))) as session:
        return replay(case, session, attempts=2).outcome


def run_program(compiler: str, source: str, library: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    program, file = folder / f"case_{library.parent.name}", folder / "case.c"
    file.write_text(source, encoding="utf-8")
    warnings = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-pedantic")
    words = [compiler, *warnings, "-I", str(header_path().parent), str(file), str(library), "-o", str(program)]
    compiled = subprocess.run(words, capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stderr + source
    return subprocess.run([program], capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="session")
def sound_pool(build: Build, pool_source: PoolSource) -> Path:
    return build(pool_source())


@pytest.mark.parametrize("name", FAULTS)
def test_a_case_and_its_c_program_tell_the_faulty_pool_from_the_sound(
    name: str,
    build: Build,
    pool_source: PoolSource,
    compiler: str,
    tmp_path: Path,
) -> None:
    fault = FAULTS[name]
    prelude = f"#include <stdlib.h>\n{fault.prelude}"
    library, sound = build(pool_source("array_stack", *fault.changes, prelude=prelude)), build(pool_source())
    example = example_of(library, fault)
    case = load_case(save_case(example, CONTRACT, "faulty pool", tmp_path / "cases"))
    assert case.operations == tuple(step.operation for step in example.trace)
    assert replayed_on(library, case) == Outcome.STILL_FAILS
    assert replayed_on(sound, case) == Outcome.FIXED

    source = case_as_c(case, example.trace)
    shown = run_program(compiler, source, library, tmp_path)
    assert shown.returncode in fault.exits, shown.stdout + source
    gone = run_program(compiler, source, sound, tmp_path)
    assert gone.returncode == (2 if fault.exits == {2} else 0), gone.stdout + source
    if shown.returncode == 1:
        assert f"expected: {case.expected}" in shown.stdout
        assert f"observed when the case was saved: {case.observed}" in shown.stdout


def test_the_last_step_is_tried_only_when_those_before_go_as_they_went(
    build: Build, pool_source: PoolSource, compiler: str, tmp_path: Path
) -> None:
    fault = FAULTS["another buffer"]
    library = build(pool_source("array_stack", *fault.changes))
    example = example_of(library, fault)
    source = case_as_c(load_case(save_case(example, CONTRACT, "faulty pool", tmp_path)), example.trace)
    other = build(pool_source("array_stack", ("soa_capacity > MOST_BUFFERS", "soa_capacity != 16")))
    told = run_program(compiler, source, other, tmp_path)
    assert (told.returncode, told.stdout) == (2, "step 1 went another way: another status\n")


@pytest.mark.parametrize("by", ["verify", "explore"])
def test_beside_the_case_lies_its_c_program(by: str, faulty_pool: Path, compiler: str, tmp_path: Path) -> None:
    chosen = {"verify": ["-k", "ORDER-1", "--no-history"], "explore": ["--blocks", "2", "--records", "1"]}[by]
    folder = tmp_path / "cases"
    assert run_command(by, faulty_pool, *chosen, "--save-case", folder) == 1
    case, program = sorted(folder.iterdir(), key=lambda file: file.suffix, reverse=True)
    assert program == case.with_suffix(".c")
    shown = run_program(compiler, program.read_text(encoding="utf-8"), faulty_pool, tmp_path)
    assert shown.returncode == 1, shown.stdout


def test_beside_the_case_of_a_class_lies_its_test(tmp_path: Path, python_subject: Callable[..., Subject]) -> None:
    _, body, _ = PYTHON_FAULTS["receipts"]
    faulty = python_subject(PYTHON.format(body=f"    {body}"))
    assert run_command("verify", faulty.given, "-k", "RECEIPT-1", "--no-history", "--save-case", tmp_path / "cases") == 1
    case, test = sorted((tmp_path / "cases").iterdir())
    assert (case.suffix, test.name) == (".json", f"test_{case.stem.lower().replace('-', '_')}.py")
    assert status_of(test) == (1, "AssertionError")


def test_of_a_measurement_there_is_a_case_and_no_program(tmp_path: Path) -> None:
    operations = (op.create(1, 1), op.get())
    finding = Finding(("HOT-1",), 1, "no allocation and no release", "1 allocation (8 bytes) and 0 releases")
    subject = resolve("poolproof.native:BufferPool")
    saved = save_with_program(Example(operations, (), finding), CONTRACT, subject, "a class", tmp_path)
    assert [each.suffix for each in saved] == [".json"]


def test_a_folder_that_can_not_be_is_named(faulty_pool: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(click.BadParameter, match=r"taken.*: (Not a directory|File exists)"):
        run_command("explore", faulty_pool, "--save-case", tmp_path / "taken" / "cases")


def test_a_folder_that_can_not_be_costs_no_verdict(
    faulty_pool: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    options = ("-k", "ORDER-1", "--no-history", "--save-case", tmp_path / "taken" / "cases")
    assert run_command("verify", faulty_pool, *options) == Exit.VIOLATES
    told = capsys.readouterr()
    assert re.search(r"--save-case: can't write into .*taken/cases: (Not a directory|File exists)", told.err)
    assert "violates ORDER-1" in told.out


# ---- the command ----


def run_command(name: str, *arguments: object) -> int:
    status = commands.main([name, *map(str, arguments)], standalone_mode=False)
    assert isinstance(status, int)
    return status


@pytest.fixture
def faulty_pool(build: Build, pool_source: PoolSource) -> Path:
    return build(pool_source("array_stack", *FAULTS["another buffer"].changes))


@pytest.fixture
def case_file(faulty_pool: Path, tmp_path: Path) -> Path:
    return save_case(example_of(faulty_pool, FAULTS["another buffer"]), CONTRACT, "faulty pool", tmp_path / "cases")


def run_replay(*arguments: str | Path) -> tuple[int, Result]:
    """The exit status as the command line gives it, where the command returns it; 2 where it refuses."""
    result = CliRunner().invoke(command, list(map(str, arguments)), standalone_mode=False)
    if result.exception is not None:
        assert isinstance(result.exception, click.ClickException), result.exception
        return 2, result
    return result.return_value, result


def test_a_case_that_still_fails_is_shown(case_file: Path, faulty_pool: Path, tmp_path: Path) -> None:
    report = tmp_path / "outcomes.json"
    status, result = run_replay(case_file, faulty_pool, "--json", report)
    assert status == 1
    assert result.stdout.startswith(f"STILL FAILS {case_file.name}")
    assert "expected  b2, the one returned last\n  observed  a buffer never lent before" in result.stdout
    (outcome,) = json.loads(report.read_text(encoding="utf-8"))["cases"]
    assert (outcome["outcome"], outcome["failures"], outcome["attempts"]) == ("still fails", 5, 5)
    assert outcome["counterexample"]["operations"][-1]["call"] == "get_soa(p1, 8)"


def test_a_folder_of_cases_is_replayed_on_the_native_pool_by_default(case_file: Path) -> None:
    status, result = run_replay(case_file.parent)
    assert (status, result.stdout) == (0, f"FIXED       {case_file.name}  ORDER-1\n")


def test_a_case_that_can_not_run_is_no_fixed_one(case_file: Path, build: Build, pool_source: PoolSource) -> None:
    one_capacity = build(pool_source("array_stack", ("soa_capacity > MOST_BUFFERS", "soa_capacity != 16")))
    status, result = run_replay(case_file, "-s", one_capacity)
    assert status == 4
    assert result.stdout.startswith("CAN'T RUN")
    assert "step 1: create answers BP_INVALID_CONFIG" in result.stdout


def test_what_only_a_sanitizer_saw_is_not_fixed_because_nothing_is_seen_without_one(case_file: Path, faulty_pool: Path) -> None:
    text = case_file.read_text(encoding="utf-8")
    case_file.write_text(text.replace('  "operations"', '  "sanitizer": true,\n  "operations"'), encoding="utf-8")
    status, result = run_replay(case_file)
    assert status == 4
    assert result.stdout.startswith("CAN'T RUN")
    assert "only a sanitizer saw it before" in result.stdout
    status, result = run_replay(case_file, faulty_pool)
    assert (status, result.stdout.split()[:2]) == (1, ["STILL", "FAILS"])


def test_what_fails_only_sometimes_is_flaky(case_file: Path, build: Build, pool_source: PoolSource, tmp_path: Path) -> None:
    """Planted: every second process is faulty, as a file tells it."""
    ((old, new),) = FAULTS["another buffer"].changes
    mark = tmp_path / "mark"
    prelude = f'''#include <unistd.h>
static int faulty;
#define IN_CREATE faulty = rmdir("{mark}") == 0; if (!faulty && mkdir("{mark}", 0700) != 0) abort();
#include <sys/stat.h>'''
    library = build(pool_source("array_stack", (old, f"if (!faulty) {old} else {{ {new} }}"), prelude=prelude))
    status, result = run_replay(case_file, library)
    assert status == 4
    assert re.match(r"FLAKY .* [23] of 5 runs failed", result.stdout)


def test_programs_are_written(case_file: Path, faulty_pool: Path, compiler: str, tmp_path: Path) -> None:
    program = tmp_path / "made.c"
    assert run_replay(case_file, faulty_pool, "--c", program)[0] == 1
    assert run_program(compiler, program.read_text(encoding="utf-8"), faulty_pool, tmp_path).returncode == 1


@pytest.mark.parametrize("option", ["--c", "--python"])
def test_nothing_is_written_of_what_does_not_fail(option: str, case_file: Path, tmp_path: Path) -> None:
    status, result = run_replay(case_file, option, tmp_path / "made")
    assert status == 2
    assert "there is nothing to reproduce" in str(result.exception)
    assert not (tmp_path / "made").exists()


def test_a_wrong_case_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"case": 7}', encoding="utf-8")
    status, result = run_replay(tmp_path / "bad.json")
    assert status == 2
    assert "version 7 is unknown" in str(result.exception)


def test_what_is_no_subject_is_said(case_file: Path) -> None:
    result = CliRunner().invoke(command, [str(case_file), "no-such-pool.so"], standalone_mode=False)
    assert isinstance(result.exception, SubjectError)


def test_help_has_examples() -> None:
    _, result = run_replay("--help")
    assert re.search(r"Examples:\n +poolproof replay", result.stdout)


# ---- Python classes ----

PYTHON = """
from poolproof.reference import BufferPool

class Pool(BufferPool):
    calls = 0
{body}
"""
PYTHON_FAULTS = {
    "dirty": (
        "ZERO-1",
        "def get_soa(self, size):\n        out = super().get_soa(size)\n        out.o[7] = self.calls\n"
        "        self.calls += 1\n        return out",
        (op.create(2, 2), op.get(), op.write(5, 0, Pattern.ONE_WORD, 3), op.get()),
    ),
    "double return": (
        "OWN-2",
        "def return_soa(self, buffer):\n        try:\n            super().return_soa(buffer)\n"
        "        except Exception as error:\n            if type(error).__name__ != 'NotInUse':\n                raise",
        (op.create(2, 2), op.get(), op.give_back(), op.misuse(Target.RETURNED)),
    ),
    "raises": (
        "SAFE-1",
        "def clear(self):\n        raise KeyError('clear')",
        (op.create_default(), op.take(), op.write_record(1, 0, Pattern.BYTES, 127), op.clear()),
    ),
    "receipts": (
        "RECEIPT-1",
        "def get_receipt(self):\n        out = super().get_receipt()\n        out.id = min(out.id, 2)\n        return out",
        (op.create(1, 9), *[op.take()] * 8),
    ),
}


@pytest.mark.parametrize("name", PYTHON_FAULTS)
def test_a_pytest_file_tells_the_faulty_class_from_the_sound(
    name: str, python_subject: Callable[..., Subject], tmp_path: Path
) -> None:
    requirement, body, operations = PYTHON_FAULTS[name]
    faulty = python_subject(PYTHON.format(body=f"    {body}"))
    sound = python_subject(PYTHON.format(body=""), "sound.py")
    with Session(faulty) as session:
        trace = session.run(closing(operations), fresh=True)
    finding = next(each for each in judge(trace, Abilities(False)).findings if requirement in each.requirements)
    case = load_case(
        save_case(Example(operations, trace[: finding.place + 1], finding), CONTRACT, "a class", tmp_path / "cases")
    )
    statuses = [pytest_status(case, trace[: finding.place + 1], subject, tmp_path) for subject in (faulty, sound)]
    assert statuses == [(1, "AssertionError"), (0, "")]


def pytest_status(case: Case, trace: Trace, subject: Subject, folder: Path) -> tuple[int, str]:
    file = folder / "test_made.py"
    file.write_text(case_as_python(case, trace, subject), encoding="utf-8")
    return status_of(file)


def status_of(file: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=file.parent, timeout=60)
    errors = re.findall(r"^E +(\w+)(?=:)", result.stdout, re.M)
    return result.returncode, errors[0] if errors else result.stderr
