"""A report as one HTML file that needs nothing else: no network, no script. Several reports make a comparison.

The templates and the style beside this file (``page/``) say how it looks; what they draw is worked out in ``plots.py``.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from .changes import frames_of
from .comparison import Change, compare
from .document import (
    MET_IN_VAIN,
    MET_SO_FAR,
    Document,
    Example,
    effort,
    ended_early,
    examples,
    headline,
    levels,
    shown_verdict,
    verdict_words,
)
from .history import Entry
from .plots import history_plot, instruction_bars, tick_plots

_FRAMES_SHOWN: Final = (40, 12, 4, 1, 0)
"""Of each counterexample, the last: fewer, where a pool does so much wrong that the page would be too large to send around."""
_CELLS_AT_MOST: Final = 9000
"""A buffer that is drawn takes some 70 bytes of the page, which is to stay well below a megabyte."""
_CELLS_A_FRAME: Final = 12
"""What a frame takes besides its buffers, in their measure."""
_PAGE: Final = Path(__file__).parent / "page"
_MARKS: Final = {
    "pass": "✓",
    "fail": "✗",
    "unknown": "?",
    "skipped": "·",
    "not_promised": "-",
    "absent": "·",
    MET_SO_FAR: "~",
    "met": "✓",
    MET_IN_VAIN: "·",
    "violated": "✗",
    "not asked for": "·",
    "conforms": "✓",
    "violates": "✗",
    "inconclusive": "?",
}
_TONES: Final = {
    MET_SO_FAR: "skipped",
    "met": "pass",
    MET_IN_VAIN: "skipped",
    "violated": "fail",
    "not asked for": "skipped",
    "conforms": "pass",
    "violates": "fail",
    "inconclusive": "unknown",
    "absent": "skipped",
    Change.BROKEN: "fail",
    Change.FIXED: "pass",
    Change.GAINED: "pass",
}


def html(documents: Sequence[Document], history: Sequence[Entry] = ()) -> str:
    """The page of one report, with the history of its subject; or of several beside each other."""
    environment = _environment()
    if len(documents) > 1:
        return environment.get_template("comparison.html.jinja").render({"found": compare(documents)})
    return environment.get_template("report.html.jinja").render(_report(documents[0], history))


def _report(document: Document, history: Sequence[Entry]) -> dict[str, object]:
    found = examples(document)
    frames_shown = next(number for number in _FRAMES_SHOWN if _cells_drawn(found, number) <= _CELLS_AT_MOST)
    return {
        "document": document,
        "headline": headline(document),
        "effort": effort(document),
        "levels": levels(document),
        "ended_early": ended_early(document),
        "examples": found,
        "frames_shown": frames_shown,
        "has_pictures": _cells_drawn(found, frames_shown) > 0,
        "lent": _lent(found),
        "instructions": instruction_bars(document),
        "ticks": tick_plots(document),
        "history": history_plot(history) if history else None,
        "again": shlex.join(["poolproof", "verify", document["subject"]["given"], *_options(document)]),
    }


def _options(document: Document) -> list[str]:
    given = document["contract"]["given"]
    by = [] if given is None else ["--contract", given]
    return [*by, "--level", document["level"], "--seed", str(document["seed"])]


def _lent(found: Sequence[Example]) -> str:
    """What the pool lends, as its pictures call it."""
    pictures = [each.counterexample.get("picture", {}) for each in found]
    words = next((each["words"] for each in pictures if "words" in each), {"block": "buffer"})
    return f"{words['block']}s".capitalize()


def _cells_drawn(found: Sequence[Example], frames_shown: int) -> int:
    """How much there is to draw when so many frames of each counterexample are."""
    frames = [frame for example in found for frame in frames_of(example.counterexample, frames_shown)]
    pools = [(drawn, frame.is_whole) for frame in frames for drawn in frame.pools]
    cells = sum(len(drawn.cells) + (len(drawn.pool["free"]) if is_whole else 0) for drawn, is_whole in pools)
    return _CELLS_A_FRAME * (len(frames) + len(pools)) + cells


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["style"] = Markup((_PAGE / "style.css").read_text(encoding="utf-8"))
    environment.filters["mark"] = lambda word: _MARKS.get(word, "")
    environment.filters["tone"] = lambda word: _TONES.get(word, word)
    environment.filters["words"] = verdict_words
    environment.filters["prose"] = _prose
    environment.filters["buffer"] = lambda number: f"b{number + 1}"
    environment.filters["frames"] = frames_of
    environment.filters["shown"] = shown_verdict
    return environment


def _prose(text: str) -> Markup:
    """Words of the specification, with what it sets in code set in code."""
    parts = [Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(text.split("`"))]
    return Markup("").join(parts)
