"""The compilers of the machine, and what they made: each library compiled once, and found again by what went into it."""

from __future__ import annotations

import enum
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TIMEOUT_SECONDS: Final = 300
"""Far above what anything takes, for machines that are busy with something else."""


class Language(enum.StrEnum):
    C = "c"
    CPP = "cpp"
    RUST = "rust"
    PYTHON = "python"
    """Not compiled."""


_VARIABLES: Final = {Language.C: "CC", Language.CPP: "CXX", Language.RUST: "RUSTC"}


class BuildError(RuntimeError):
    """Something could not be compiled; the text names it, the command, and what the compiler said."""


class CompilerMissing(BuildError):  # noqa: N818 - read as a sentence: raise CompilerMissing
    """The compiler of a language is not to be found; the text says how to name another."""


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
        commands = {Language.C: self.c, Language.CPP: self.cpp, Language.RUST: self.rust}
        return commands.get(language, (sys.executable,))

    def available(self, language: Language) -> bool:
        return shutil.which(self.command(language)[0]) is not None

    def located(self, name: str, language: Language) -> list[str]:
        """The compiler's command, with its program's path, not resolved: rustup and ccache go by the name they are called by.

        Raises CompilerMissing, which says that it was wanted for ``name``.
        """
        program, *words = self.command(language)
        path = shutil.which(program)
        if path is None:
            remedy = f"install it, or name another in {_VARIABLES[language]}"
            raise CompilerMissing(f"{name}: the {language} compiler {program!r} was not found; {remedy}")
        return [path, *words]


def compile_once(name: str, command: Sequence[str], inputs: Iterable[Path], into: Path, *, suffix: str = ".so") -> Path:
    """Return what ``command`` makes (with ``-o`` and a file added to it) in the folder ``into``, unless it lies there already.

    The file's name holds a hash of everything that goes into it, so what is found is never stale; a finished file is moved to
    its place in one step, so several processes may build into one folder. Raises BuildError.
    """
    made = into / f"{name}-{_digest(command, inputs)}{suffix}"
    try:
        if not made.exists():
            into.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=into) as scratch:
                unfinished = Path(scratch) / f"made{suffix}"
                _run(name, [*command, "-o", str(unfinished)])
                unfinished.replace(made)
    except OSError as error:
        raise BuildError(
            f"{name}: can't be built into {into}: {error.strerror}; name another cache in XDG_CACHE_HOME"
        ) from error
    return made


def cache_folder(purpose: str) -> Path:
    """Where a user's built files are kept from run to run."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    cache = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    return cache / "poolproof" / purpose


def _digest(command: Sequence[str], inputs: Iterable[Path]) -> str:
    state = hashlib.sha256("\0".join(command).encode())
    state.update(str(Path(command[0]).stat().st_mtime_ns).encode())  # the same name may be another compiler tomorrow
    for file in inputs:
        state.update(b"\0" + file.read_bytes())
    return state.hexdigest()[:16]


def _run(name: str, command: list[str]) -> None:
    said = complaint(command)
    if said is not None:
        raise BuildError(f"{name}: {shlex.join(command)} {said}")


def complaint(command: Sequence[str]) -> str | None:
    """What became of a compiler's command that failed, as the end of a sentence. None: it did not."""
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
        return f"did not end in {_TIMEOUT_SECONDS} s"
    except OSError as error:
        return f"can't be run: {error}"
    return f"failed:\n{done.stderr.strip()}" if done.returncode != 0 else None
