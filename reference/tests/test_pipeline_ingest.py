"""Ingest: every format to the same statements; errors that name their place; what is kept and what is dropped."""

from __future__ import annotations

import gzip
import random
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from poolproof.reference.pipeline.ahead import Ahead
from poolproof.reference.pipeline.ingest import BLOCK_STATEMENTS, Ingest
from poolproof.reference.pipeline.sources import Source, source_of
from poolproof.spec.pipeline_errors import IngestError, PipelineError

STATEMENTS = b'<http://a/s> <http://a/p> "x"@en .\n<http://a/s> <http://a/p> <http://a/o> .\n'


def ingested(path: Path, format: str, goes_on: bool = False) -> tuple[bytes, list[PipelineError], int]:
    problems: list[PipelineError] = []

    def on_problem(problem: PipelineError) -> bool:
        problems.append(problem)
        return goes_on

    ingest = Ingest([Source(str(path), format)])
    return b"".join(ingest.blocks(on_problem)), problems, ingest.removals


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("nt", '<http://a/s>  <http://a/p> "\\u0078"@EN.\n# comment\n\n<http://a/s> <http://a/p> <http://a/o> .'),
        ("nq", '<http://a/s> <http://a/p> "x"@en .\n<http://a/s> <http://a/p> <http://a/o> .\n'),
        ("ttl", '@prefix : <http://a/> .\n:s :p "x"@en, :o .\n'),
        ("trig", 'PREFIX : <http://a/>\n:s :p "x"@en, :o .\n'),
        ("json", '{"additions": [{"s": "http://a/s", "p": "<http://a/p>", "o": "\\"x\\"@en"},'
                 ' {"s": "http://a/s", "p": "http://a/p", "o": "http://a/o"}]}'),
        ("jsonl", '{"additions": [{"s": "http://a/s", "p": "<http://a/p>", "o": "\\"x\\"@en"}]}\n\n'
                  '{"additions": [{"s": "http://a/s", "p": "http://a/p", "o": "http://a/o"}], "removals": []}\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_gives_the_same_statements(format: str, text: str, packed: bool, tmp_path: Path) -> None:
    path = tmp_path / f"data.{format}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert source_of(str(path), None).format == format
    assert ingested(path, format) == (STATEMENTS, [], 0)


def test_standard_input_is_read() -> None:
    program = (
        "from poolproof.reference.pipeline.ingest import Ingest\n"
        "from poolproof.reference.pipeline.sources import source_of\n"
        "print(b''.join(Ingest([source_of('-', 'nt')]).blocks(lambda problem: False)))\n"
    )
    result = subprocess.run([sys.executable, "-c", program], input=gzip.compress(STATEMENTS), capture_output=True, check=False)
    assert (result.returncode, result.stdout.decode().strip()) == (0, repr(STATEMENTS))


def test_the_graph_of_a_quad_stays_behind_its_triple(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"<http://a/s> <http://a/p> _:o <http://a/g> .\n")
    assert ingested(path, "nq") == (path.read_bytes(), [], 0)


BROKEN = {
    "nt": b"<http://a/s> <http://a/p> <http://a/1> .\n<http://a/s> oops .\n<http://a/s> <http://a/p> <http://a/2> .\n",
    "ttl": b"@prefix : <http://a/> .\n:s :p :1 .\n:s :p , .\n:s :p :2 .\n",
}


@pytest.mark.parametrize(("format", "line"), [("nt", 2), ("ttl", 3)])
@pytest.mark.parametrize("goes_on", [False, True])
def test_a_syntax_error_names_file_line_and_cause(format: str, line: int, goes_on: bool, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(BROKEN[format])
    text, problems, _ = ingested(path, format, goes_on)
    assert text.count(b"\n") == (2 if goes_on else 1)
    assert b"<http://a/1>" in text
    assert (b"<http://a/2>" in text) == goes_on
    (problem,) = problems
    assert problem.where == f"{path}: line {line}"
    assert problem.problem
    assert "--on-error skip" in problem.remedy


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("[]", "", "this is no delta"),
        ('{"additions": 3}', "", "additions must be a list"),
        ('{"addition": []}', "", "this is no delta"),
        ('{"additions": [{"s": "u:s", "p": "u:p"}]}', ": additions[0]", "must have s, p and o"),
        ('{"additions": [{"s": "u:s", "p": "u:p", "o": 3}]}', ": additions[0].o", "no term"),
        ('{"additions": [{"s": "u:s", "p": "u:p", "o": "u:o", "o": "u:other"}]}', ": additions[0]", "each once"),
        ('{"additions": [{"s": "u:s", "p": "u:p", "p": "u:p"}]}', ": additions[0]", "each once"),
        ('{"additions": [], "additions": []}', "", "a key is there twice"),
        ('{"additions": [{"s": "_:x<u:p><u:o>.#", "p": "u:p", "o": "u:o"}]}', ": additions[0].s", "no term"),
        ('{"additions": [{"s": "_:x.", "p": "u:p", "o": "u:o"}]}', ": additions[0].s", "no term"),
        ('{"additions": [{"s": "_:x", "p": "u:p", "o": "\\"a\\"@en.#"}]}', ": additions[0].o", "no term"),
        ('{"additions": [{"s": "_:x", "p": "u:p", "o": "\\ud800"}]}', "", "not valid JSON"),
        ('{"additions": [{"s": "u:s", "p": "u:p", "o": "<u:o> . #"}]}', ": additions[0].o", "no term"),
        ('{"additions": [{"s": "u:s", "p": "u:p", "o": "\\"x\\" .\\n<u:a> <u:b> <u:c>"}]}', ": additions[0].o", "no term"),
        ('{"additions": [{"s": "u:s", "p": "relative", "o": "u:o"}]}', ": additions[0]", "scheme"),
        ('{"removals": [{"s": "u:s", "p": "relative", "o": "u:o"}]}', ": removals[0]", "scheme"),
        ('{"additions": [', "", "not valid JSON"),
        ("", "", "not valid JSON"),
    ],
)
def test_a_bad_delta_names_its_entry(text: str, where: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "delta.json"
    path.write_text(text, encoding="utf-8")
    found, problems, _ = ingested(path, "json")
    assert found == b""
    (problem,) = problems
    assert problem.where == f"{path}{where}"
    assert said in str(problem)


def test_a_line_that_is_refused_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "deltas.jsonl"
    sound = '{"additions": [{"s": "u:s", "p": "u:p", "o": "_:o"}]}'
    twice = sound.replace('"s":', '"s": "u:s", "s":')
    path.write_text("\n".join([twice, sound, "[", sound, '{"additions": [3]}', sound]), encoding="utf-8")
    text, problems, _ = ingested(path, "jsonl", goes_on=True)
    assert (text.count(b"\n"), len(problems)) == (3, 3)


LABELS = """@prefix : <u:> . :a :p [ :q ( 1 "_:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa > _:anon0-0 " ) ], _:x, _:anon0-0 .
_:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa :p [] ."""


@pytest.mark.parametrize("format", ["ttl", "trig"])
def test_a_node_without_a_label_gets_one_by_its_place(format: str, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text(LABELS, encoding="ascii")
    text, problems, _ = ingested(path, format)
    assert problems == []
    assert text == ingested(path, format)[0]
    assert text.count(b'"_:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa > _:anon0-0 "') == 1
    found = {node.decode() for line in text.splitlines() for node in line.split(b'"')[0].split() if node.startswith(b"_:")}
    # The three of the list and its owner, the one of the last line; and the two whose labels look like these.
    assert found == {"_:x", *(f"_:anon0-{number}" for number in range(6))}
    both = Ingest([Source(str(path), format)] * 2)
    second = b"".join(both.blocks(lambda _: False))[len(text) :]
    assert second.count(b"_:anon0-") == 1  # in the literal
    assert second.replace(b"_:anon1-", b"_:anon0-") == text


TRIPLE_TERMS = """PREFIX : <u:>
:a :says <<( [] :p "_:a "@en--ltr )>>, << _:x :p :o >> .
:a :p :o {| :since [] |} ."""


@pytest.mark.parametrize("format", ["ttl", "trig"])
def test_a_node_in_a_statement_about_a_statement_gets_a_label_by_its_place_too(format: str, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text(TRIPLE_TERMS, encoding="ascii")
    text, problems, _ = ingested(path, format)
    assert problems == []
    assert text == ingested(path, format)[0]
    # The one in the first term, the reifiers of the second and of the annotation, and what the annotation says.
    assert {*re.findall(rb"_:\S+(?= )", text.replace(b'"_:a "', b""))} == {b"_:x", *(b"_:anon0-%d" % each for each in range(4))}


RELATIVE = {
    "a fragment": ("<#a>", "/d/x.ttl#a"),
    "itself": ("<>", "/d/x.ttl"),
    "beside it": ("<b>", "/d/b"),
    "above it": ("<../b>", "/b"),
    "a query": ("<?q>", "/d/x.ttl?q"),
    "a prefix": ("PREFIX : <#> {:a}", "/d/x.ttl#a"),
    "a base within": ("@base <e/> . {<b>}", "/d/e/b"),
}


@pytest.mark.parametrize("format", ["ttl", "trig"])
@pytest.mark.parametrize("kind", RELATIVE)
def test_a_relative_iri_has_the_base_that_is_given_or_the_url_of_its_file(format: str, kind: str, tmp_path: Path) -> None:
    given, path_part = RELATIVE[kind]
    head, _, term = given.rpartition("{")
    (tmp_path / "d").mkdir()
    path = tmp_path / "d" / "x.ttl"
    path.write_text(f"{head} <u:s> <u:p> {term.rstrip('}')} .", encoding="ascii")
    for base, expected in (("http://h/d/x.ttl", f"http://h{path_part}"), (None, f"{tmp_path.as_uri()}{path_part}")):
        (text,) = Ingest([Source(str(path), format, base)]).blocks(lambda _: False)
        assert text.decode() == f"<u:s> <u:p> <{expected}> .\n"


def test_a_line_of_n_triples_has_no_base(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text("<u:s> <u:p> <b> .", encoding="ascii")
    (problem,) = ingested(path, "nt")[1]
    assert "scheme" in problem.problem


def test_removals_are_counted_and_go_no_further(tmp_path: Path) -> None:
    path = tmp_path / "delta.json"
    path.write_text('{"additions": [], "removals": [{"s": "u:s", "p": "u:p", "o": "_:o"}]}', encoding="utf-8")
    assert ingested(path, "json") == (b"", [], 1)


def test_a_packed_file_that_is_cut_is_said_and_the_next_is_read(tmp_path: Path) -> None:
    random_text = "".join(f"<http://a/{random.Random(1).getrandbits(99)}{n}> <u:p> <u:o> .\n" for n in range(5000))
    cut, whole = tmp_path / "cut.nt.gz", tmp_path / "whole.nt"
    cut.write_bytes(gzip.compress(random_text.encode())[:-20])
    whole.write_bytes(STATEMENTS)
    problems: list[PipelineError] = []
    ingest = Ingest([Source(str(cut), "nt"), Source(str(whole), "nt")])
    text = b"".join(ingest.blocks(lambda problem: problems.append(problem) is None))
    assert text.endswith(STATEMENTS)
    (problem,) = problems
    assert problem.where == str(cut)
    assert "end-of-stream" in problem.problem


@pytest.mark.parametrize("name", ["missing.nt", "."])
def test_what_is_no_file_is_said(name: str, tmp_path: Path) -> None:
    text, problems, _ = ingested(tmp_path / name, "nt")
    assert text == b""
    assert problems[0].where == str(tmp_path / name)


def test_an_ending_that_tells_no_format_is_refused() -> None:
    with pytest.raises(IngestError, match="--format"):
        source_of("data.txt", None)


def test_blocks_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(STATEMENTS * BLOCK_STATEMENTS)
    sizes = [block.count(b"\n") for block in Ingest([Source(str(path), "nt")]).blocks(lambda _: False)]
    assert sizes == [BLOCK_STATEMENTS] * 2


def test_damaged_files_come_to_an_end(tmp_path: Path) -> None:
    draw, path = random.Random(5), tmp_path / "x"
    for _ in range(150):
        damaged = bytearray(BROKEN["nt"] + BROKEN["ttl"] + STATEMENTS)
        for _ in range(draw.randrange(1, 6)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        path.write_bytes(damaged)
        for format in ("nt", "ttl", "nq", "trig", "json", "jsonl"):
            text, problems, _ = ingested(path, format, goes_on=True)
            assert text or problems


def broken_sources(folder: Path) -> list[Source]:
    for format, text in BROKEN.items():
        (folder / format).write_bytes(text)
    return [Source(str(folder / name), format) for name, format in (("nt", "nt"), ("missing", "nt"), ("ttl", "ttl"))]


@pytest.mark.parametrize("answers", [[True, True, True], [True, False], [False]])
def test_reading_ahead_changes_neither_blocks_nor_problems(answers: list[bool], tmp_path: Path) -> None:
    def told_by(ingest: Ingest) -> list[str]:
        left, told = list(answers), []

        def on_problem(problem: PipelineError) -> bool:
            told.append(str(problem))
            assert threading.current_thread() is threading.main_thread()
            return left.pop(0)

        for block in ingest.blocks(on_problem):
            told.append(block.decode())
        return told

    sources = broken_sources(tmp_path)
    assert told_by(Ahead(sources)) == told_by(Ingest(sources))


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "ingest"]


def test_a_reader_that_is_not_wanted_any_more_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(STATEMENTS * BLOCK_STATEMENTS * 10)
    blocks = Ahead([Source(str(path), "nt")]).blocks(lambda _: False)
    next(blocks)
    blocks.close()
    assert readers() == []


def test_an_error_of_the_reader_is_raised_where_its_blocks_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(STATEMENTS)
    with pytest.raises(KeyError):
        list(Ahead([Source(str(path), "no format")]).blocks(lambda _: False))
    assert readers() == []
