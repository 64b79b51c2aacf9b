"""A report as a badge: one SVG picture for a README."""

from __future__ import annotations

from html import escape
from typing import Final

from .document import Document, requirements

_LABEL: Final = "poolproof"
_CHARACTER_WIDTH, _PADDING = 6.6, 7.0
_COLOURS: Final = {"conforms": "#1f7a3a", "violates": "#b3261e", "inconclusive": "#7a5c00"}
"""White on each of them has a contrast of more than 4.5."""


def badge(document: Document) -> str:
    """The picture, text and all: it looks the same whatever fonts there are."""
    text = _text(document)
    left, right = _width(_LABEL), _width(text)
    whole, name = left + right, f"{_LABEL}: {text}"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{whole:g}" height="20" role="img" aria-label="{escape(name)}">
  <title>{escape(name)}</title>
  <clipPath id="round"><rect width="{whole:g}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="{left:g}" height="20" fill="#444"/>
    <rect x="{left:g}" width="{right:g}" height="20" fill="{_COLOURS[document["verdict"]]}"/>
  </g>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    {_part(_LABEL, left / 2, left)}
    {_part(text, left + right / 2, right)}
  </g>
</svg>
"""


def _text(document: Document) -> str:
    if document["verdict"] == "violates":
        failed = [each["id"] for each in requirements(document, "fail")]
        return f"violates {failed[0]}" if len(failed) == 1 else f"violates {len(failed)} requirements"
    if document["verdict"] == "inconclusive":
        return "inconclusive"
    # A run of some requirements only (-k) reaches no level.
    return f"conforms at {document['conforms_at']}" if document["conforms_at"] else "conforms in part"


def _width(text: str) -> float:
    return round(len(text) * _CHARACTER_WIDTH + 2 * _PADDING, 1)


def _part(text: str, middle: float, width: float) -> str:
    length = width - 2 * _PADDING
    return f'<text x="{middle:g}" y="14" textLength="{length:g}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
