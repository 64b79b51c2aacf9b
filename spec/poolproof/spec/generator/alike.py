"""Whether a pool answered as it did before: all that an observation tells is compared, field by field, so none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from .layout import Layout, dimensions, layouts
from .vocabulary import Vocabulary

_TOP = """\
/* Whether two observations are alike in all that a pool answers for.
 *
 * Generated from spec/poolproof/spec/data/vocabulary.toml: change it there, and run `make generate`.
 * The generator lays it out: */
/* clang-format off */
#ifndef POOLPROOF_ALIKE_H
#define POOLPROOF_ALIKE_H

#include <stdbool.h>

#include "protocol.h"

static inline bool is_alike(const struct observation *one, const struct observation *other) {
"""


def alike_header(vocabulary: Vocabulary) -> str:
    """Return the text of ``alike.h``."""
    known = layouts(vocabulary)
    lines = [f"  if (one->{each} != other->{each}) return false;" for each in _told(known["observation"], vocabulary, known)]
    return _TOP + "\n".join([*lines, "  return true;", "}", "", "#endif", ""])


def _told(layout: Layout, vocabulary: Vocabulary, known: Mapping[str, Layout]) -> Iterator[str]:
    """Every number of the record that does not vary, as C names it. Never bytes between the fields: they hold anything."""
    for field in layout.record.fields:
        if field.varies:
            continue
        inner = known.get(field.kind.removeprefix("struct "))
        for at in product(*map(range, dimensions(field, vocabulary))):
            name = field.name + "".join(f"[{place}]" for place in at)
            yield from [name] if inner is None else (f"{name}.{each}" for each in _told(inner, vocabulary, known))
