"""What comes from a file or a subject is text in every output: no control character, no command, no markup."""

from __future__ import annotations

import copy
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.table import Table
from rich.text import Text

from poolproof.conformance import legible
from poolproof.conformance.campaign.corpus import CorpusError, open_corpus
from poolproof.conformance.cases import CaseError
from poolproof.conformance.cases.reading import read_case
from poolproof.conformance.cli.main import main
from poolproof.conformance.cli.streams import _Plain, echo_command
from poolproof.conformance.console import Box, Console
from poolproof.conformance.judge.last_words import with_words
from poolproof.conformance.reports.forms import FORMS, Form, Json, Told
from poolproof.conformance.reports.github import workflow_commands
from poolproof.conformance.reports.history import Entry, Tick
from poolproof.conformance.reports.markdown import _code

CONTROLS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp")]
HOSTILE = "".join(each for each in CONTROLS if each != "\n")
ATTACK = f"\n::error::x\n  ::stop-commands::y\n##vso[task]##[error]``a`|<script>&\"'*_[x](y)\ud800]]>{HOSTILE}"


def is_plain(text: str) -> bool:
    return all(each.isprintable() or each == "\n" for each in text)


def obeyed(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.lstrip().startswith("::") or "##[" in line or "##vso[" in line]


def test_all_that_has_no_shape_is_replaced() -> None:
    assert len(CONTROLS) > 200
    assert {"\x1b", "\x9b", "\r", "\u202e", "\u2066", "\u2028", "\u200b", "\ufeff", "\x7f"} <= set(CONTROLS)
    for each in [*CONTROLS, "\ud800", "\udfff", "\uffff"]:
        assert legible.one_line(f"a{each}b") in ("a b", "a\N{REPLACEMENT CHARACTER}b")
    assert legible.one_line("añ漢🦆 b") == "añ漢🦆 b"
    assert legible.lines("a\nb\x1b") == "a\nb\N{REPLACEMENT CHARACTER}"


# ---- reports ----


def attacked(document: Any, schema_words: frozenset[str]) -> Any:
    """Every text that is not one of the schema's own words."""
    if isinstance(document, str):
        return document if document in schema_words else document + ATTACK
    if isinstance(document, dict):
        return {key: attacked(value, schema_words) for key, value in document.items()}
    return [attacked(each, schema_words) for each in document] if isinstance(document, list) else document


@pytest.fixture
def hostile(violating: dict[str, Any]) -> dict[str, Any]:
    words = {"core", "hardened", "hot", "ticks", "shared", "pass", "fail", "unknown", "skipped", "not_promised"}
    words |= {"conforms", "violates", "inconclusive", "library", "python", "builtin"}
    ids = {each["id"] for each in violating["requirements"]}
    found: dict[str, Any] = attacked(copy.deepcopy(violating), frozenset(words | ids))
    found["requirements"][0] |= {"verdict": "unknown", "why": ATTACK}
    found["cut_short"] = ATTACK
    return found


@pytest.mark.parametrize("form", [each for each in FORMS if each is not Json], ids=lambda each: each.option)
def test_no_form_of_a_report_is_more_than_its_text(form: type[Form], hostile: dict[str, Any]) -> None:
    tick = Tick("depth1" + ATTACK, ATTACK, 4.0, 3.9, 4.1)
    run = Entry(*[ATTACK] * 5, ATTACK, None, ATTACK, "core", "violates", "core", (ATTACK,), (ATTACK,), 5, 1.5, (tick,))
    for told in (Told([hostile], [run, run]), Told([hostile, hostile])):
        text = form.text(told)
        assert is_plain(text)
        text.encode()
        of_code = re.compile(r"```text\n.*?\n```|(`+) .*? \1", re.DOTALL)
        assert form.option == "tap" or "<script>" not in of_code.sub("", text)
        if form.option in ("junit", "badge"):
            assert ElementTree.fromstring(text) is not None
        assert obeyed(legible.without_commands(text)) == []


def test_annotations_are_those_of_the_report_alone(hostile: dict[str, Any]) -> None:
    told = workflow_commands(hostile)
    assert all(is_plain(each) and "\n" not in each for each in told)
    assert all(re.match(r"::(error|warning|notice) title=[^:,\n]*::", each) for each in told)


@pytest.mark.parametrize("text", ["`", "``", "a``b", "```", "`a`", "``a", "x````y``z"])
def test_no_backtick_leaves_a_span_of_code(text: str) -> None:
    found = re.fullmatch(r"(`+) (.*) \1", _code(text))
    assert found is not None
    assert found[2] == text
    assert found[1] not in text


# ---- the terminal ----


@pytest.fixture
def plain() -> tuple[_Plain, io.BytesIO]:
    raw = io.BytesIO()
    return _Plain(raw, "utf-8", write_through=True), raw


def test_the_console_keeps_its_styles_and_nobody_else_has_any(plain: tuple[_Plain, io.BytesIO]) -> None:
    stream, raw = plain
    console = Console(file=stream, force_terminal=True, color_system="standard", width=60, highlight=False)
    table = Table("head")
    table.add_row(Text(f"cell\x1b[31m{HOSTILE}"))
    console.print(Text.assemble(("red", "red"), "\x1b[2J\x9b\u202e\r\x07"), table)
    text = raw.getvalue().decode()
    assert "\x1b[31mred\x1b[0m" in text
    assert is_plain(re.sub(r"\x1b\[[0-9;]*m", "", text))
    assert text.count("\x1b[31m") == 1


