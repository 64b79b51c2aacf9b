"""What the worker's compiler reads: the vocabulary, and a proof that it lays the records as Python reads them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from .layout import layouts
from .vocabulary import OUTCOMES, EntrySet, Enumeration, Field, Record, Vocabulary

_WIDTH: Final = 128
_COMMENTS_AT_MOST: Final = 56
"""The column at which the comments of a block begin, at most: a longer line is no reason to push all the others aside."""

_GENERATED: Final = (
    " * Generated from spec/poolproof/spec/data/vocabulary.toml: change it there, and run `make generate`.\n"
    " * The generator lays it out: */\n"
    "/* clang-format off */\n"
)
_TOP: Final = (
    "/* What the harness and the worker share: one mapping, written by one side at a time.\n"
    " *\n"
    " *   harness: writes operations, sends one byte   -->  worker: runs them in order, writes one observation each\n"
    " *   harness: reads observations                  <--  worker: sends one byte\n"
    " *\n"
    " * The worker stores `begun` before it enters the subject, so that an operation that never ends is known by its place.\n"
    " *\n" + _GENERATED
)


def protocol_header(vocabulary: Vocabulary) -> str:
    """Return the text of ``protocol.h``."""
    parts = [
        "#ifndef POOLPROOF_PROTOCOL_H\n#define POOLPROOF_PROTOCOL_H\n\n#include <stdint.h>",
        "\n".join(_limits(vocabulary)),
        *("\n".join(_enumeration(each)) for each in vocabulary.enumerations),
        "\n".join(_sets(vocabulary.sets)),
        *("\n".join(_record(each)) for each in vocabulary.records),
        "#endif\n",
    ]
    return _TOP + "\n\n".join(parts)


def layout_header(vocabulary: Vocabulary) -> str:
    """Return the text of ``protocol_layout.h``."""
    lines = [
        "/* The compiler lays the records of protocol.h as Python reads them, or there is no worker.",
        " *",
        _GENERATED + "#ifndef POOLPROOF_PROTOCOL_LAYOUT_H",
        "#define POOLPROOF_PROTOCOL_LAYOUT_H",
        "",
        "#include <stddef.h>",
        "",
        '#include "protocol.h"',
        "",
        '#define LIES_AT(record, field, offset) _Static_assert(offsetof(struct record, field) == (offset), #record "." #field)',
    ]
    for layout in layouts(vocabulary).values():
        name = layout.record.name
        lines += ["", f'_Static_assert(sizeof(struct {name}) == {layout.bytes}, "{name}");']
        lines += [f"LIES_AT({name}, {place.field.name}, {place.offset});" for place in layout.places]
    return "\n".join([*lines, "", "#endif", ""])


def _limits(vocabulary: Vocabulary) -> Iterator[str]:
    yield "enum {"
    lines = [(f"  {limit.name} = {limit.value},", limit.text) for limit in vocabulary.limits]
    yield from _commented([*lines, (f"  {OUTCOMES} = {vocabulary.numbers[OUTCOMES]}", "statuses of the binding")], "  ")
    yield "};"


def _enumeration(each: Enumeration) -> Iterator[str]:
    yield from _comment(each.text, "")
    yield f"enum {each.name} {{"
    last = each.entries[-1]
    lines = [(f"  {each.prefix}_{entry.name} = {entry.value}{',' * (entry is not last)}", entry.text) for entry in each.entries]
    yield from _commented(lines, "  ")
    yield "};"
    if each.count is not None:
        yield f"enum {{ {each.count} = {len(each.entries)} }};"


def _sets(sets: Iterable[EntrySet]) -> Iterator[str]:
    yield "/* Some of an enumeration, as bits: one is among them where SOME >> one & 1. */"
    yield "enum {"
    lines = []
    for each in sets:
        bits = " | ".join(f"1 << {each.of.prefix}_{name}" for name in each.entries)
        lines.append((f"  {each.name} = {bits},", each.text))
    for line, text in lines:
        yield from _comment(text, "  ")
        yield from textwrap.wrap(line, _WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield "};"


def _record(record: Record) -> Iterator[str]:
    yield from _comment(record.text, "")
    yield f"struct {record.name} {{"
    yield from _commented([(f"  {_declared(field)};", field.text) for field in record.fields], "  ")
    yield "};"


def _declared(field: Field) -> str:
    return f"{field.kind} {field.name}" + "".join(f"[{count}]" for count in field.counts)


def _commented(lines: list[tuple[str, str | None]], indent: str) -> Iterator[str]:
    """Lines of a block with their comments: behind them, all at one column, or above where there is no room."""
    column = 1 + max((len(code) for code, text in lines if text and len(code) < _COMMENTS_AT_MOST), default=0)
    for code, text in lines:
        if text is None:
            yield code
        elif max(column, len(code) + 1) + len(text) + 6 <= _WIDTH:
            yield f"{code:<{column - 1}} /* {text} */"
        else:
            yield from _comment(text, indent)
            yield code


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(f"/* {text} */", _WIDTH, initial_indent=indent, subsequent_indent=indent + " * ")
