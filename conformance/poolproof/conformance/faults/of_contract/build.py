"""Compiles the sound pool of a contract, or a fault in it, with the compiler of the machine."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import BuildError, Compilers, compile_once
from poolproof.spec.contracts import Contract, block_header_path

from ..catalogue import Entry
from .catalogue import FOLDER
from .terms import terms_header

_FLAGS: Final = ("-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-fPIC", "-shared", "-pthread")


def build_of_contract(entry: Entry, contract: Contract, into: Path, *, compiler: Compilers) -> Path:
    """Return the shared library of the entry as the contract makes it, in ``into``, compiled unless it lies there already.

    Raises BuildError, or CompilerMissing.
    """
    command = compiler.located(entry.name, entry.language)
    terms = _written_terms(contract, into)
    includes = [f"-I{each}" for each in (terms.parent, FOLDER, block_header_path().parent)]
    inputs = (entry.source, terms, FOLDER / "pool.h", *sorted((FOLDER / "pool").iterdir()), block_header_path())
    return compile_once(entry.name, [*command, *_FLAGS, *includes, str(entry.source), "-lm"], inputs, into)


def _written_terms(contract: Contract, into: Path) -> Path:
    """``terms.h`` of the contract, in a folder that is named after what it holds. Raises BuildError."""
    text = terms_header(contract)
    file = into / f"terms-{hashlib.sha256(text.encode()).hexdigest()[:16]}" / "terms.h"
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(unfinished).replace(file)
    except OSError as error:
        raise BuildError(f"{contract.name}: can't be written into {into}: {error.strerror}") from error
    return file
