"""The catalogue is whole, everything in it compiles, and the pools that are said to conform agree with the model."""

from __future__ import annotations

import ast
import ctypes
import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import BuildError, CompilerMissing, Compilers, Language, compile_once
from poolproof.conformance import operations as op
from poolproof.conformance.faults import Canary, CatalogueError, Entry, Fault, build, load_catalogue
from poolproof.conformance.faults.catalogue import FOLDER, read_catalogue
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.reference import model
from poolproof.spec import Level, Status, load_spec

CATALOGUE = load_catalogue()
COMPILERS = Compilers.from_environment()

FAULT_FLAGS = {
    Language.C: ("-Wall", "-Werror", "-Wno-unused-value"),
    Language.CPP: ("-Wall", "-Werror", "-Wno-unused-value"),
    Language.RUST: ("-D", "warnings"),
}
CANARY_FLAGS = {
    Language.C: ("-std=c11", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-pedantic"),
    Language.CPP: ("-Wall", "-Wextra", "-Werror", "-Wconversion"),
    Language.RUST: ("-D", "warnings"),
}

IN_PYTHON = [entry for entry in CATALOGUE.entries if entry.language is Language.PYTHON]
COMPILED_CANARIES = [entry for entry in CATALOGUE.canaries if entry.language is not Language.PYTHON]


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("libraries")


def canary(name: str) -> Canary:
    return next(entry for entry in CATALOGUE.canaries if entry.name == name)


def build_or_skip(entry: Entry, into: Path) -> Path:
    if not COMPILERS.available(entry.language):
        pytest.skip(f"no compiler of {entry.language} here")
    return build(entry, into, compiler=COMPILERS)


# ---- the listing ----


def test_there_are_enough_faults_of_enough_kinds() -> None:
    assert len(CATALOGUE.faults) >= 80
    assert len({fault.area for fault in CATALOGUE.faults}) >= 15
    assert sum(fault.language is not Language.C for fault in CATALOGUE.faults) >= 10
    assert {fault.language for fault in CATALOGUE.faults} == set(Language)
    assert len(CATALOGUE.canaries) >= 14


def test_faults_violate_known_requirements() -> None:
    known = {requirement.id for requirement in load_spec().requirements}
    unknown = {fault.name: set(fault.violates) - known for fault in CATALOGUE.faults if set(fault.violates) - known}
    assert unknown == {}


def test_no_fault_names_a_requirement_twice() -> None:
    assert [fault.name for fault in CATALOGUE.faults if len(set(fault.violates)) < len(fault.violates)] == []


def test_every_requirement_but_the_measured_ones_is_blamed_first_by_a_fault() -> None:
    blamed = {fault.violates[0] for fault in CATALOGUE.faults}
    assert {requirement.id for requirement in load_spec().requirements} - blamed == {"TICK-1", "TICK-2"}


def test_every_source_is_listed_once() -> None:
    listed = sorted(entry.source for entry in CATALOGUE.entries)
    found = [path for folder in ("planted", "canaries") for path in (FOLDER / folder).rglob("*") if path.is_file()]
    assert listed == sorted(path for path in found if path.suffix != ".pyc")  # of the classes that were judged here


def test_a_fault_says_in_its_source_what_the_catalogue_says() -> None:
    differing = [fault.name for fault in CATALOGUE.faults if fault.sentence not in _first_comment(fault)]
    assert differing == []


def _first_comment(fault: Fault) -> str:
    if fault.language is Language.PYTHON:
        return str(ast.get_docstring(ast.parse(fault.source.read_text())))
    lines = re.match(r"/\*(.*?)\*/|((?://[^\n]*\n)+)", fault.source.read_text(), flags=re.DOTALL)
    assert lines is not None, fault.name
    return " ".join(re.sub(r"^(//| \*)", "", lines[0].removeprefix("/*").removesuffix("*/"), flags=re.MULTILINE).split())


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('source = "area/gone.c"', "is not a file"),
        ('source = "area/bad.c"', "'minimal_operations' is missing"),
        ('source = "area/bad.c"\nviolates = []\nminimal_operations = 1\nsentence = "One."', "violates must be"),
        ('source = "area/bad.c"\nviolates = ["A-1"]\nminimal_operations = -1\nsentence = "One."', "minimal_operations must be"),
        ('source = "area/bad.c"\nviolates = ["A-1"]\nminimal_operations = 1\nsentence = "no end"', "sentence must be"),
        ('source = "area/bad.c"\nviolates = ["A-1"]\nminimal_operations = 1\nsentence = "One."\nmore = 1', "'more' is unknown"),
        ('source = "area/bad.zig"\nviolates = ["A-1"]\nminimal_operations = 1\nsentence = "One."', "must end in"),
    ],
)
def test_a_broken_entry_is_refused(tmp_path: Path, entry: str, problem: str) -> None:
    (tmp_path / "area").mkdir()
    for name in ("bad.c", "bad.zig"):
        (tmp_path / "area" / name).touch()
    (tmp_path / "catalogue.toml").write_text(f"[[fault]]\n{entry}\n")
    with pytest.raises(CatalogueError, match=problem):
        read_catalogue(tmp_path / "catalogue.toml")


