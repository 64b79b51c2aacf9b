"""W3C's tests of the formats of RDF 1.1, through the first two stages of the pipeline: what they hold must come out.

`make w3c` fetches them, and runs this. A test of a suite is one file: to be read, to be refused, or to be read as another says.
All are read twice, by both Transforms: blank nodes have no label of chance, and the words are alike.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from poolproof.native.pipeline import NativeTransform
from poolproof.reference.pipeline.dictionary import Dictionary
from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.parsers import parse
from poolproof.reference.pipeline.sources import Source
from poolproof.reference.pipeline.transform import ReferenceTransform
from poolproof.spec.pipeline_errors import PipelineError

pyoxigraph = pytest.importorskip("pyoxigraph", reason="pyoxigraph is not installed")

FOLDER = Path(os.environ.get("POOLPROOF_W3C_SUITES", "/nonexistent"))
SUITES = {"ntriples": ("nt", 68), "nquads": ("nq", 85), "turtle": ("ttl", 291), "trig": ("trig", 335)}
"""The format of each, and how many tests it has at least: a manifest that is not read is no pass."""
BASES = {"turtle": "http://www.w3.org/2013/TurtleTests/", "trig": "http://www.w3.org/2013/TriGTests/"}
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
KIND = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Test:
    __test__ = False
    name: str
    kind: str
    action: Path
    result: Path | None


def entries(suite: str) -> Iterator[Test]:
    manifest = FOLDER / suite / "manifest.ttl"
    facts: dict[str, dict[str, str]] = {}
    with manifest.open("rb") as stream:
        for quad in parse(stream, "ttl", "m:"):
            facts.setdefault(str(quad.subject), {})[quad.predicate.value] = getattr(quad.object, "value", "")
    for about, told in sorted(facts.items()):
        if (action := told.get(f"{MANIFEST}action")) is None:
            continue
        result = told.get(f"{MANIFEST}result")
        files = [None if each is None else FOLDER / suite / each.removeprefix("m:") for each in (action, result)]
        assert files[0] is not None
        yield Test(about, told[KIND].rpartition("#Test")[2], files[0], files[1])


def read(file: Path, format: str, base: str | None) -> tuple[bytes, list[PipelineError]]:
    problems: list[PipelineError] = []

    def on_problem(problem: PipelineError) -> bool:
        problems.append(problem)
        return False

    return b"".join(Ingest([Source(str(file), format, base)]).blocks(on_problem)), problems


def words(text: bytes) -> tuple[list[int], list[int]]:
    def no_problem(problem: PipelineError) -> bool:
        raise AssertionError(problem)

    told = [each.words(text, no_problem).tolist() for each in (NativeTransform(), ReferenceTransform(Dictionary()))]
    return told[0], told[1]


def statements(text: bytes) -> set[Any]:
    """Up to the labels of blank nodes. Lenient: some of the IRIs have characters that RFC 3987 leaves out."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def complaint(test: Test, format: str, base: str | None) -> str | None:
    text, problems = read(test.action, format, base)
    if "Negative" in test.kind:
        return None if problems else "is read, and must be refused"
    if problems:
        return f"is refused: {problems[0]}"
    if read(test.action, format, base)[0] != text:
        return "leaves another text each time"
    native, reference = words(text)
    if native != reference or len(native) != 3 * text.count(b"\n"):
        return "gives other words in C than in Python"
    if test.result is not None:
        wanted = statements(test.result.read_bytes())
        return None if statements(text) == wanted else "is read as something else"
    return None


@pytest.mark.skipif(not FOLDER.is_dir(), reason="W3C's tests are not here: make w3c fetches them")
@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_is_read_as_it_is_meant(suite: str) -> None:
    format, at_least = SUITES[suite]
    tests = list(entries(suite))
    assert len(tests) >= at_least
    complaints = {}
    for each in tests:
        base = BASES.get(suite)
        if (said := complaint(each, format, base and f"{base}{each.action.name}")) is not None:
            complaints[each.name] = said
    assert complaints == {}
