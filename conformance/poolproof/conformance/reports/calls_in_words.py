"""What calls of either binding have in common, in words."""

from __future__ import annotations

from typing import Final

from poolproof.spec.vocabulary import Ending

from ..judge.endings import ending_text
from ..judge.wording import Words
from ..observations import Observation
from ..operations import Placement

PLACED: Final = {
    Placement.ANYWHERE: "",
    Placement.SOILED: ", in memory that holds nonsense",
    Placement.AT_END: ", each block at the end of its page",
    Placement.AT_BEGINNING: ", each block at the beginning of its page",
}
"""How the blocks lie that a create takes."""


def in_process_of_its_own(seen: Observation, words: Words) -> str:
    """Of a step that is promised to abort: ``in a process of its own: it was killed by SIGABRT``."""
    came = f"it came back with {words.status(seen.status)}" if seen.ending == Ending.CAME_BACK else ending_text(seen)
    return f"in a process of its own: {came}"