def test_a_canary_of_no_known_level_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.c").touch()
    (tmp_path / "catalogue.toml").write_text('[[canary]]\nsource = "odd.c"\nlevel = "high"\nsentence = "Odd."\n')
    with pytest.raises(CatalogueError, match="level must be one of core, hardened, hot, ticks, shared, not 'high'"):
        read_catalogue(tmp_path / "catalogue.toml")


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "odd.c").touch()
    entries = (f'[[canary]]\nsource = "{folder}/odd.c"\nsentence = "Odd."\n' for folder in ("one", "two"))
    (tmp_path / "catalogue.toml").write_text("".join(entries))
    with pytest.raises(CatalogueError, match="2 entries"):
        read_catalogue(tmp_path / "catalogue.toml")


# ---- the sources ----


@pytest.mark.parametrize("entry", IN_PYTHON, ids=lambda entry: entry.name)
def test_a_class_is_judged_from_its_source(entry: Entry, libraries: Path) -> None:
    assert build(entry, libraries, compiler=COMPILERS) == entry.source
    subject = resolve(f"{entry.source}:Pool")
    with Session(subject) as session:
        (step,) = session.run([op.create_default()])
    assert step.observation.status == Status.OK


@pytest.mark.long
@pytest.mark.parametrize("language", FAULT_FLAGS)
def test_everything_compiles_without_a_warning(language: Language, libraries: Path) -> None:
    if not COMPILERS.available(language):
        pytest.skip(f"no compiler of {language} here")
    required = [operation.symbol for operation in load_spec().operations if not operation.optional]

    def compile_strictly(entry: Entry) -> None:
        flags = (FAULT_FLAGS if isinstance(entry, Fault) else CANARY_FLAGS)[language]
        library = ctypes.CDLL(str(build(entry, libraries, compiler=COMPILERS, flags=flags)))
        assert [symbol for symbol in required if not hasattr(library, symbol)] == []

    with ThreadPoolExecutor(max_workers=2) as workers:
        list(workers.map(compile_strictly, (entry for entry in CATALOGUE.entries if entry.language is language)))


def test_a_library_is_compiled_once(libraries: Path) -> None:
    first = build_or_skip(canary("plain"), libraries)
    written = first.stat().st_mtime_ns
    assert build_or_skip(canary("plain"), libraries) == first
    assert first.stat().st_mtime_ns == written


def test_other_flags_make_another_library(libraries: Path) -> None:
    first = build_or_skip(canary("plain"), libraries)
    assert build(canary("plain"), libraries, compiler=COMPILERS, flags=['-DPOOL_NAME="other"']) != first


def test_builds_at_the_same_time_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(max_workers=4) as workers:
        built = list(workers.map(lambda _: build(canary("plain"), tmp_path, compiler=COMPILERS), range(4)))
    assert set(built) == set(tmp_path.iterdir())
    assert len(set(built)) == 1


def test_a_missing_compiler_is_named(tmp_path: Path) -> None:
    with pytest.raises(CompilerMissing, match=r"no-such-compiler.*CC"):
        build(canary("plain"), tmp_path, compiler=Compilers(c=("no-such-compiler",)))


def test_what_the_compiler_said_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.c"
    broken.write_text("#error this is not a pool\n")
    entry = Canary("broken", Language.C, "Broken.", broken)
    with pytest.raises(BuildError, match="this is not a pool"):
        build(entry, tmp_path / "into", compiler=COMPILERS)
    assert list((tmp_path / "into").iterdir()) == []


