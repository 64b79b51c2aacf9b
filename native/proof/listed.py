"""What is proved and what is trusted (proof.toml), against what stands in the shipped files."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHIPPED = (
    "include/bufferpool_inline.h", "include/bufferpool_inline/*.h", "include/blockpool_inline.h",
    "include/blockpool_inline/*.h", "include/internal/*.h", "src/*.[ch]", "src/blocks/*.[ch]",
)  # fmt: skip
READ = (*SHIPPED, "proof/*.[ch]")

_NO_CODE = re.compile(r"/\*.*?\*/|//[^\n]*|^\s*#(?:[^\n]*\\\n)*[^\n]*", re.S | re.M)
_ATTRIBUTE = re.compile(r"__attribute__\(\(.*?\)\)\s*")
_FUNCTION = re.compile(r"^\w[^;{}=]*?\b(?:BP_FORM\()?(\w+)\)?\([^;{}]*\)\s*\{", re.M)
_DECLARED = re.compile(r"^\w[^;{}=()]*?\b(\w+)\([^;{}]*\);", re.M)
_GHOST = re.compile(r"/\*@\s*ghost\b(.*?)\*/", re.S)
_GHOST_FUNCTION = re.compile(r"^\s*\w[\w *]*?\b(\w+)\([^;{}()]*\)\s*[;{]", re.M)
_ASSUMPTION = re.compile(r"\b(?:admit|axiomatic) \w+")


@dataclass(frozen=True, slots=True)
class Part:
    file: str
    shipped: str
    functions: tuple[str, ...]
    quick: tuple[str, ...]
    has_lemmas: bool


@dataclass(frozen=True, slots=True)
class Trusted:
    """A function, a whole file, or an assumption (`admit NAME`, `axiomatic NAME`)."""

    name: str
    why: str
    judged_by: tuple[str, ...]


def parts_and_trusted() -> tuple[tuple[Part, ...], tuple[Trusted, ...]]:
    with (HERE / "proof.toml").open("rb") as file:
        data = tomllib.load(file)
    parts = tuple(
        Part(each["file"], each["shipped"], tuple(each["functions"]), tuple(each["quick"]), each.get("lemmas", False))
        for each in data["part"]
    )
    return parts, tuple(Trusted(each["name"], each["why"], tuple(each["judged_by"])) for each in data["trusted"])


def functions_of(text: str) -> list[str]:
    """Return the functions that a C file in the project's style defines, in every branch of the preprocessor."""
    return _FUNCTION.findall(_ATTRIBUTE.sub("", _NO_CODE.sub("", text)))


def promised_by(text: str) -> set[str]:
    """Return the functions that a file of the proof promises something of: those it declares, and those of ghost code."""
    ghosts = (_GHOST_FUNCTION.findall(re.sub(r"/@.*?@/", "", ghost, flags=re.S)) for ghost in _GHOST.findall(text))
    return {*_DECLARED.findall(_NO_CODE.sub("", text)), *itertools.chain.from_iterable(ghosts)}


def not_covered(sources: Path) -> Iterator[str]:
    """Yield what is neither proved nor listed, and what is listed but not there."""
    parts, trusted = parts_and_trusted()
    proved = {name for part in parts for name in part.functions}
    named = {each.name for each in trusted}
    used: set[str] = set()
    of_trusted_files: set[str] = set()
    for path in sorted({path for pattern in SHIPPED for path in sources.glob(pattern)}):
        file = path.relative_to(sources).as_posix()
        functions = functions_of(path.read_text(encoding="utf-8"))
        used |= {file} if functions else set()
        if file in named:
            of_trusted_files |= set(functions)
            continue
        used |= set(functions)
        yield from (
            f"{file}: {each} is neither proved nor listed as trusted" for each in functions if each not in proved | named
        )
    for path in sorted({path for pattern in READ for path in sources.glob(pattern)}):
        assumptions = set(_ASSUMPTION.findall(path.read_text(encoding="utf-8")))
        used |= assumptions
        yield from (f"{path.relative_to(sources)}: {each} is not listed as trusted" for each in sorted(assumptions - named))
    for path in sorted((sources / "proof").glob("*.[ch]")):
        unknown = promised_by(path.read_text(encoding="utf-8")) - proved - named - of_trusted_files
        yield from (f"proof/{path.name}: what it promises of {each} is neither proved nor listed" for each in sorted(unknown))
    yield from (f"{each} is listed as trusted, and is not there" for each in sorted(named - used))
    yield from (f"{each} is listed as trusted, and as proved" for each in sorted(named & proved))
