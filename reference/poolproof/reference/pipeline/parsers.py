"""The packages that read for the pipeline; they are an extra, and missing ones are said by name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import ModuleType
from typing import IO, Any, Final

from poolproof.spec.pipeline_errors import IngestError, MissingPackage

FORMATS: Final = {"nt": "N_TRIPLES", "ttl": "TURTLE", "nq": "N_QUADS", "trig": "TRIG"}
"""The names of RDF formats here, which are the endings of their files, and in pyoxigraph."""


def pyoxigraph() -> ModuleType:
    """Return the parser of RDF. Raises MissingPackage."""
    try:
        import pyoxigraph as package
    except ImportError:
        raise MissingPackage("pyoxigraph") from None
    return package


def simdjson() -> ModuleType:
    """Return the parser of JSON. Raises MissingPackage."""
    try:
        import simdjson as package
    except ImportError:
        raise MissingPackage("pysimdjson") from None
    return package


HAVE_BASES: Final = ("ttl", "trig")
"""The formats with relative IRIs, and with blank nodes that have no label."""


def parse(source: IO[bytes], format: str, base: str | None = None) -> Iterator[Any]:
    """Return the quads of an RDF stream, one by one. Raises SyntaxError, and can be asked to go on after it."""
    package = pyoxigraph()
    kind, base = getattr(package.RdfFormat, FORMATS[format]), base if format in HAVE_BASES else None
    quads: Iterator[Any] = package.parse(source, format=kind, base_iri=base)
    return quads


def check_base(base: str) -> None:
    """Raises IngestError for what is no absolute IRI."""
    try:
        parse(io.BytesIO(), HAVE_BASES[0], base)
    except ValueError as problem:
        raise IngestError(f"base {base}", str(problem), "give an absolute IRI, like http://example.org/") from None


def serialize(quads: Iterator[Any], out: io.BytesIO) -> None:
    """Write quads as N-Quads. What came before an error of the iterator is written."""
    package = pyoxigraph()
    package.serialize(quads, out, format=package.RdfFormat.N_QUADS)


def canonical_term(term: str) -> str:
    """Return a term in the form that ``serialize`` gives it. Raises IngestError when it is none."""
    out = io.BytesIO()
    statement = f"<s:s> <p:p> {term} .\n"
    try:
        serialize(parse(io.BytesIO(statement.encode()), "nt"), out)
    except SyntaxError as problem:
        raise IngestError(f"term {term}", cause_of(problem), "write it as in N-Triples") from None
    return out.getvalue().decode().removeprefix("<s:s> <p:p> ").removesuffix(" .\n")


def cause_of(problem: SyntaxError) -> str:
    """Return what the parser says, without its own words on the place."""
    said = str(problem.msg)
    return said.split(": ", 1)[1] if said.startswith("Parser error") and ": " in said else said