def test_where_nothing_can_be_built_the_remedy_is_named(tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    source = tmp_path / "nothing.c"
    source.write_text("int nothing;\n", encoding="utf-8")
    command = [*COMPILERS.located("nothing", Language.C), "-shared", "-fPIC", str(source)]
    with pytest.raises(BuildError, match=r"nothing: can't be built into .*: Not a directory; .*XDG_CACHE_HOME"):
        compile_once("nothing", command, [source], no_folder / "bench")


def test_compilers_come_from_the_environment() -> None:
    compilers = Compilers.from_environment({"CC": "ccache gcc", "RUSTC": ""})
    assert compilers == Compilers(c=("ccache", "gcc"), cpp=("c++",), rust=("rustc",))


# ---- the pools that conform ----


class Subject:
    """A pool behind the C binding, next to the model of it; ``step`` fails at the first difference."""

    def __init__(self, library: ctypes.CDLL, block_count: int, record_count: int) -> None:
        config = (ctypes.c_uint32 * 2)(block_count, record_count)
        self.library = library
        self.pool = ctypes.c_void_p()
        self.status = Status(library.bp_create(config, ctypes.byref(self.pool)))
        self.state = model.create(block_count, record_count)
        self.buffers: dict[int, int] = {}
        self.receipts: dict[int, int] = {}

    def step(self, operation: model.PoolOperation) -> None:
        self.state, expected = model.step(self.state, operation)
        match operation:
            case model.GetSoa(size):
                out = ctypes.c_void_p(1)
                status = self.library.bp_get_soa(self.pool, ctypes.c_size_t(size), ctypes.byref(out))
                self._check_handed_out(self.buffers, expected.buffer, out.value, b"\0" * 192)
            case model.ReturnSoa(buffer):
                status = self.library.bp_return_soa(self.pool, ctypes.c_void_p(self._address(buffer)))
            case model.GetReceipt():
                out = ctypes.c_void_p(1)
                status = self.library.bp_get_receipt(self.pool, ctypes.byref(out))
                blank = (expected.receipt or 0).to_bytes(8, "little").ljust(128, b"\0")
                self._check_handed_out(self.receipts, expected.receipt, out.value, blank)
            case model.ResetReceipts():
                self.library.bp_reset_receipts(self.pool)
                status = Status.OK
            case model.Clear():
                self.library.bp_clear(self.pool)
                status = Status.OK
        assert Status(status) == expected.status
        self._check_usage()

    def write_everywhere(self) -> None:
        for number in self.state.lent:
            ctypes.memset(self.buffers[number], 0xA7, 192)
        for number in range(self.state.receipts_in_use):
            ctypes.memset(self.receipts[number], 0xA7, 128)

    def destroy(self) -> None:
        self.library.bp_destroy(self.pool)

    def _check_handed_out(self, known: dict[int, int], number: int | None, address: int | None, content: bytes) -> None:
        if number is None:
            assert address is None
            return
        assert address is not None
        assert address % 64 == 0
        assert known.setdefault(number, address) == address
        assert len(set(known.values())) == len(known)
        assert ctypes.string_at(address, len(content)) == content

    def _address(self, buffer: int | model.NotABuffer) -> int | None:
        if buffer is model.NotABuffer.FOREIGN:
            return ctypes.addressof(self.pool)
        if buffer is model.NotABuffer.RECEIPT:
            return self.receipts.get(0, 64)
        if buffer is model.NotABuffer.INTERIOR:
            return next(iter(self.buffers.values()), 64) + 64
        return None if isinstance(buffer, model.NotABuffer) else self.buffers[buffer]

    def _check_usage(self) -> None:
        seen = (ctypes.c_uint32 * 4)()
        self.library.bp_capacity_usage(self.pool, seen)
        assert model.Usage(*seen) == model.usage(self.state)


def random_operation(choose: random.Random, known_buffers: list[int]) -> model.PoolOperation:
    misuse = [each for each in model.NotABuffer if each is not model.NotABuffer.OTHER_POOL]
    operations: list[model.PoolOperation] = [
        model.GetSoa(choose.choice([0, 1, 8, 8, 9, 2**32, 2**64 - 1])),
        model.ReturnSoa(choose.choice(known_buffers or misuse)),
        model.ReturnSoa(choose.choice(misuse)),
        model.GetReceipt(),
        model.ResetReceipts(),
        model.Clear(),
    ]
    return choose.choices(operations, weights=[30, 25, 5, 20, 1, 1])[0]


@pytest.mark.parametrize("entry", COMPILED_CANARIES, ids=lambda entry: entry.name)
def test_a_canary_agrees_with_the_model(entry: Canary, libraries: Path) -> None:
    library = ctypes.CDLL(str(build_or_skip(entry, libraries)))
    choose = random.Random(8)
    judged = 0
    for capacities in [(16, 1024), (1, 1), (2, 3), (5, 40), (33, 7)]:
        subject = Subject(library, *capacities)
        if subject.status == Status.INVALID_CONFIG and capacities != (16, 1024):
            assert subject.pool.value is None
            continue
        assert subject.status == Status.OK
        for _ in range(1500):
            operation = random_operation(choose, list(subject.buffers))
            if (
                entry.level == Level.CORE
                and isinstance(operation, model.ReturnSoa)
                and operation.buffer not in subject.state.lent
            ):
                continue
            subject.step(operation)
            judged += 1
            if choose.random() < 0.1:
                subject.write_everywhere()
        subject.destroy()
    assert judged >= 1500
