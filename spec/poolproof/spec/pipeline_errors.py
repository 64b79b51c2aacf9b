"""What can go wrong in a pipeline: errors that name the culprit and the remedy, each on one line."""

from __future__ import annotations

from collections.abc import Sequence

from poolproof.spec.hot_part import Hook


class PipelineError(Exception):
    """``where`` is the file or the part at fault, ``problem`` what is wrong with it, ``remedy`` what would help."""

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(where, problem, remedy)  # all three, so that a copy in another process is whole
        self.where = where
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(f"{self.where}: {self.problem}; {self.remedy}".split())  # what came from a file may hold line breaks


class IngestError(PipelineError):
    """An input can't be read, or breaks the syntax of its format; ``where`` is the file and the line."""


class UnreadableError(IngestError):
    """An input can't be opened, or not be read to its end: what it holds is not known."""


class HashCollision(PipelineError):  # noqa: N818 - named like what happened
    """Two terms have the same hash (PIPE-2): what hooks say of one would hold for the other."""


class HookError(PipelineError):
    """A hook can't be understood, or there are too many of them."""


class LogError(PipelineError):
    """The log can't be opened, written or trusted."""


class MissingPackage(PipelineError):  # noqa: N818 - named like what happened
    """A package of the extra ``pipeline`` is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name, "this package is not installed, and the pipeline reads with it", "pip install 'poolproof[pipeline]'"
        )

    def __reduce__(self) -> tuple[type[MissingPackage], tuple[str]]:
        return type(self), (self.where,)  # Exception's own would call the class with all three


def collision(hash: int, known: bytes, term: bytes) -> HashCollision:
    """Return the error for a term whose hash is that of a known one."""
    return HashCollision(
        f"hash {hash:#018x}",
        f"the terms {known.decode()} and {term.decode()} both have it",
        "the statement with the second is refused: rename one of them, or leave it out with --on-error skip",
    )


def not_a_statement(line: bytes) -> IngestError:
    """Return the error for a line that Transform can't take apart."""
    return IngestError(
        line.decode(errors="replace"), "no subject, predicate and object", "triple terms of RDF 1.2 are not supported"
    )


def require_receipts_for(hooks: Sequence[Hook], receipts: int) -> None:
    """Raise HookError when one operation could need more receipts than a pool has: emitting early would not help."""
    most = sum(hook.most_receipts() for hook in hooks)
    if most > receipts:
        raise HookError(
            f"{len(hooks)} hooks", f"one operation could need {most:,} receipts, and the pool has {receipts:,}", "give fewer"
        )
