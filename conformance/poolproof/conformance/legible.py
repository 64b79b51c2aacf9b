"""What comes from a file or a subject is text, and nothing else: the one place that makes it fit to be shown.

A name, a key, what a process said, a path: each may hold control characters, a line break, what turns the reading direction. No
output takes them as they are. What an output's own syntax would take for its own, each output escapes besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_STYLE: Final = r"(?:\x1b\[[0-9;]*m)"
_COMMAND: Final = re.compile(rf"^((?:[ \t]|{_STYLE})*)::", re.MULTILINE)
_COMMAND_ANYWHERE: Final = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_CREDENTIALS: Final = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^/?#\s@:]*:)[^\s]*@", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"([?&]password=)[^&\s]+", re.IGNORECASE)


def one_line(text: str) -> str:
    """Any text as a part of a line: line breaks are blanks, and what has no shape of its own is a replacement character."""
    return text if text.isprintable() else "".join(map(_shown, text))


def lines(text: str) -> str:
    """The same, but for its line breaks."""
    return "\n".join(map(one_line, text.split("\n")))


def without_commands(text: str, *, at_line_start: bool = True) -> str:
    """Lines of a log that no runner takes for a command of its own: those of GitHub begin with ``::``, others' with ``##``."""
    if "::" not in text and "##" not in text:
        return text
    if not at_line_start:
        head, line_break, rest = text.partition("\n")
        return _COMMAND_ANYWHERE.sub("# #", head) + line_break + without_commands(rest)
    return _COMMAND_ANYWHERE.sub("# #", _COMMAND.sub(r"\1: :", text))


def of_document(document: Any) -> Any:
    """All texts of a report, and its keys; what a process said has lines."""
    if isinstance(document, str):
        return lines(document)
    if isinstance(document, Mapping):
        return {one_line(key): of_document(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [of_document(each) for each in document]
    return document


def without_password(text: str) -> str:
    """Addresses without the passwords in them: ``redis://me:***@host``."""
    return _PASSWORD.sub(r"\1***", _CREDENTIALS.sub(r"\1***@", text)) if "://" in text else text


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else _REPLACEMENT
