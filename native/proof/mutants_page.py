"""The page of the mutants, native/docs/proof-mutants.md: what stands in mutants.toml, to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goals import SECONDS_OF_PROCESSOR
from mutants import NATIVE, Mutant

PAGE = NATIVE / "docs" / "proof-mutants.md"

_HEAD = """\
# Changes that can't be proved

A proof that nothing can fail proves nothing. So {count} small changes, of the shipped C and of what is claimed of it, are
tried. Each leaves a goal open that is proved without it. What is changed to what, stands in `native/proof/mutants.toml`. To try
them all, or those of which a word is said:

    make prove-mutants
    make prove-mutants PROVE_ARGS=receipt

Each is made in a copy, and the shipped files stay as they are. A text that no longer stands in its file exactly once fails the
run, and `make test`. It runs every night.

A prover can't say that a goal is false. It ends without a proof, or it has used the {seconds} seconds of a processor that it is
given for a goal, and both count as open. The goals of the unchanged files are proved within the same seconds, and that is
looked up in the same run. No clock is asked, so a busy machine makes no change look noticed.
"""


def page_of(listed: Sequence[Mutant]) -> str:
    """Return the page, as it has to stand there."""
    parts = {
        "Changes of the C": [each for each in listed if not each.is_of_contract],
        "Changes of what is claimed": [each for each in listed if each.is_of_contract],
    }
    text = _HEAD.format(count=len(listed), seconds=SECONDS_OF_PROCESSOR)
    for title, rows in parts.items():
        text += f"\n## {title}\n\n| with the change | not proved of | goal |\n|---|---|---|\n" + "".join(_rows(rows))
    return text


def _rows(rows: Sequence[Mutant]) -> Iterator[str]:
    for each in rows:
        goals = ", ".join(f"`{goal}`" for goal in each.goal.split(","))
        yield f"| {each.says} | `{each.function}` | {goals} |\n"
