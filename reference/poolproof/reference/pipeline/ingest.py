"""Ingest, the first stage: files to blocks of statements, in the one form that ``statements`` describes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, Any, Final

from poolproof.reference.pipeline.blank_nodes import Labels
from poolproof.reference.pipeline.json_deltas import DeltaReader
from poolproof.reference.pipeline.parsers import HAVE_BASES, cause_of, parse, serialize
from poolproof.reference.pipeline.sources import JSON_FORMATS, Source
from poolproof.reference.pipeline.transform import OnProblem
from poolproof.spec.pipeline_errors import IngestError, UnreadableError

_SYNTAX_REMEDY: Final = "correct it there, or leave out such statements with --on-error skip"

BLOCK_STATEMENTS: Final = 4096
"""In one block: what is in memory at a time is a block, whatever the length of the input."""

Place = Callable[[int | None], str]
"""The words for a line that the parser names, or for the whole input."""


class Ingest:
    """Reads sources one after the other. ``removals`` counts the statements of deltas that are no additions."""

    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources
        self.removals = 0

    def blocks(self, on_problem: OnProblem) -> Iterator[bytes]:
        """Yield blocks of whole lines.

        A syntax error is given to ``on_problem``, after what was read before it was yielded. When that returns True, the
        statement at fault is dropped, and reading goes on after it (a file that can't be read further is at its end then);
        else nothing more is read.
        """
        try:
            for number, source in enumerate(self._sources):
                yield from self._blocks_of(number, source, on_problem)
        except _EndedError:
            return

    def _blocks_of(self, number: int, source: Source, on_problem: OnProblem) -> Iterator[bytes]:
        try:
            stream = source.open()
        except IngestError as problem:
            _tell(on_problem, problem)
            return
        with stream:
            if source.format in JSON_FORMATS:
                yield from self._delta_blocks(source, stream, on_problem)
                return
            quads = parse(stream, source.format, source.base_iri)
            blocks = _rdf_blocks(_line(source.name), quads, on_problem)
            yield from map(Labels(number).by_position, blocks) if source.format in HAVE_BASES else blocks

    def _delta_blocks(self, source: Source, stream: IO[bytes], on_problem: OnProblem) -> Iterator[bytes]:
        reader = DeltaReader()
        for where, document in _documents(source, stream, on_problem):
            try:
                delta = reader.read(document, where)
            except IngestError as problem:
                _tell(on_problem, problem)
                continue
            yield from _rdf_blocks(_entry(where, "additions"), parse(io.BytesIO(delta.additions), "nt"), on_problem)
            for block in _rdf_blocks(_entry(where, "removals"), parse(io.BytesIO(delta.removals), "nt"), on_problem):
                self.removals += block.count(b"\n")


def _documents(source: Source, stream: IO[bytes], on_problem: OnProblem) -> Iterator[tuple[str, bytes]]:
    """Yield each JSON document with the words for its place."""
    try:
        if source.format == "json":
            yield source.name, stream.read()
            return
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield f"{source.name}: line {number}", line
    except (OSError, EOFError, zlib.error) as problem:
        _tell(on_problem, _unreadable(source.name, problem))


def _line(name: str) -> Place:
    return lambda number: name if number is None else f"{name}: line {number}"


def _entry(where: str, key: str) -> Place:
    """Each entry of a delta was made a line."""
    return lambda number: where if number is None else f"{where}: {key}[{number - 1}]"


def _rdf_blocks(place: Place, quads: Iterator[Any], on_problem: OnProblem) -> Iterator[bytes]:
    """Yield blocks until the parser has no more."""
    at_end = False
    while not at_end:
        out = io.BytesIO()
        error: IngestError | None = None
        try:
            serialize(islice(quads, BLOCK_STATEMENTS), out)
            at_end = out.tell() == 0
        except SyntaxError as problem:  # the parser goes on behind the statement at fault
            error = IngestError(place(problem.lineno), cause_of(problem), _SYNTAX_REMEDY)
        except (OSError, EOFError, zlib.error) as problem:
            error = _unreadable(place(None), problem)
            at_end = True
        if out.tell():
            yield out.getvalue()
        if error is not None:
            _tell(on_problem, error)


class _EndedError(Exception):
    """``on_problem`` said so."""


def _tell(on_problem: OnProblem, problem: IngestError) -> None:
    if not on_problem(problem):
        raise _EndedError


def _unreadable(where: str, problem: Exception) -> UnreadableError:
    return UnreadableError(where, f"can't be read further: {problem}", "give a whole file")
