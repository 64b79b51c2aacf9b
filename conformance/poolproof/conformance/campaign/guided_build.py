"""What guided fuzzing compiles: the user's source, by itself and with the driver in C, for one contract.

sources            --clang--> a library: by it the contract is chosen, and finds are judged
sources + guided.c --clang--> a program that libFuzzer drives, with sanitizers, by the contract's terms
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from poolproof.spec import header_path
from poolproof.spec.contracts import Contract
from poolproof.spec.wire import TERMS

from ..subjects import Subject, resolve
from ..subjects.choice import chosen
from ..subjects.resolve import guided_sources_path
from ..subjects.terms import terms_of

_FLAGS: Final = ("-g", "-O1", "-fno-omit-frame-pointer", "-fno-sanitize-recover=undefined")
GUIDED_SOURCES: Final = (
    *("guided.c", "guided_apart.c", "guided_subject.c"),
    *("lane.c", "lane_any.c", "lane_counters.c", "lane_life.c", "lane_usual.c", "caller.c", "foreign.c", "gone.c", "grounds.c"),
    *("holder.c", "promised.c", "regions.c", "reserve.c", "storage.c", "storage_place.c", "targets.c", "walk.c"),
    *(f"platform/{each}.c" for each in ("layout", "mapping", "page", "registers_elsewhere", "registers_x86_64", "segments")),
)
_CPP: Final = frozenset({".cc", ".cpp", ".cxx", ".C"})
_BUILD_LIMIT_S: Final = 300
_TERMS_C: Final = """\
#include <string.h>

#include "guided_subject.h"

static const unsigned char bytes[] = {{{bytes}}};
_Static_assert(sizeof bytes == sizeof(struct terms), "these are the terms of another version");

struct terms guided_terms(void) {{
  struct terms terms;
  memcpy(&terms, bytes, sizeof terms);
  return terms;
}}
"""


class GuidedError(Exception):
    """What is needed for guided fuzzing is missing, or the sources can't be compiled; the text says what would help."""


@dataclass(frozen=True, slots=True)
class Build:
    """``program``: driven by libFuzzer, with sanitizers; ``plain``: a library of the same sources; ``subject``: that library,
    called as the user calls its source, with the contract that it is judged by."""

    program: Path
    plain: Path
    subject: Subject


def build(sources: Sequence[Path], flags: Sequence[str], into: Path, given: str, contract: Contract | None = None) -> Build:
    """Compile the sources, with ``flags`` of the user's. ``given``: what the user calls them; ``contract``: the one that was
    given, None for what the pool says itself. Raises GuidedError; SubjectError and SpecError as for a library."""
    clang = shutil.which(os.environ.get("CLANG", "clang"))
    if clang is None:
        raise GuidedError("clang was not found: apt-get install clang libclang-rt-14-dev, or name one in CLANG")
    for each in sources:
        if not each.is_file():
            raise GuidedError(f"{each}: there is no such file; give the pool's C or C++ sources")
    is_cpp = any(each.suffix in _CPP for each in sources)
    compile_them = [f"{clang}++" if is_cpp and shutil.which(f"{clang}++") else clang, *_FLAGS, *flags]
    include, texts = f"-I{header_path().parent}", [str(each) for each in sources]
    into.mkdir(parents=True, exist_ok=True)
    program, plain = into / "guided", into / "libplain.so"
    _run([*compile_them, "-shared", "-fPIC", include, *texts, "-o", str(plain)])
    content = b"\0".join([*(each.read_bytes() for each in sources), " ".join(flags).encode()])
    found = replace(resolve(str(plain)), given=given, sha256=hashlib.sha256(content).hexdigest())
    subject = chosen(found, contract)
    objects = _compiled_driver(clang, include, subject.contract, into)
    _run([*compile_them, "-fsanitize=fuzzer,address,undefined", include, *texts, *objects, "-o", str(program)])
    return Build(program, plain, subject)


def _compiled_driver(clang: str, include: str, contract: Contract, into: Path) -> list[str]:
    ours = guided_sources_path()
    terms = write_terms(contract, into)
    objects = []
    for source in (*(ours / name for name in GUIDED_SOURCES), terms):
        objects.append(str(into / f"{source.stem}.o"))
        _run([clang, "-std=gnu11", "-O2", include, f"-I{ours}", "-c", str(source), "-o", objects[-1]])
    return objects


def write_terms(contract: Contract, into: Path) -> Path:
    """Write the source that says what the driver has to know of a contract; where it lies."""
    source = into / "guided_terms.c"
    packed = TERMS.pack(*terms_of(contract))
    source.write_text(_TERMS_C.format(bytes=", ".join(map(str, packed))), encoding="ascii")
    return source


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_BUILD_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GuidedError(f"{shlex.join(command)}: {error}") from error
    if done.returncode == 0:
        return
    if "libclang_rt" in done.stderr:
        raise GuidedError(f"clang has no libFuzzer or no sanitizers: apt-get install libclang-rt-14-dev\n{done.stderr.strip()}")
    raise GuidedError(f"{shlex.join(command)} failed:\n{done.stderr.strip()}")
