"""Compiles an entry of the catalogue to the shared library that a judge is given, with the compilers of the machine."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec import header_path

from .catalogue import FOLDER, Entry, Language

_TIMEOUT_SECONDS: Final = 300
"""Far above what any entry takes, for machines that are busy with something else."""

_SHARED_FLAGS: Final = ("-O2", "-g", "-fPIC", "-shared", "-pthread")
_RUST_FLAGS: Final = ("--edition", "2021", "--crate-type", "cdylib", "-O", "-g")


class BuildError(RuntimeError):
    """An entry could not be compiled; the text names it, the command, and what the compiler said."""


class CompilerMissing(BuildError):  # noqa: N818 - read as a sentence: raise CompilerMissing
    """The compiler of the entry's language is not to be found; the text says how to name another."""


@dataclass(frozen=True, slots=True)
class Compilers:
    """The command of each language's compiler, as words."""

    c: tuple[str, ...] = ("cc",)
    cpp: tuple[str, ...] = ("c++",)
    rust: tuple[str, ...] = ("rustc",)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Compilers:
        """Return the commands that ``CC``, ``CXX`` and ``RUSTC`` name, and the usual ones where they are not set."""
        values = os.environ if environment is None else environment

        def words(variable: str, usual: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(shlex.split(values.get(variable, ""))) or usual

        return cls(c=words("CC", ("cc",)), cpp=words("CXX", ("c++",)), rust=words("RUSTC", ("rustc",)))

    def command(self, language: Language) -> tuple[str, ...]:
        return {Language.C: self.c, Language.CPP: self.cpp, Language.RUST: self.rust}[language]

    def available(self, language: Language) -> bool:
        return shutil.which(self.command(language)[0]) is not None


def build(entry: Entry, into: Path, *, compiler: Compilers, flags: Sequence[str] = ()) -> Path:
    """Return the shared library of ``entry`` in the folder ``into``, compiled unless it lies there from before.

    The file's name holds a hash of everything that goes into it, so a library found is never stale; a finished file is moved to
    its place in one step, so several processes may build into one folder. ``flags`` are further words for the compiler.
    Raises BuildError, or CompilerMissing.
    """
    command = _located(entry, compiler)
    arguments = [*_arguments(entry), *flags]
    library = into / f"{entry.name}-{_digest(entry, [*command, *arguments])}.so"
    if not library.exists():
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{entry.name}-", dir=into) as scratch:
            unfinished = Path(scratch) / "library.so"
            _run(entry, [*command, *arguments, "-o", str(unfinished)])
            unfinished.replace(library)
    return library


def _located(entry: Entry, compiler: Compilers) -> list[str]:
    """The compiler's command, with its program's path, not resolved: rustup and ccache go by the name they are called by."""
    program, *words = compiler.command(entry.language)
    path = shutil.which(program)
    if path is None:
        variable = {Language.C: "CC", Language.CPP: "CXX", Language.RUST: "RUSTC"}[entry.language]
        raise CompilerMissing(
            f"{entry.name}: the {entry.language} compiler {program!r} was not found; install it, or name another in {variable}"
        )
    return [path, *words]


def _arguments(entry: Entry) -> list[str]:
    source = str(entry.source)
    if entry.language is Language.RUST:
        return [*_RUST_FLAGS, "--crate-name", entry.name.replace("-", "_"), source]
    standard = "-std=gnu11" if entry.language is Language.C else "-std=gnu++17"
    return [standard, *_SHARED_FLAGS, f"-I{header_path().parent}", source]


def _digest(entry: Entry, command: Sequence[str]) -> str:
    state = hashlib.sha256("\0".join(command).encode())
    state.update(str(Path(command[0]).stat().st_mtime_ns).encode())  # the same name may be another compiler tomorrow
    for file in (entry.source, *sorted((FOLDER / "sound").iterdir()), header_path()):
        state.update(b"\0" + file.read_bytes())
    return state.hexdigest()[:16]


def _run(entry: Entry, command: list[str]) -> None:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            check=False,
            start_new_session=True,  # a Ctrl-C at the terminal would end the compiler, and that look like an error in the entry
        )
    except subprocess.TimeoutExpired:
        raise BuildError(f"{entry.name}: {shlex.join(command)} did not end in {_TIMEOUT_SECONDS} s") from None
    except OSError as error:
        raise BuildError(f"{entry.name}: {shlex.join(command)} can't be run: {error}") from None
    if done.returncode != 0:
        raise BuildError(f"{entry.name}: {shlex.join(command)} failed:\n{done.stderr.strip()}")
