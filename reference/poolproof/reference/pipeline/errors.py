"""What can go wrong in a pipeline: errors that name the culprit and the remedy, each on one line."""

from __future__ import annotations


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
