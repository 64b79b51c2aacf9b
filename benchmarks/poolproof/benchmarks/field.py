"""Who takes part in a contest, by what a user typed: pools of ours, the user's libraries, rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import poolproof.native

from . import build
from .launch import Contestant
from .rival_build import Missing, availability
from .rivals import Rival, load_rivals
from .toolchain import BuildError, Compilers

INLINED, CALLS = "inlined", "calls"
FLOOR, EMPTY, BEFORE = "floor", "two empty calls", "glibc aligned_alloc"
OURS = "poolproof"


@dataclass(frozen=True, slots=True)
class SubjectLibrary:
    """A shared library that somebody wants measured: what they called it, and where it lies.

    ``is_ours``: it is the project's own, which is measured inlined too, and by another name.
    """

    name: str
    path: Path
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """``absent``: who could not take part, and why."""

    contestants: tuple[Contestant, ...]
    subjects: tuple[str, ...]
    absent: tuple[tuple[str, str], ...] = ()

    def place(self, name: str, how: str) -> int | None:
        return next((at for at, each in enumerate(self.contestants) if (each.name, each.how) == (name, how)), None)


def ours(compilers: Compilers) -> Contestant:
    """The pool of the project, as a program has it that includes its header. Raises BuildError."""
    return Contestant(OURS, INLINED, build.instrument_kernels("poolproof", compilers))


def floor(compilers: Compilers) -> Contestant:
    return Contestant(FLOOR, INLINED, build.instrument_kernels("floor", compilers))


def called(name: str, library: Path, compilers: Compilers, *, copy: int = 1) -> Contestant:
    """A library with the C binding, through calls. Raises BuildError.

    ``copy``: of the calling code, one for each library of a contest. A call that has led to two libraries costs some processors
    3 cycles more for the rest of the process, or not, by chance; in a program it always leads to the same."""
    return Contestant(name, CALLS, build.instrument_kernels("library", compilers, copy=copy), str(library))


def empty_calls(compilers: Compilers) -> Contestant:
    return called(EMPTY, build.empty_library(compilers), compilers, copy=0)


def before(compilers: Compilers) -> Contestant:
    """What a pool takes the place of: an aligned allocation each time."""
    rival = next(each for each in load_rivals() if each.name == BEFORE)
    return Contestant(rival.name, INLINED, build.rival_kernels(rival, compilers))


def assemble(
    subjects: Sequence[SubjectLibrary], rivals: Sequence[Rival], compilers: Compilers, *, rivals_called: bool = False
) -> Field:
    """Ours and the floor, the subjects, the rivals that can be built here; ``rivals_called``: these through calls, too. Raises
    BuildError."""
    contestants = [ours(compilers), floor(compilers), empty_calls(compilers)]
    contestants.append(called(OURS, poolproof.native.library_path(), compilers, copy=len(contestants)))
    names = []
    for subject in subjects:
        if subject.is_ours:
            continue
        contestants.append(called(subject.name, subject.path, compilers, copy=len(contestants)))
        names.append(subject.name)
    absent = []
    for rival in rivals:
        missing = availability(rival, compilers)
        if isinstance(missing, Missing):
            absent.append((rival.name, missing.why))
            continue
        try:
            contestants.append(Contestant(rival.name, INLINED, build.rival_kernels(rival, compilers)))
            if rivals_called:
                library = build.rival_library(rival, compilers)
                contestants.append(called(rival.name, library, compilers, copy=len(contestants)))
        except BuildError as error:
            absent.append((rival.name, str(error).partition("\n")[0]))
    return Field(tuple(contestants), (OURS, *names), tuple(absent))
