"""From what a user typed to a subject: a builtin, a shared library, or a Python class."""

from __future__ import annotations

import enum
import hashlib
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import poolproof.native
from poolproof.spec.contracts import Contract, default_contract, load_contract
from poolproof.spec.files import LIBRARY_BYTES_AT_MOST, read_file

from .. import legible
from .errors import SubjectError
from .exception_codes import named_exceptions
from .formats import check_format
from .terms import terms_of

ALLOWANCE_BYTES: Final = 2 << 30
"""What a subject may take: the largest pool of version 1 needs a tenth of it. More is running away."""

BUILTINS: Final = ("native", "native-blocks", "native-shared", "reference")
REFERENCE_CLASS: Final = "poolproof.reference:BufferPool"


class SubjectKind(enum.StrEnum):
    LIBRARY = "library"
    PYTHON = "python"
    BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged. ``given`` is what the user typed; ``path`` the library, ``python`` the class (``module:Class``)."""

    given: str
    kind: SubjectKind
    sha256: str | None
    path: Path | None = None
    python: str | None = None
    sanitizer: str | None = None
    """With which it was built, if so: AddressSanitizer, UndefinedBehaviorSanitizer and the like."""
    contract: Contract = field(default_factory=default_contract)
    """By which it is judged."""
    contract_given: str | None = None
    """As the user named it, a name or a file; None: it is the subject's own, or the default one."""

    @property
    def is_library(self) -> bool:
        return self.path is not None

    def worker_command(self, shared: int, command: int, answer: int) -> list[str]:
        """The command line of its worker, given descriptors of the shared mapping and both pipes."""
        # Shadow memory knows no limit of address space.
        allowance = 0 if self._is_shadowed else ALLOWANCE_BYTES
        channel = [str(shared), str(command), str(answer), str(allowance)]
        if self.path is not None:
            return [str(worker_path()), str(self.path), *channel]
        assert self.python is not None
        return [
            str(worker_path()),
            "--keep",
            sys.executable,
            "-m",
            "poolproof.conformance.subjects.python_worker",
            self.python,
            *channel,
            *named_exceptions(self.contract),
        ]

    def memory_command(self) -> list[str]:
        """The command line that measures a Python class's memory."""
        assert self.python is not None
        terms = ",".join(map(str, map(int, terms_of(self.contract))))
        return [sys.executable, "-m", "poolproof.conformance.subjects.python_memory", self.python, terms]

    def worker_environment(self) -> dict[str, str] | None:
        """None: the harness' own. A sanitized library wants its runtime first in the program: the worker has none, and bears
        none that is preloaded, for its own allocator stands there."""
        preloaded = os.environ.get("LD_PRELOAD", "")
        kept = ":".join(each for each in re.split("[ :]", preloaded) if not _RUNTIME.search(each))
        if self._is_shadowed:
            options = "verify_asan_link_order=0:detect_leaks=0:handle_segv=0"
            return {**os.environ, "LD_PRELOAD": kept, "ASAN_OPTIONS": options}
        return None if kept == preloaded else {**os.environ, "LD_PRELOAD": kept}

    @property
    def _is_shadowed(self) -> bool:
        return self.sanitizer is not None and self.sanitizer != _CHECKS_ALONE

    def explain_refusal(self, text: str) -> tuple[str, str]:
        """Problem and remedy for what the loader said."""
        if text.startswith("missing "):
            what = "method" if self.python else "symbol"
            names = text.removeprefix("missing ")
            remedy = self._add_method if self.python else self._export
            plural = "s" if "," in names else ""
            return f"is not a pool: missing {what}{plural}: {names}", remedy
        if text.startswith(_UNKEPT):
            lacks, remedy = ("lacks", _WRITE_OR_TAKE_OUT) if self.python else ("does not export", _EXPORT_OR_TAKE_OUT)
            if _NO_CREATE in text:
                remedy += _ONLY_ONE
            return f"{lacks} what its contract promises: {text.removeprefix(_UNKEPT)}", remedy
        if self.python:
            return text, "give it as pkg.mod:Class or path/to/file.py:Class"
        if self.sanitizer in _FIRST_IN_THE_PROGRAM:
            remedy = "judge a build without it; those with AddressSanitizer and UndefinedBehaviorSanitizer can be judged too"
            return f"the loader says: {text}: {self.sanitizer} must be there from a program's start", remedy
        return f"the loader says: {text}", "check with ldd that it and what it needs can be loaded here"

    @property
    def _export(self) -> str:
        return _EXPORT if self.contract.binding == 1 else _EXPORT_BLOCKS

    @property
    def _add_method(self) -> str:
        return _ALL_METHODS if self.contract.binding == 1 else _METHODS_OF_BLOCKS


