"""Commands that the documents name without running them: they exist, with the options that they are given."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from poolproof.conformance import skeletons
from poolproof.conformance.cli.main import commands

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [
        *CHECKOUT.glob("*.md"),
        *CHECKOUT.glob("*/*.md"),
        *CHECKOUT.glob("*/docs/**/*.md"),
        *Path(skeletons.__file__).parent.glob("*/README.md"),
        CHECKOUT / "action.yml",
    ]
)
INLINE = re.compile(r"`([^`]+)`")
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
LINE = re.compile(r"^(?:  |\$ )?(?:\.venv/bin/)?(poolproof .*)$", re.M)
INDENTED = re.compile(r"^    (?:\.venv/bin/)?(poolproof .*)$", re.M)
REMARK = re.compile(r"\s{3,}| #|[|&;)(>]")
"""Where a command in a block ends: its explanation in the next column, or another command."""


def named(text: str) -> Iterator[str]:
    """Every command of poolproof's in a document: in the running text, and in its blocks."""
    for block in FENCED.findall(text):
        yield from LINE.findall(block)
    running = FENCED.sub("", text)
    yield from INDENTED.findall(running)
    for found in INLINE.findall(running):
        words = re.sub(r"^(\.venv/bin/|eval \"\$\()", "", " ".join(found.split()))
        if words.startswith("poolproof "):
            yield words


def complaint(command: str) -> str | None:
    """What is wrong with the words of a command; None where nothing is."""
    words = REMARK.split(re.sub(r"'[^']*'", "QUOTED", command))[0].split()[1:]
    if "[OPTIONS]" in words:  # a synopsis
        return None
    at: click.Command = commands
    context = click.Context(commands)
    while isinstance(at, click.Group) and words and not words[0].startswith("-"):
        inner = at.get_command(context, words[0])
        if inner is None:
            return f"there is no command {words[0]}"
        at, words = inner, words[1:]
    known = {option for each in at.params for option in (*each.opts, *each.secondary_opts)} | {"--help", "-h"}
    unknown = [word for word in words if word.startswith("-") and word != "-" and word.split("=")[0] not in known]
    return f"{at.name} has no {', '.join(unknown)}" if unknown else None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: str(each.relative_to(CHECKOUT)))
def test_each_command_exists_with_its_options(document: Path) -> None:
    found = {each: complaint(each) for each in named(document.read_text(encoding="utf-8"))}
    assert {each: problem for each, problem in found.items() if problem} == {}


def test_each_target_of_make_and_each_module_exists() -> None:
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|^    |^\$ )make ([a-z0-9-]+)", text, re.M))
    assert len(targets) >= 10
    assert {each for each in targets if not re.search(rf"^{each}:", makefile, re.M)} == set()
    modules = set(re.findall(r"-m (poolproof[\w.]+)", text))
    assert modules
    assert {each for each in modules if importlib.util.find_spec(each) is None} == set()


# ---- the checker itself ----


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("`poolproof verfy x`", "there is no command verfy"),
        ("`poolproof verify\n--levl hot`", "verify has no --levl"),
        ("```text\npoolproof pipeline rnu a.ttl\n```", "there is no command rnu"),
        ("```console\n$ .venv/bin/poolproof fuzz x --tim 8h\n```", "fuzz has no --tim"),
        ("    poolproof new c mypool --in there", "new has no --in"),
    ],
)
def test_what_does_not_exist_is_found(text: str, said: str) -> None:
    assert [complaint(each) for each in named(text)] == [said]


def test_what_stands_beside_a_command_is_no_part_of_it() -> None:
    text = """```text
poolproof cluster local --host 192.0.2.1        scheduler --and workers
$ poolproof verify a.so --level core || test $? = 1   # --not this
```
`eval "$(poolproof completion bash)"`, `poolproof fuzz --guided pool.c --cflags='-I include'`, `poolproof verify`"""
    found = list(named(text))
    assert len(found) == 5
    assert [complaint(each) for each in found] == [None] * 5
