"""What the documents show works: their files are written, their commands run, and they end and print as shown.

A fenced block tagged ``console`` holds commands behind ``$ ``, each with its output; one tagged ``sh`` commands alone; one
tagged ``text`` is for the eyes. Every other block stands behind a comment: ``file: NAME`` is a file, and ``into: NAME``
definitions that take the place of those in that file that begin alike. The comment ``exit: N`` before a block is the status of
its last command, ``columns: N`` the width of the terminal, ``needs: NAME`` a program, or the path of a file, without which the
block is left out. A line ``...`` stands for any lines. Numbers may differ, as may runs of spaces. What a command prints to
standard error is looked at where it prints nothing else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ENVIRONMENT = Path(sys.executable).parent.parent
SOURCE_ROOTS = ("spec", "reference", "native", "conformance", "benchmarks")
DOCUMENTS = sorted(
    str(document.relative_to(CHECKOUT))
    for document in (CHECKOUT / "README.md", *CHECKOUT.glob("*/docs/**/*.md"))
    if "$ " in document.read_text(encoding="utf-8")
)
NOT_RUN = re.compile(r"(git clone|make|cd|pip|sudo apt-get)( |$)")
DEFINITION = r"^(?P<indent>{indent})(?P<head>{head})(?:.*\}};?|.*\n(?:(?!{indent}\}}).*\n)*{indent}\}};?)$"
"""In a language of braces: on one line, or to the first brace that is indented as it is. By its head it is known."""
HEAD = r"\w[^({\n]*[({]"
FENCE = re.compile(r"^```(\w*)$")
COMMENT = re.compile(r"^<!-- (file|into|exit|columns|needs): (\S+) -->$")


@dataclass(frozen=True)
class Block:
    language: str
    comments: dict[str, str]
    lines: list[str]


@dataclass(frozen=True)
class Command:
    text: str
    shown: list[str] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown text, with the comments right before each."""
    comments: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if comment := COMMENT.match(line):
            comments[comment[1]] = comment[2]
        elif fence := FENCE.match(line):
            content = []
            for inner in lines:
                if inner == "```":
                    break
                content.append(inner)
            else:
                raise ValueError(f"the block of {fence[1]!r} is never closed")
            yield Block(fence[1], comments, content)
            comments = {}
        else:
            comments = {}


def commands(block: Block) -> list[Command]:
    found: list[Command] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append(Command(line.removeprefix("$ ")))
        elif found:
            found[-1].shown.append(line)
    return found


def folded(line: str) -> str:
    """The line with N for every number that stands by itself, so not for the one in ORDER-1 or b1; one space for many."""
    line = re.sub(r"\b[0-9a-f]{12,}\b", "N", line)
    line = re.sub(r"\b0x[0-9A-Fa-f]+\b", "N", line)
    line = re.sub(r"(?<![\w-])\d[\d,]*(\.\d+)?(?![\w-])", "N", line)
    return " ".join(line.split())