_CHECKS_ALONE: Final = "UndefinedBehaviorSanitizer"
_RUNTIME: Final = re.compile(r"(^|/)lib(asan|clang_rt\.asan)[^/]*$")
"""A sanitizer's runtime, in the words of LD_PRELOAD."""
_SANITIZERS: Final = (
    (b"__hwasan_init", "HWAddressSanitizer"),
    (b"__asan_init", "AddressSanitizer"),
    (b"__tsan_init", "ThreadSanitizer"),
    (b"__msan_init", "MemorySanitizer"),
    (b"__ubsan_handle", _CHECKS_ALONE),
)
"""By a symbol that such a build asks for. With two, the one that weighs more."""
_FIRST_IN_THE_PROGRAM: Final = frozenset({"HWAddressSanitizer", "ThreadSanitizer", "MemorySanitizer"})
_LISTED: Final = '(`nm -D` lists what is exported; C++ needs extern "C")'
_EXPORT: Final = f"export every function of bufferpool.h {_LISTED}"
_EXPORT_BLOCKS: Final = f"export these functions of blockpool.h {_LISTED}"
_UNKEPT: Final = "unkept: "
"""What the worker says first of promises that nothing can be seen of."""
_NO_CREATE: Final = "life.instances needs pp_create"
_ONLY_ONE: Final = (
    '; without pp_create there is one pool, which never ends: instances = "one" and destroy = "none" under [life]'
)
_ALL_METHODS: Final = "a pool class needs all of `poolproof.reference.BufferPool`'s operations"
_METHODS_OF_BLOCKS: Final = (
    "a class of blocks needs get() (get_sized(n) with a table [size] in the contract) and give_back(block)"
)
_WRITE_OR_TAKE_OUT: Final = "write it, or take the promise out of the contract"
_EXPORT_OR_TAKE_OUT: Final = "export it, or take the promise out of the contract"


def resolve(given: str) -> Subject:
    """Find what was typed. Nothing of it is run. Raises SubjectError."""
    if given == "native":
        path = poolproof.native.library_path()
        return Subject(given, SubjectKind.BUILTIN, _sha256(path), path=path)
    if given in ("native-blocks", "native-shared"):
        is_shared = given == "native-shared"
        path = poolproof.native.shared_library_path() if is_shared else poolproof.native.block_library_path()
        return Subject(given, SubjectKind.BUILTIN, _sha256(path), path=path, contract=load_contract(given))
    if given == "reference":
        return Subject(given, SubjectKind.BUILTIN, None, python=REFERENCE_CLASS)
    path = Path(given)
    if not path.exists() and ":" in given:
        return _resolve_python(given)
    return _resolve_library(given, path)


def worker_path() -> Path:
    """The worker's executable."""
    return _program("poolproof-worker")


def hot_loop_path() -> Path:
    """The program that runs nothing but a subject's hot loop."""
    return _program("poolproof-hot-loop")


def interleaver_path() -> Path:
    """The program that runs threads of a subject in every interleaving."""
    return _program("poolproof-interleaver")


def threads_path() -> Path:
    """The program that lets real threads meet in a subject."""
    return _program("poolproof-threads")


def python_allocations_path() -> Path:
    """The library that counts the allocations of a Python class."""
    return _program("libpoolproof_python_allocations.so")


def guided_sources_path() -> Path:
    """The folder of the C sources that are compiled with a user's own for guided fuzzing."""
    return _program("guided")


def pipeline_probe_path() -> Path:
    """The program that counts what the pipeline's hot part does besides its work."""
    return _program("poolproof-pipeline-probe")


def _program(name: str) -> Path:
    """Programs and libraries lie beside the compiled parts of the package, which an editable install keeps elsewhere."""
    found = poolproof.native.library_path().parent.parent / "conformance" / "bin" / name
    if not found.exists():
        raise RuntimeError(f"{found} is missing: reinstall poolproof")
    return found


def _resolve_python(given: str) -> Subject:
    place, _, name = given.rpartition(":")
    if not name.isidentifier() or not place:
        raise SubjectError(given, "names no Python class", "give it as pkg.mod:Class or path/to/file.py:Class")
    if not place.endswith(".py"):
        return Subject(given, SubjectKind.PYTHON, None, python=given)
    path = Path(place)
    if not path.is_file():
        raise SubjectError(given, f"there is no file {place}", "check the path before the colon")
    return Subject(printable(given), SubjectKind.PYTHON, _sha256(path), python=f"{path.resolve()}:{name}")


def _resolve_library(given: str, path: Path) -> Subject:
    if not path.exists():
        hint = "" if "/" in given or "." in given else f" (builtin ones: {', '.join(BUILTINS)})"
        raise SubjectError(given, f"there is no such file{hint}", "give a shared library, pkg.mod:Class or file.py:Class")
    if path.is_dir():
        raise SubjectError(given, "is a folder", "give the shared library in it")
    try:
        content = read_file(path, LIBRARY_BYTES_AT_MOST)
    except OSError as error:
        raise SubjectError(given, f"can't be read ({error.strerror})", "give a shared library that can be read") from error
    check_format(given, content)
    sha256 = hashlib.sha256(content).hexdigest()
    sanitizer = next((name for mark, name in _SANITIZERS if mark in content), None)
    return Subject(printable(given), SubjectKind.LIBRARY, sha256, path=path.resolve(), sanitizer=sanitizer)


def printable(given: str) -> str:
    """A name that any report can hold: those of files may be bytes that are no text."""
    try:
        raw = given.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = given.encode("utf-8", "backslashreplace")
    return legible.one_line(raw.decode("utf-8", "backslashreplace"))


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_file(path, LIBRARY_BYTES_AT_MOST)).hexdigest()
