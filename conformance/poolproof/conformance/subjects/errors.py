"""Why something is no subject."""

from __future__ import annotations


class SubjectError(Exception):
    """What was given can't be loaded, or is no subject. One line: the culprit, then the remedy."""

    def __init__(self, given: str, problem: str, remedy: str) -> None:
        super().__init__(f"{given}: {problem}; {remedy}")
        self.given = given
        self.problem = problem
        self.remedy = remedy
