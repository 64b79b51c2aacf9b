"""Compiles an entry of the catalogue to the shared library that a judge is given, with the compilers of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import Compilers, Language, compile_once
from poolproof.spec import header_path

from .catalogue import FOLDER, Entry

_SHARED_FLAGS: Final = ("-O2", "-g", "-fPIC", "-shared", "-pthread")
_RUST_FLAGS: Final = ("--edition", "2021", "--crate-type", "cdylib", "-O", "-g")


def build(entry: Entry, into: Path, *, compiler: Compilers, flags: Sequence[str] = ()) -> Path:
    """Return the shared library of ``entry`` in the folder ``into``, compiled unless it lies there from before; of
    a Python class its source, in which it is called ``Pool``.

    ``flags`` are further words for the compiler. Raises BuildError, or CompilerMissing.
    """
    if entry.language is Language.PYTHON:
        return entry.source
    command = [*compiler.located(entry.name, entry.language), *_arguments(entry), *flags]
    inputs = (entry.source, *sorted((FOLDER / "sound").iterdir()), header_path())
    return compile_once(entry.name, command, inputs, into)


def _arguments(entry: Entry) -> list[str]:
    source = str(entry.source)
    if entry.language is Language.RUST:
        return [*_RUST_FLAGS, "--crate-name", entry.name.replace("-", "_"), source]
    standard = "-std=gnu11" if entry.language is Language.C else "-std=gnu++17"
    return [standard, *_SHARED_FLAGS, f"-I{header_path().parent}", source]
