"""Compiles the clock and its contestants, with the compilers of the machine."""

from __future__ import annotations

import functools
import platform
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import poolproof.native
from poolproof.spec import header_path

from .rival_build import Missing, availability, build_library
from .rivals import C_FOLDER, Rival
from .toolchain import BuildError, Compilers, Language, cache_folder, compile_once

_OPTIMISE: Final = ("-O2", "-falign-functions=64", "-falign-loops=64")
"""Aligned, so that a contestant is not faster for where its loop came to lie."""
_V3_FLAGS: Final = frozenset({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "abm"})
_CLOCK_SOURCES: Final = ("clock.c", "batch.c", "counters.c", "steps.c", "ticks.c")
_SHARED: Final = ("-fPIC", "-shared", "-fvisibility=hidden", "-pthread")


@functools.cache
def machine_flags() -> tuple[str, ...]:
    """The words that say for which processors to compile: x86-64-v3 where this one can run it."""
    if platform.machine() != "x86_64":
        return ()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    flags = next((line for line in lines if line.startswith("flags")), "").split()
    return ("-march=x86-64-v3",) if set(flags) >= _V3_FLAGS else ()


def flags() -> tuple[str, ...]:
    """Everything that a contestant is optimised with."""
    return (*_OPTIMISE, *machine_flags())


def compiler_version(compilers: Compilers) -> str:
    """The first line of what the C compiler says of itself. Raises CompilerMissing."""
    command = [*compilers.located("the clock", Language.C), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout
    except OSError as error:
        raise BuildError(f"{shlex.join(command)} can't be run: {error}") from None
    return said.partition("\n")[0]


def clock_program(compilers: Compilers) -> Path:
    """The clock. Raises BuildError."""
    sources = [str(C_FOLDER / name) for name in _CLOCK_SOURCES]
    command = [*compilers.located("clock", Language.C), "-std=gnu11", "-O2", *sources, "-ldl"]
    return compile_once("clock", command, _sources(), cache_folder("bench"), suffix="")


def contend_program(compilers: Compilers) -> Path:
    """The program in which two threads meet. Raises BuildError."""
    command = [*compilers.located("contend", Language.C), "-std=gnu11", "-O2", "-pthread", str(C_FOLDER / "contend.c"), "-ldl"]
    return compile_once("contend", command, _sources(), cache_folder("bench"), suffix="")


def cache_loop(compilers: Compilers) -> Path:
    """The program that a simulator of the cache runs. Raises BuildError."""
    command = [*compilers.located("cache-loop", Language.C), "-std=gnu11", "-O2", str(C_FOLDER / "cache_loop.c"), "-ldl"]
    return compile_once("cache-loop", command, _sources(), cache_folder("bench"), suffix="")


def chain_kernels(links: int, compilers: Compilers) -> Path:
    """A contestant whose operation takes this many cycles. Raises BuildError."""
    command = [*compilers.located("chain", Language.C), "-std=gnu11", *flags(), *_SHARED, f"-DLINKS={links}"]
    return compile_once("chain", [*command, str(C_FOLDER / "chain.c")], _sources(), cache_folder("bench"))


def rival_kernels(rival: Rival, compilers: Compilers) -> Path:
    """The workloads with a rival's operations inlined. Raises BuildError, also for one that is not installed."""
    found = availability(rival, compilers)
    if isinstance(found, Missing):
        raise BuildError(f"{rival.name}: {found.why}")
    source = "kernels.c" if rival.language is Language.C else "kernels.cpp"
    command = [*found.compiler, *found.compile, *flags(), *_SHARED, str(C_FOLDER / source), *found.link]
    return compile_once(rival.file.stem, command, _sources(), cache_folder("bench"))


def rival_library(rival: Rival, compilers: Compilers) -> Path:
    """A rival behind the C binding. Raises BuildError."""
    return build_library(rival, cache_folder("bench"), compilers, flags())


def instrument_kernels(name: str, compilers: Compilers, *, copy: int = 0) -> Path:
    """The workloads over one of ``c/instruments``; each ``copy`` is a file of its own, of the same code. Raises BuildError."""
    words = [f"-DKERNELS_COPY={copy}", str(C_FOLDER / "kernels.c"), *_native_libraries(), "-ldl"]
    command = [*_instrument(name, compilers), *words]
    return compile_once(name, command, _sources(), cache_folder("bench"))


def block_kernels(adapter: str, words: Sequence[str], compilers: Compilers) -> Path:
    """The workloads of pools of blocks over one of ``c/blocks``, with definitions of its own. Raises BuildError."""
    header = C_FOLDER / "blocks" / f"{adapter}.h"
    command = [*_including(adapter, f'-DBLOCKS_HEADER="{header}"', compilers), *words, str(C_FOLDER / "block_kernels.c")]
    return compile_once(adapter, [*command, *_native_libraries()], _sources(), cache_folder("bench"))


def shared_kernels(rival: Rival, words: Sequence[str], compilers: Compilers) -> Path:
    """The workloads of pools of blocks over one of ``c/shared``, with definitions of its own. Raises BuildError, also for one
    that is not installed."""
    found = availability(rival, compilers)
    if isinstance(found, Missing):
        raise BuildError(f"{rival.name}: {found.why}")
    source = "block_kernels.c" if rival.language is Language.C else "block_kernels.cpp"
    includes = (f"-I{poolproof.native.include_path()}", "-DBLOCKS_HEADER=RIVAL_HEADER")
    command = [*found.compiler, *found.compile, *flags(), *_SHARED, *includes, *words, str(C_FOLDER / source)]
    return compile_once(
        f"shared-{rival.file.stem}", [*command, *_native_libraries(), *found.link], _sources(), cache_folder("bench")
    )


def empty_library(compilers: Compilers) -> Path:
    """A library whose functions do nothing. Raises BuildError."""
    command = [*_instrument("empty", compilers), str(C_FOLDER / "binding.c")]
    return compile_once("libempty", command, _sources(), cache_folder("bench"))


def _instrument(name: str, compilers: Compilers) -> list[str]:
    header = C_FOLDER / "instruments" / f"{name}.h"
    return _including(name, f'-DRIVAL_HEADER="{header}"', compilers)


def _including(name: str, definition: str, compilers: Compilers) -> list[str]:
    includes = (f"-I{header_path().parent}", f"-I{poolproof.native.include_path()}", definition)
    return [*compilers.located(name, Language.C), "-std=gnu11", *flags(), *_SHARED, *includes]


def _native_libraries() -> Sequence[str]:
    library = poolproof.native.library_path()
    return (str(library), str(poolproof.native.block_library_path()), f"-Wl,-rpath,{library.parent}")


@functools.cache
def _sources() -> tuple[Path, ...]:
    """Everything that could go into a contestant: few, small files."""
    ours = (file for file in sorted(C_FOLDER.rglob("*")) if file.suffix in (".c", ".cpp", ".h", ".hpp"))
    native = sorted(poolproof.native.include_path().rglob("*.h"))
    libraries = (poolproof.native.library_path(), poolproof.native.block_library_path())
    return (*ours, *native, *libraries, header_path())
