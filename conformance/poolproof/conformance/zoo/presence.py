"""Finds out which pools are installed on this machine, and builds their adapters."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import BuildError, Compilers, Language, compile_once, complaint
from poolproof.spec import header_path
from poolproof.spec.contracts import block_header_path

from .crates import CrateMissing, compiled_crates
from .pools import ZooPool

_TIMEOUT_SECONDS: Final = 60
_STANDARDS: Final = {Language.C: "-std=gnu11", Language.CPP: "-std=c++17"}
_DIALECTS: Final = {Language.C: "c", Language.CPP: "c++"}
_LIBRARY_FLAGS: Final = ("-O2", "-g", "-fPIC", "-shared", "-pthread")


@dataclass(frozen=True, slots=True)
class Built:
    """``given``: what the judge is given as its subject; ``version``: of the package, as far as it can be told."""

    given: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """It can't be judged here. ``why`` is one line that ends in the remedy."""

    why: str


def built(pool: ZooPool, into: Path, compilers: Compilers) -> Built | Missing:
    """Return the pool as a subject, its adapter compiled into the folder ``into``, or what is missing. Installs nothing.

    Raises BuildError where all is there and the adapter does not compile.
    """
    missing = Missing(f"not installed: {install_line(pool)}")
    if pool.language is Language.PYTHON:
        if pool.module is None or importlib.util.find_spec(pool.module) is None:
            return missing
        return Built(f"{pool.adapter}:Pool", _version_of_distribution(pool.packages[0]))
    if not compilers.available(pool.language):
        program = compilers.command(pool.language)[0]
        return Missing(f"no compiler {program!r}: {install_line(pool)}")
    if pool.language is Language.RUST:
        try:
            library = _of_rust(pool, into, compilers)
        except CrateMissing:
            return missing
    else:
        found = _of_c(pool, into, compilers)
        if found is None:
            return missing
        library = found
    return Built(str(library), _version_of_package(pool.packages[0]))


def install_line(pool: ZooPool) -> str:
    """What installs the pool."""
    tool = ".venv/bin/pip" if pool.language is Language.PYTHON else "apt-get"
    return f"{tool} install {' '.join(pool.packages)}"


def _of_c(pool: ZooPool, into: Path, compilers: Compilers) -> Path | None:
    command = compilers.located(pool.name, pool.language)
    words = _words(pool)
    if words is None or not _is_there(pool, command, *words):
        return None
    compile_words, link_words = words
    includes = f"-I{block_header_path().parent}"
    standard = _STANDARDS[pool.language]
    whole = [*command, standard, *_LIBRARY_FLAGS, *compile_words, includes, str(pool.adapter), *link_words]
    return compile_once(pool.name, whole, (pool.adapter, header_path(), block_header_path()), into)


def _of_rust(pool: ZooPool, into: Path, compilers: Compilers) -> Path:
    command = compilers.located(pool.name, pool.language)
    externs = compiled_crates(pool.crates, command, into)
    flags = [
        "--edition",
        "2021",
        "-O",
        "-C",
        "panic=abort",
        "--crate-type",
        "cdylib",
        "--crate-name",
        pool.name.replace("-", "_"),
    ]
    return compile_once(pool.name, [*command, *flags, *externs, str(pool.adapter)], (pool.adapter,), into)


def _words(pool: ZooPool) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words for the compiler and for the linker; None: pkg-config, or its module, is not there."""
    if pool.pkg_config is None:
        return pool.compile, pool.link
    if shutil.which("pkg-config") is None:
        return None
    told = [_said(["pkg-config", what, pool.pkg_config]) for what in ("--cflags", "--libs")]
    if told[0] is None or told[1] is None:
        return None
    return (*shlex.split(told[0]), *pool.compile), (*pool.link, *shlex.split(told[1]))


def _is_there(pool: ZooPool, command: Sequence[str], compile_words: Sequence[str], link_words: Sequence[str]) -> bool:
    include = ["-include", pool.header] if pool.header else []
    probe = [*command, _STANDARDS[pool.language], *compile_words, "-shared", "-fPIC", *include]
    return (
        complaint([*probe, "-x", _DIALECTS[pool.language], "/dev/null", "-x", "none", *link_words, "-o", "/dev/null"]) is None
    )


def _version_of_package(package: str) -> str | None:
    """As Debian numbers it; None where there is no dpkg, or the package came another way."""
    return _said(["dpkg-query", "--show", "--showformat=${Version}", package]) or None


def _version_of_distribution(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


@functools.cache
def _said_once(command: tuple[str, ...]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _said(command: Sequence[str]) -> str | None:
    return _said_once(tuple(command))


__all__ = ["BuildError", "Built", "Missing", "built", "install_line"]