def agree(shown: list[str], printed: list[str]) -> bool:
    """Whether the shown lines are the printed ones; ``...`` stands for any."""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(agree(shown[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and folded(shown[0]) == folded(printed[0]) and agree(shown[1:], printed[1:])


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.M))


def put_into(file: Path, lines: list[str]) -> None:
    """Put each of the definitions in the place of the one that begins alike. Raises ValueError: there is not one such."""
    text = file.read_text(encoding="utf-8")
    indent = re.match(" *", lines[0])[0]
    for new in re.finditer(DEFINITION.format(indent=indent, head=HEAD), "\n".join(lines), re.M):
        (old,) = re.finditer(DEFINITION.format(indent=indent, head=re.escape(new["head"])), text, re.M)
        text = text[: old.start()] + new[0] + text[old.end() :]
    file.write_text(text, encoding="utf-8")


def is_possible(block: Block) -> bool:
    needed = block.comments.get("needs")
    if needed is not None and needed.startswith("/"):
        return Path(needed).exists()
    return needed is None or shutil.which(needed) is not None


def make_like_a_checkout(folder: Path) -> None:
    for name in SOURCE_ROOTS:
        (folder / name).symlink_to(CHECKOUT / name)
    (folder / ".venv").symlink_to(ENVIRONMENT)


def problems(document: str, makefile: str, folder: Path) -> list[str]:
    """What does not work as the text says, block by block, in a folder."""
    found: list[str] = []
    for block in filter(is_possible, blocks(document)):
        if "file" in block.comments:
            file = folder / block.comments["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"{line}\n" for line in block.lines), encoding="utf-8")
        elif "into" in block.comments:
            put_into(folder / block.comments["into"], block.lines)
        elif block.language in ("console", "sh"):
            found += block_problems(block, targets(makefile), folder)
        elif block.language != "text":
            found.append(f"nothing is done with this block of {block.language!r}: {block.lines[:1]}")
    return found


def block_problems(block: Block, known_targets: set[str], folder: Path) -> Iterator[str]:
    each = commands(block)
    for command in each:
        words = command.text.split()
        if words[0] == "make":
            unknown = [word for word in words[1:] if "=" not in word and word not in known_targets]
            yield from (f"{command.text}: the Makefile has no target {word}" for word in unknown)
        if NOT_RUN.match(command.text):
            continue
        expected = int(block.comments.get("exit", "0")) if command is each[-1] else 0
        yield from run_problems(command, expected, block, folder)


def run_problems(command: Command, expected: int, block: Block, folder: Path) -> Iterator[str]:
    environment = os.environ | {
        "PATH": f"{ENVIRONMENT / 'bin'}:{os.environ['PATH']}",
        "COLUMNS": block.comments.get("columns", "80"),
    }
    result = subprocess.run(
        ["/bin/sh", "-c", command.text],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    told = f"{result.stdout}{result.stderr}"
    if result.returncode != expected:
        yield f"{command.text}: ended with {result.returncode}, not with {expected}\n{told}"
    elif block.language == "console" and not agree(command.shown, (result.stdout or result.stderr).splitlines()):
        shown = "\n".join(command.shown)
        yield f"{command.text}: printed\n{told}\n... where the text shows\n{shown}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_works_as_it_says(name: str, tmp_path: Path) -> None:
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    if "$ .venv/bin/" in text:  # its reader has cloned the repository; the others' have installed poolproof
        make_like_a_checkout(tmp_path)
    assert [command for block in blocks(text) if block.language in ("console", "sh") for command in commands(block)]
    assert "\n".join(problems(text, (CHECKOUT / "Makefile").read_text(encoding="utf-8"), tmp_path)) == ""
    left_out = {block.comments["needs"] for block in blocks(text) if not is_possible(block)}
    if left_out:
        pytest.skip(f"all works but what needs {', '.join(left_out)}, which is not installed")


def test_the_tutorial_goes_from_an_empty_file_by_ten_failures_to_a_conforming_pool() -> None:
    text = (CHECKOUT / "conformance/docs/tutorial.md").read_text(encoding="utf-8")
    shown = [block for block in blocks(text) if block.language == "console"]
    assert commands(shown[0])[-1].text == "touch mypool.c"
    failures = [block.comments.get("exit") for block in shown[1:-1]]
    assert failures == ["3"] + ["1"] * 9
    assert re.findall(r"^## (\d+)\.", text, re.M) == [str(number) for number in range(1, 11)]
    assert shown[-1].comments.get("exit") is None
    assert shown[-1].lines[-1].startswith("conforms: every requirement up to hot is met")


def test_links_lead_to_files() -> None:
    documents = (*CHECKOUT.glob("*.md"), *CHECKOUT.glob("*/docs/**/*.md"))
    broken = [
        f"{document.relative_to(CHECKOUT)}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert broken == []


def test_the_site_has_every_document() -> None:
    documents = {str(each.relative_to(CHECKOUT)) for each in (*CHECKOUT.glob("*.md"), *CHECKOUT.glob("*/docs/**/*.md"))}
    listed = re.findall(r": (\S+\.md)$", (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(documents)


def test_every_target_that_the_readme_speaks_of_exists() -> None:
    spoken_of = set(re.findall(r"`make ([a-z-]+)", (CHECKOUT / "README.md").read_text(encoding="utf-8")))
    assert spoken_of <= targets((CHECKOUT / "Makefile").read_text(encoding="utf-8"))


# ---- the checker itself ----


MAKEFILE = "bin := .venv/bin\nverify: .venv ## judge\n\t@echo\n"
SOUND = """
Text with `code`.

```console
$ git clone somewhere
$ make verify VERIFY_ARGS=--help
whatever make would print
$ cd anywhere
```

<!-- file: greet.sh -->
```sh
echo "it took 17.5 s   for ORDER-1 and b1"
echo one; echo two; echo three; echo "id 0123456789abcdef"
exit 3
```

<!-- exit: 3 -->
<!-- columns: 123 -->
```console
$ test -f greet.sh
$ echo $COLUMNS wide
123 wide
$ sh greet.sh
it took 2 s for ORDER-1 and b1
...
three
id fedcba9876543210
```

<!-- file: code/two.c -->
```c
enum { ONE = 1 };
int two(void) { return 1; }
struct three {
  int four;

  int five;
};
int six(int seven) {
  if (seven) {
    return 7;
  }
}
```

<!-- into: code/two.c -->
```c
int two(void) {
  return 2;
}
struct three { int four; };
```

<!-- into: code/two.c -->
```c
  if (seven) {
    return eight;
  }
```

```console
$ cat code/two.c
enum { ONE = 1 };
int two(void) {
  return 2;
}
struct three { int four; };
int six(int seven) {
  if (seven) {
    return eight;
  }
}
$ echo to the other >&2
to the other
```

<!-- needs: no-such-program -->
```console
$ no-such-program
```

```text
whatever
```

```sh
$ .venv/bin/python -c "import poolproof.spec; print('not shown')"
$ test -f spec/poolproof/spec/data/bufferpool.h
```
"""


def checked(document: str, folder: Path) -> list[str]:
    make_like_a_checkout(folder)
    return problems(document, MAKEFILE, folder)


def test_a_sound_readme_has_no_problem(tmp_path: Path) -> None:
    assert checked(SOUND, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("make verify", "make verfy", "the Makefile has no target verfy"),
        ("it took 2 s", "it takes 2 s", "it took 17.5 s"),
        ("for ORDER-1 and b1\n...", "for ORDER-2 and b1\n...", "ORDER-2"),
        ("for ORDER-1 and b1\n...", "for ORDER-1 and b2\n...", "b2"),
        ("...\nthree", "three", "where the text shows"),
        ("three\nid", "three\nfour\nid", "four"),
        ("three\nid fedcba9876543210\n", "three\n", "where the text shows"),
        ("exit: 3", "exit: 1", "ended with 3, not with 1"),
        ("<!-- exit: 3 -->\n", "", "ended with 3, not with 0"),
        ("$ test -f greet.sh", "$ test -f other.sh", "ended with 1, not with 0"),
        ("<!-- file: greet.sh -->\n", "", "ended with 1, not with 0"),
        ("$ test -f greet.sh\n", "$ test -f greet.sh\noutput\n", "output"),
        ("123 wide\n", "", "123 wide"),
        ("poolproof.spec;", "poolproof.nothing;", "ModuleNotFoundError"),
        ("    return eight;\n  }\n```", "    return nine;\n  }\n```", "    return nine;\n"),
        ("<!-- needs: no-such-program -->\n", "", "ended with 127, not with 0"),
        ("to the other\n```", "to another\n```", "to the other"),
    ],
)
def test_what_does_not_work_as_shown_is_a_problem(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert SOUND.count(old) == 1
    found = checked(SOUND.replace(old, new), tmp_path)
    assert said in "\n".join(found)


def test_a_block_that_nothing_is_done_with_is_a_problem(tmp_path: Path) -> None:
    assert checked("```c\nint one;\n```\n", tmp_path) == ["nothing is done with this block of 'c': ['int one;']"]


def test_a_definition_that_takes_no_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        checked(SOUND.replace("int two(void) {\n", "int three(void) {\n", 1), tmp_path)


def test_a_block_that_is_never_closed_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="never closed"):
        checked(SOUND + "\n```console\n$ true\n", tmp_path)


def test_numbers_and_spaces_are_folded_and_names_are_not() -> None:
    assert folded(" ✓  CREATE-1      1,801  With no 2.5 s") == "✓ CREATE-1 N With no N s"
    assert folded("sha256 2dfc9fc3c94c") == "sha256 N"
    assert folded("byte 0 of b1 is 0x1F") == "byte N of b1 is N"
    assert folded("stopped before pp_get+0x1a") == "stopped before pp_get+N"
    assert folded("p1 b12 x86_64") == "p1 b12 x86_64"