@pytest.mark.parametrize("head", ["", "  ", "\x1b[31m", " \x1b[1m "])
def test_no_line_of_the_console_is_a_command(plain: tuple[_Plain, io.BytesIO], head: str) -> None:
    stream, raw = plain
    stream.styled.write(f"{head}::error::x\n{head}::stop-commands::y\na ::b\n##[error]z")
    stream.write("not at the start ::x\n")
    stream.write("::error::z")
    text = re.sub(r"\x1b\[[0-9;]*m", "", raw.getvalue().decode())
    assert obeyed(text) == []
    assert "a ::b" in text
    assert "not at the start ::x" in text


def test_a_name_that_is_wrapped_is_no_command(plain: tuple[_Plain, io.BytesIO]) -> None:
    stream, raw = plain
    Console(file=stream, width=20).print(f"{'x' * 20} ::stop-commands::y", soft_wrap=False)
    assert obeyed(raw.getvalue().decode()) == []
    assert ": :stop-" in raw.getvalue().decode()


def test_own_commands_come_through(plain: tuple[_Plain, io.BytesIO], monkeypatch: pytest.MonkeyPatch) -> None:
    stream, raw = plain
    monkeypatch.setattr(sys, "stdout", stream)
    echo_command("::error title=x::y", on_standard_error=False)
    assert raw.getvalue() == b"::error title=x::y\n"


def test_what_a_subject_says_is_text() -> None:
    told = with_words("observed", f"a{HOSTILE}\n::error::b\x1b[31m")
    assert is_plain(told)


@pytest.fixture
def run_here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["poolproof", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, told.out + told.err

    return run


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\n::error::x", "\u202eabc", "a\r::error::b"])
def test_names_of_files_and_keys_in_them_are_text_on_the_terminal(run_here: Any, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps({"case": 2, name: 1, "schema": name}), encoding="utf-8")
    log = tmp_path / f"{name}.nt"
    log.write_text(f"<u:s> <u:p> {json.dumps(name)} oops .\n", encoding="utf-8")
    for words in (
        ("replay", str(file), "native"),
        ("report", str(file)),
        ("verify", str(file)),
        ("verify", "native", "--contract", str(file)),
        ("history", name, "--history", str(tmp_path / "none")),
        ("pipeline", "check", str(file)),
        ("pipeline", "run", str(log), "--on-error", "skip"),
        ("--config", str(file), "verify"),
        ("fuzz", "native", "--corpus", str(file)),
        ("explain", name),
    ):
        status, told = run_here(*words)
        assert status in (0, 1, 2, 3, 4), (words, told)
        assert is_plain(told), words
        assert obeyed(told) == [], words


# ---- cases, and passwords ----


def test_a_complaint_of_a_case_is_a_line() -> None:
    with pytest.raises(CaseError) as caught:
        read_case(json.dumps({"case": 2, "\x1b\n::error::": 1}), "x")
    assert "\n" not in str(caught.value)


PASSWORDS = {
    "redis://:secret@host:6379/0": "redis://:***@host:6379/0",
    "redis://me:secret@host/0 and rediss://me:secret@host": "redis://me:***@host/0 and rediss://me:***@host",
    "unix:///run/redis.sock?password=secret&db=0": "unix:///run/redis.sock?password=***&db=0",
    "tcp://host:8786": "tcp://host:8786",
    "redis://me:se/cr#et@host": "redis://me:***@host",
    "http://example.org/a:b": "http://example.org/a:b",
}


@pytest.mark.parametrize("text", PASSWORDS)
def test_passwords_are_masked(text: str) -> None:
    assert legible.without_password(text) == PASSWORDS[text]


@pytest.mark.parametrize("address", ["redis://me:secret@127.0.0.1:1/0", "redis://me:secret@[/0", "redis://:secret@host:port/0"])
def test_no_complaint_of_a_corpus_tells_a_password(address: str) -> None:
    pytest.importorskip("redis", reason="the Redis client is not installed")
    with pytest.raises(CorpusError) as caught:
        open_corpus(address)
    assert "secret" not in str(caught.value)
    assert "***@" in str(caught.value)


def test_a_password_on_the_terminal_is_masked(run_here: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, told = run_here("fuzz", "native", "--time", "0.1", "--corpus", "redis://me:secret@127.0.0.1:1/0")
    assert "secret" not in told
    assert [each.name for each in tmp_path.iterdir()] == []


# ---- lines ----


def printed(**environment: str) -> list[str]:
    raw = io.BytesIO()
    stream = _Plain(raw, "utf-8", write_through=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COLUMNS", raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        console = Console(file=stream, highlight=False)
        table = Table("a", "b", box=None)
        table.add_row("word " * 30, "x")
        console.print(Text("violates " * 30), table, Box(Text("in a box"), title="ONE-1"))
    return raw.getvalue().decode().splitlines()


def test_lines_for_a_pipe_are_whole_and_not_padded() -> None:
    lines = printed()
    assert lines[0].split() == ["violates"] * 30
    assert len(lines) == 6
    assert all(line == line.rstrip() for line in lines)
    assert lines[-1] == "╰──────────╯"


def test_a_width_that_the_environment_gives_is_kept() -> None:
    lines = printed(COLUMNS="60")
    assert max(map(len, lines)) == 60
    assert len(lines[-1]) == 60  # a box fills a narrow terminal
    assert len(printed(COLUMNS="200")[-1]) == 12


def test_help_is_as_wide_as_the_terminal(run_here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    widths = {}  # lines of examples are never wrapped
    for columns in ("70", "110", "300"):
        monkeypatch.setenv("COLUMNS", columns)
        widths[columns] = max(map(len, run_here("verify", "--help")[1].splitlines()))
    assert widths["70"] <= 78 < 90 < widths["110"] <= 110 < widths["300"] <= 120
