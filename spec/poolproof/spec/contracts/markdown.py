"""The language of contracts as one Markdown document, the same text for the same data."""

from __future__ import annotations

from collections.abc import Iterator

from poolproof.spec.contracts.derived import always_promised
from poolproof.spec.contracts.language import ROOT, Key, TableOfKeys, language

_INTRODUCTION = """# The language of contracts

A contract is a TOML file that says what a pool promises. `poolproof verify SUBJECT --contract FILE` judges a pool by one; a
library may carry its own as the text that `pp_contract()` answers, a Python class as its attribute `contract`.

What it does not promise is not judged: its requirements are `not_promised`, which is never a pass. An unknown key, a wrong
type, a value that is not listed and a contradiction are refused, with file, key and remedy.

`CODE` is an integer other than 0, or the name of a Python exception: exactly this answer. `refused` alone is any answer but 0.
`ignored`: the answer is not looked at, and nothing changes. `aborts`: the process ends, by a signal or a status other than 0.
`undefined`: never tried.

Under each table stands, key by key, which requirements judge the promise (`poolproof explain ID` says why they exist), why one
promises it, and the mistake that is made most often. A whole contract is made from a blank file in
[Write a contract for your pool](../../conformance/docs/how-to/contract.md).

With `based_on` tables are merged key by key, arrays are replaced, and defaults come last. `contract` and `name` stand in
every file; what else must be there may come from the base. `size = false`, `sequence = false`, `hot = false` and
`cost = false`, above the first table, take away what the base has."""


def language_as_markdown() -> str:
    """Return every table and key, what each takes and its default, as a document that ends with a line break."""
    always = f"Whatever a contract says, every pool is judged by {', '.join(always_promised())}."
    parts = [_INTRODUCTION, always]
    for table in language().values():
        parts += [_title(table), table.about, _keys(table), *_promises(table)]
    return "\n\n".join(parts) + "\n"


def _title(table: TableOfKeys) -> str:
    return "## The file" if table.name == ROOT else f"## [{table.name}]"


def _keys(table: TableOfKeys) -> str:
    rows = [["key", "takes", "default", "meaning"], ["---"] * 4]
    rows += [[f"`{key.name}`", _takes(key), _default(key), key.meaning] for key in table.keys.values()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _promises(table: TableOfKeys) -> Iterator[str]:
    """Of each key what is judged by it, why one promises it, and the usual mistake, as one list."""
    promises = [f"- `{key.name}`: {' '.join(_sentences(key))}" for key in table.keys.values() if any(_sentences(key))]
    if promises:
        yield "\n".join(promises)


def _sentences(key: Key) -> Iterator[str]:
    if key.judged is not None:
        yield f"Judged by {', '.join(key.judged)}." if key.judged else "Nothing is judged by it yet."
    if key.because:
        yield f"Why: {key.because}"
    if key.mistake:
        yield f"Usual mistake: {key.mistake}"


def _takes(key: Key) -> str:
    return ", ".join(_forms(key))


def _forms(key: Key) -> Iterator[str]:
    first, last = (f"{end:,g}" if key.kind == "number" else f"{int(end):,}" for end in key.range)
    match key.kind:
        case "integer" | "number":
            yield first if first == last else f"{first} to {last}"
        case "power-of-two":
            yield f"a power of two up to {last}"
        case "counts":
            yield f"two integers, {first} to {last}"
        case "place":
            yield from (f"{first} to {last}", "`false`")
        case "flag":
            yield from ("`true`", "`false`")
        case "line":
            yield "one line"
        case "answer":
            yield from ('`"refused"`', '`"refused:CODE"`')
    if key.flags:
        yield from ("`true`", "`false`")
    yield from (f'`"{word}"`' for word in key.words)
    if key.kind == "fill":
        yield '`"0xNN"`'


def _default(key: Key) -> str:
    if key.must:
        return "must be there"
    if key.default_key is not None:
        return f"`{key.default_key}`" if key.kind != "counts" else f"`[{key.default_key}, {key.default_key}]`"
    if isinstance(key.default, bool):
        return f"`{str(key.default).lower()}`"
    return f'`"{key.default}"`' if isinstance(key.default, str) else f"`{key.default}`"
