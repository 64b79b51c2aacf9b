"""What Python imports: the enumerations and records of the vocabulary, and how records lie in the shared mapping."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from .layout import Layout, Place, layout_of, layouts, numbers, struct_format
from .vocabulary import NUMBER_BYTES, OUTCOMES, EntrySet, Enumeration, Field, Limit, Record, Vocabulary

_WIDTH: Final = 128
_WORD_BYTES: Final = 8
_GENERATED: Final = "Generated from data/vocabulary.toml: change it there, and run ``make generate``."


def vocabulary_module(vocabulary: Vocabulary) -> str:
    """Return the text of ``vocabulary.py``."""
    known = layouts(vocabulary)
    parts = [
        f'"""The words in which a pool is asked for something, and what came of it is said.\n\n{_GENERATED}\n"""\n\n'
        "from __future__ import annotations\n\nimport enum\nfrom collections.abc import Mapping\n"
        "from typing import Final, NamedTuple\n",
        "".join(map(_limit, vocabulary.limits))
        + _limit(Limit(OUTCOMES, vocabulary.numbers[OUTCOMES], "statuses of the binding")),
        *map(_enumeration, vocabulary.enumerations),
        "\n".join(f"{each.count}: Final = {len(each.entries)}" for each in vocabulary.enumerations if each.count) + "\n",
        "\n".join(map(_set, vocabulary.sets)),
        _block_fields(vocabulary),
        *(_named_tuple(record.python, known[record.name], known) for record in vocabulary.records if record.python),
    ]
    return parts[0] + "\n" + "\n\n".join([parts[1].rstrip("\n") + "\n", *parts[2:]])


def status_module(vocabulary: Vocabulary) -> str:
    """Return the text of ``status.py``."""
    members = "".join(f"    {entry.name} = {entry.value}\n{_doc(entry.text, '    ')}" for entry in vocabulary.statuses)
    return (
        '"""The statuses of the binding.\n\n'
        'Generated from data/statuses.toml: change it there, and run ``make generate``.\n"""\n\n'
        "from __future__ import annotations\n\nimport enum\n\n\n"
        "class Status(enum.IntEnum):\n"
        '    """What an operation that can refuse answers: the values of ``enum bp_status``."""\n\n' + members
    )


def wire_module(vocabulary: Vocabulary) -> str:
    """Return the text of ``wire.py``."""
    known = layouts(vocabulary)
    lines = [
        '"""How the records lie in the mapping that harness and worker share; the worker\'s compiler proves it.',
        "",
        f'{_GENERATED}\n"""',
        "",
        "from __future__ import annotations\n\nimport struct\nfrom collections.abc import Mapping\nfrom typing import Final",
        "",
        'U32: Final = struct.Struct("<I")',
        'U64: Final = struct.Struct("<Q")',
        "",
    ]
    shared = known.pop("shared")
    for name, layout in known.items():
        lines.append(f'{name.upper()}: Final = struct.Struct("{struct_format(layout, known)}")')
    lines += ["", f"SHARED_BYTES: Final = {shared.bytes}"]
    lines += ["", "NUMBERS: Final[Mapping[str, tuple[int, struct.Struct]]] = {"]
    lines += [f'    "{name}": ({offset}, {code}),' for name, offset, code in _single_numbers(shared)]
    lines += ["}", '"""Where a number of ``struct shared`` lies, and what reads it."""']
    lines += ["", "PLACES: Final[Mapping[str, int]] = {"]
    lines += [f'    "{place.field.name}": {place.offset},' for place in shared.places if not _is_number(place.field)]
    lines += ["}", '"""Where an array or a record of ``struct shared`` begins."""', ""]
    return "\n".join(lines)


def _single_numbers(shared: Layout) -> Iterator[tuple[str, int, str]]:
    codes = {"uint32_t": "U32", "uint64_t": "U64"}
    for place in shared.places:
        if _is_number(place.field):
            yield place.field.name, place.offset, codes[place.field.kind]


def _is_number(field: Field) -> bool:
    return not field.counts and field.kind in NUMBER_BYTES


def _limit(limit: Limit) -> str:
    return f"{limit.name}: Final = {limit.value}\n{_doc(limit.text, '')}"


def _enumeration(each: Enumeration) -> str:
    base = "IntFlag" if each.is_flags else "IntEnum"
    lines = f"class {each.python}(enum.{base}):\n{_doc(each.text, '    ')}\n"
    if each.is_flags:
        lines += "    NONE = 0\n"
    for entry in each.entries:
        lines += f"    {entry.name} = {entry.value}\n{_doc(entry.text, '    ')}"
    return lines


def _set(each: EntrySet) -> str:
    inside = ", ".join(f"{each.of.python}.{name}" for name in each.entries)
    line = f"{each.name}: Final = frozenset({{{inside}}})"
    if len(line) > _WIDTH:
        line = f"{each.name}: Final = frozenset(\n    {{{inside}}}\n)"
    return f"{line}\n{_doc(each.text, '')}"


def _block_fields(vocabulary: Vocabulary) -> str:
    """Where the parts of a block lie that have a name: the elements of an array of words each, one of bytes as a whole."""
    lines = ["class BlockField(NamedTuple):", '    """A part of what a pool lends. In bytes."""', ""]
    lines += ["    name: str", "    offset: int", "    bytes: int", "", ""]
    lines += ["BLOCK_FIELDS: Final[Mapping[LentKind, tuple[BlockField, ...]]] = {"]
    for block in vocabulary.blocks:
        lines.append(f"    LentKind.{block.of}: (")
        for place in layout_of(block.record, vocabulary).places:
            lines += [f'        BlockField("{name}", {at}, {size}),' for name, at, size in _named_parts(place)]
        lines.append("    ),")
    lines.append("}")
    for name, unit in (("BLOCK_BYTES", 1), ("BLOCK_WORDS", _WORD_BYTES)):
        sizes = (f"LentKind.{each.of}: {layout_of(each.record, vocabulary).bytes // unit}" for each in vocabulary.blocks)
        lines.append(f"{name}: Final[Mapping[LentKind, int]] = {{{', '.join(sizes)}}}")
    lines += ['"""Words of 64 bits."""', ""]
    return "\n".join(lines)


def _named_parts(place: Place) -> Iterator[tuple[str, int, int]]:
    size = NUMBER_BYTES[place.field.kind]
    if size == 1 or not place.field.counts:
        yield place.field.name, place.offset, place.bytes
        return
    for nth in range(place.bytes // size):
        yield f"{place.field.name}[{nth}]", place.offset + nth * size, size


def _named_tuple(name: str, layout: Layout, known: dict[str, Layout]) -> str:
    lines = f"class {name}(NamedTuple):\n{_doc(layout.record.text, '    ')}\n"
    for number in numbers(layout, known):
        kind = number.field.of or "int"
        default = "" if _is_required(layout.record, number.field) else f" = {number.field.default}"
        lines += f"    {number.name}: {kind}{default}\n{_doc(number.field.text, '    ')}"
    return lines


def _is_required(record: Record, field: Field) -> bool:
    return field.is_required and field in record.fields


def _doc(text: str | None, indent: str) -> str:
    """A docstring of one sentence, or nothing."""
    if text is None:
        return ""
    first = text.split()[0]
    begun = text if "_" in first or "`" in first else text[0].upper() + text[1:]
    sentence = begun.replace("`", "``") + "." * (not text.endswith("."))
    return "\n".join(textwrap.wrap(f'"""{sentence}"""', _WIDTH, initial_indent=indent, subsequent_indent=indent)) + "\n"
