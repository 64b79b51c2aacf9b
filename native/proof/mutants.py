"""Small changes of the proof (mutants.toml), and a copy of the sources with one of them."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from listed import HERE

NATIVE = HERE.parent
LIST = HERE / "mutants.toml"
FOLDERS = ("include", "src", "proof")


class NotAppliedError(Exception):
    """The text that a mutant changes stands in its file not once: it asks for a new text in mutants.toml."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`right` stands once in `file`, which is below native/; with `wrong` in its place, a goal of `function` stays open."""

    says: str
    file: str
    right: str
    wrong: str
    part: str
    function: str
    goal: str

    @property
    def is_of_contract(self) -> bool:
        return self.file.startswith("proof/")

    def applied(self, text: str) -> str:
        if (found := text.count(self.right)) != 1:
            raise NotAppliedError(
                f"{self.says}: its text stands {found} times in {self.file}, not once. Mend it in {LIST.name}"
            )
        return text.replace(self.right, self.wrong)


def mutants() -> tuple[Mutant, ...]:
    with LIST.open("rb") as file:
        listed = tomllib.load(file)["mutant"]
    made = []
    for each in listed:
        part, _, function = each.pop("of").partition(":")
        made.append(Mutant(part=part, function=function, **each))
    return tuple(made)


def trouble(listed: tuple[Mutant, ...], sources: Path = NATIVE) -> Iterator[str]:
    """Yield which of them do not apply to the sources, and which say what another says."""
    seen: set[str] = set()
    for each in listed:
        if each.says in seen:
            yield f"{each.says}: stands twice in {LIST.name}"
        seen.add(each.says)
        try:
            each.applied((sources / each.file).read_text(encoding="utf-8"))
        except (OSError, NotAppliedError) as error:
            yield str(error)


@contextmanager
def changed_copy(mutant: Mutant) -> Iterator[Path]:
    """A folder that is laid out like native/, gone afterwards: the shipped files stay as they are."""
    with tempfile.TemporaryDirectory(prefix="poolproof-mutant-") as name:
        copy = Path(name)
        for folder in FOLDERS:
            shutil.copytree(NATIVE / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
        path = copy / mutant.file
        path.write_text(mutant.applied(path.read_text(encoding="utf-8")), encoding="utf-8")
        yield copy
