"""Compilers and emulators: each has to make or run a program here."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import BuildError, CompilerMissing, Compilers, Language, compile_once

from .capability import Capability, State

_LIMIT_S: Final = 30
_PROGRAMS: Final = {
    Language.C: ("try.c", "int main(void) { return 0; }\n"),
    Language.CPP: ("try.cpp", "#include <vector>\nint main() { return static_cast<int>(std::vector<int>(3).size()) - 3; }\n"),
    Language.RUST: ("try.rs", "fn main() {}\n"),
}
"""Programs that do nothing; the one in C++ wants the library too."""


def c_compiler() -> Capability:
    state, found = _try_compiler(Language.C, Compilers.from_environment())
    cost = "ticks are unknown; `poolproof bench` measures nothing, `poolproof faults` leaves out what is written in C"
    return Capability(
        "C compiler", state, found, ("TICK-1", "TICK-2"), cost, "apt-get install build-essential, or name one in CC"
    )


def cpp_compiler() -> Capability:
    state, found = _try_compiler(Language.CPP, Compilers.from_environment())
    cost = "rivals and faults in C++ are left out"
    return Capability("C++ compiler", state, found, (), cost, "apt-get install g++, or name one in CXX")


def rust_compiler() -> Capability:
    state, found = _try_compiler(Language.RUST, Compilers.from_environment())
    cost = "faults and canaries in Rust are left out"
    return Capability("Rust compiler", state, found, (), cost, "apt-get install rustc, or name one in RUSTC")


def clang() -> Capability:
    state, found = _try_compiler(Language.C, Compilers(c=("clang",)))
    cost = "the C pool's variants by clang, and those with its sanitizers, are left out (`make variants`)"
    return Capability("clang", state, found, (), cost, "apt-get install clang")


def emulator() -> Capability:
    cost = "the C pool is not tried on other architectures (`make cross`)"
    program = shutil.which("qemu-aarch64") or shutil.which("qemu-aarch64-static")
    if program is None:
        return Capability("qemu-user", State.MISSING, "qemu-aarch64 was not found", (), cost, "apt-get install qemu-user")
    state, found = _first_line([program, "--version"])
    return Capability("qemu-user", state, found, (), cost, "apt-get install --reinstall qemu-user")


def _try_compiler(language: Language, compilers: Compilers) -> tuple[State, str]:
    """Have it make a program, and run that."""
    name, text = _PROGRAMS[language]
    with tempfile.TemporaryDirectory(prefix="poolproof-") as folder:
        source = Path(folder) / name
        source.write_text(text, encoding="utf-8")
        try:
            command = compilers.located("this machine", language)
            program = compile_once("try", [*command, str(source)], [source], Path(folder), suffix="")
        except CompilerMissing:
            return State.MISSING, f"{compilers.command(language)[0]} was not found"
        except BuildError as error:
            return State.MISSING, " ".join(str(error).split())
        state, found = _run([str(program)])
        return _first_line([*command, "--version"]) if state is State.WORKS else (state, f"what it makes does not run: {found}")


def _first_line(command: list[str]) -> tuple[State, str]:
    state, said = _run(command)
    return state, said.partition("\n")[0]


def _run(command: list[str]) -> tuple[State, str]:
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return State.MISSING, f"{command[0]} can't be run: {error}"
    if run.returncode != 0:
        return State.MISSING, f"{command[0]} ended with status {run.returncode}"
    return State.WORKS, run.stdout
