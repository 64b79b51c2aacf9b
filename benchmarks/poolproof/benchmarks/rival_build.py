"""Finds out which rivals can be built on this machine, and compiles one to the shared library that a judge is given."""

from __future__ import annotations

import functools
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec import header_path

from .rivals import C_FOLDER, Library, Rival
from .toolchain import BuildError, Compilers, Language, compile_once, complaint

_TIMEOUT_SECONDS: Final = 300
"""Far above what any rival takes, for machines that are busy with something else."""

_STANDARDS: Final = {Language.C: "-std=c11", Language.CPP: "-std=c++17"}
_BINDINGS: Final = {Language.C: "binding.c", Language.CPP: "binding.cpp"}
_DIALECTS: Final = {Language.C: "c", Language.CPP: "c++"}
_VARIABLES: Final = {Language.C: "CC", Language.CPP: "CXX"}
_STATIC_TLS: Final = "glibc.rtld.optional_static_tls=16384"
_LIBRARY_FLAGS: Final = ("-O3", "-g", "-fPIC", "-shared", "-fvisibility=hidden", "-pthread")


@dataclass(frozen=True, slots=True)
class Available:
    """It can be built: with ``compiler``, the words ``compile`` before a source, and the words ``link`` behind it.

    Both end where the caller's own words begin: a ``-march`` behind ``compile`` wins over one in it.
    """

    compiler: tuple[str, ...]
    compile: tuple[str, ...]
    link: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """It can't be built here. ``why`` is one line that ends in the remedy."""

    why: str


def loader_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a process that is to load rivals late.

    jemalloc wants more static thread-local storage than glibc's loader sets aside for latecomers, 512 bytes."""
    given = environment.get("GLIBC_TUNABLES")
    return {**environment, "GLIBC_TUNABLES": f"{given}:{_STATIC_TLS}" if given else _STATIC_TLS}


@functools.cache
def availability(rival: Rival, compilers: Compilers) -> Available | Missing:
    """Return how a rival is built here, or what is missing. Asks pkg-config and the compiler, once in a process."""
    program, *words = compilers.command(rival.language)
    path = shutil.which(program)
    if path is None:
        remedy = f"apt-get install build-essential, or name another in {_VARIABLES[rival.language]}"
        return Missing(f"no compiler {program!r}: {remedy}")
    compiler = (path, *words)
    common = (_STANDARDS[rival.language], *_include_words(rival))
    if rival.library is None:
        return Available(compiler, common, ())
    return _with_library(rival.library, _DIALECTS[rival.language], Available(compiler, common, ()))


def build_library(rival: Rival, into: Path, compilers: Compilers, flags: Sequence[str] = ()) -> Path:
    """Return the rival as a shared library with the C binding, in the folder ``into``; ``flags`` are further compiler words.

    Compiled unless it lies there from before: its name holds a hash of all that goes into it but the installed libraries.
    Raises BuildError, also for a rival that is not available.
    """
    found = availability(rival, compilers)
    if isinstance(found, Missing):
        raise BuildError(f"{rival.name}: {found.why}")
    source = C_FOLDER / _BINDINGS[rival.language]
    command = [*found.compiler, *found.compile, *_LIBRARY_FLAGS, *flags, str(source), *found.link]
    helpers = sorted((C_FOLDER / "rivals").iterdir())
    return compile_once(rival.name, command, [source, *helpers, header_path()], into)


def _include_words(rival: Rival) -> tuple[str, ...]:
    """An adapter finds its helpers beside it: its folder is on no path, where a name could hide a library's."""
    return (f"-I{header_path().parent}", f'-DRIVAL_HEADER="{rival.file}"')


def _with_library(library: Library, dialect: str, plain: Available) -> Available | Missing:
    missing = Missing(f"not installed: apt-get install {library.package}")
    compile_words, link_words = library.compile, library.link
    if library.pkg_config is not None:
        if shutil.which("pkg-config") is None:
            return Missing(f"not installed: apt-get install pkg-config {library.package}")
        found = _pkg_config(library.pkg_config)
        if found is None:
            return missing
        compile_words, link_words = (*found[0], *library.compile), (*library.link, *found[1])
    probe = [*plain.compiler, *compile_words, "-shared", "-fPIC", "-include", library.header, "-x", dialect, "/dev/null"]
    if complaint([*probe, "-x", "none", *link_words, "-o", "/dev/null"]) is not None:
        return missing
    return Available(plain.compiler, (*compile_words, *plain.compile), link_words)


def _pkg_config(module: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words of a module for the compiler and for the linker. None: there is no such module.

    A library's headers are not ours to correct: they become system headers, which give no warnings."""
    words = []
    for what in ("--cflags", "--libs"):
        done = subprocess.run(
            ["pkg-config", what, module], capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
        )
        if done.returncode != 0:
            return None
        words.append(shlex.split(done.stdout))
    headers = [f"-isystem{word.removeprefix('-I')}" if word.startswith("-I") else word for word in words[0]]
    return tuple(headers), tuple(words[1])
