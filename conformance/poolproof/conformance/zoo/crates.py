"""Compiles crates of Rust from the sources that Debian's ``librust-…-dev`` packages install, without cargo and the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import compile_once
from poolproof.spec.table import read_values

REGISTRY: Final = Path("/usr/share/cargo/registry")


class CrateMissing(LookupError):  # noqa: N818 - read as a sentence: except CrateMissing
    """The sources of a crate are not installed."""


def compiled_crates(crates: Sequence[str], compiler: Sequence[str], into: Path) -> list[str]:
    """Return the compiler's words by which a program finds the ``crates``, each compiled after those before it.

    A crate is its name, or ``name:feature``. Raises CrateMissing and BuildError.
    """
    words: list[str] = ["-L", str(into)]
    for crate in crates:
        name, _, feature = crate.partition(":")
        source = _source(name)
        features = ["--cfg", f'feature="{feature}"'] if feature else []
        identifier = name.replace("-", "_")
        command = [*compiler, "--edition", _edition(source), "-O", "-C", "panic=abort", "--cap-lints", "allow", *features]
        command += [*words, "--crate-type", "rlib", "--crate-name", identifier, str(source / "src/lib.rs")]
        library = compile_once(f"lib{identifier}", command, sorted(source.rglob("*.rs")), into, suffix=".rlib")
        words += ["--extern", f"{identifier}={library}"]
    return words


def _source(name: str) -> Path:
    """The newest version's folder."""
    found = sorted(each for each in REGISTRY.glob(f"{name}-[0-9]*") if (each / "src/lib.rs").is_file())
    if not found:
        raise CrateMissing(name)
    return found[-1]


def _edition(source: Path) -> str:
    package = read_values(source / "Cargo.toml")["package"]
    return str(package.get("edition", "2015")) if isinstance(package, dict) else "2015"
