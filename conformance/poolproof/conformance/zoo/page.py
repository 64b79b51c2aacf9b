"""The page of the zoo, in Markdown: one table, and of each pool what it promises, where that is written, and what it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from poolproof.benchmarks.toolchain import Language

from ..reports.document import Document
from .pools import Promise, ZooPool
from .presence import install_line

_FOLDER: Final = "../poolproof/conformance/zoo/pools"
_BUILT_IN: Final = "../../spec/poolproof/spec/data/contracts"
"""Where the pools and the built-in contracts lie, as seen from the page."""

_HEAD: Final = """\
# The zoo

Real pools, out of Debian's packages and PyPI's, each judged by what its own documentation promises. What a pool does not
promise is not held against it: that boost::pool takes a double return without a word is no violation, for it never said
otherwise. So a verdict here is none on how good a pool is. It says whether pool and documentation agree.

Each pool has an adapter of at most {lines} lines that adds nothing to it, a contract, and the passages that the contract
follows. A violation is shown with the fewest steps that show it, and with the reason why it is true of the pool. Somebody
has looked for that by hand, in the pool's source, or by doing the steps without the judge. One is no pool of a package: the
listing of the [decision record](../../spec/docs/record.md), written down in C.

    make zoo

judges those that are installed, says what installs the others, and installs nothing; `ZOO_ARGS="boost"` judges those whose name
contains this. This page was made by `make zoo ZOO_ARGS="--publish"`, with seed {seed}: up to level hot, and up to shared where
the documentation says that threads may share a pool.
"""
_MARKS: Final = {"conforms": "✅ conforms", "violates": "❌ violates", "inconclusive": "❔ inconclusive"}


def zoo_page(document: Document, pools: Sequence[ZooPool], *, lines: int) -> str:
    """Return the page, which ends with a line break, of a record and the pools that it speaks of."""
    records = {each["name"]: each for each in document["pools"]}
    parts = [_HEAD.format(lines=lines, seed=document["seed"])]
    parts += ["\n".join(_table(pools, records))]
    for pool in pools:
        parts.append("\n".join(_section(pool, records.get(pool.name))).rstrip())
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _table(pools: Sequence[ZooPool], records: dict[str, Document]) -> Iterator[str]:
    yield "| pool | what it promises | verdict | violated | |"
    yield "| --- | --- | --- | --- | --- |"
    for pool in pools:
        record = records.get(pool.name)
        links = ", ".join(f"[{name}]({target})" for name, target in _links(pool))
        name = f"[{pool.title}](#{pool.name})"
        yield f"| {name} | {pool.promises} | {_verdict(record)} | {_violated(pool, record)} | {links} |"


def _links(pool: ZooPool) -> Iterator[tuple[str, str]]:
    is_built_in = pool.contract_given == pool.name
    yield "contract", f"{_BUILT_IN}/{pool.name}.toml" if is_built_in else f"{_FOLDER}/{pool.name}/contract.toml"
    yield pool.adapter.stem, f"{_FOLDER}/{pool.name}/{pool.adapter.name}"


def _verdict(record: Document | None) -> str:
    if record is None or record["why_not"] is not None:
        return "not judged yet" if record is None else "not judged"
    return _MARKS[record["verdict"]]


def _violated(pool: ZooPool, record: Document | None) -> str:
    if record is None or record["why_not"] is not None:
        return ""
    ids = [each["id"] for violation in record["violations"] for each in violation["requirements"]]
    also = [each for violation in record["violations"] for each in violation["also"]]
    told = ", ".join([*dict.fromkeys(ids), *(f"({each})" for each in dict.fromkeys(also))])
    return f"[{told}](#{pool.name})" if told else ""


def _section(pool: ZooPool, record: Document | None) -> Iterator[str]:
    yield f'<a id="{pool.name}"></a>'
    yield ""
    yield f"## {pool.title}"
    yield ""
    yield f"{pool.contract.about}. `{install_line(pool)}`{_version(pool, record)}."
    yield ""
    yield from (_cited(each) for each in pool.cited)
    yield ""
    if record is None:
        yield "Not judged yet."
    elif record["why_not"] is not None:
        yield f"Not judged: {record['why_not']}"
    else:
        yield from _outcome(pool, record)


def _version(pool: ZooPool, record: Document | None) -> str:
    version = record["version"] if record is not None else None
    if version is None:
        return ""
    whose = "PyPI's" if pool.language is Language.PYTHON else "Debian's"
    return f"; judged was {whose} {version}"


def _cited(promise: Promise) -> str:
    return f"- {promise.says}: “{promise.quote}” ({promise.document}, {promise.place})"


def _outcome(pool: ZooPool, record: Document) -> Iterator[str]:
    if record["cut_short"]:
        yield "The pool is slow, so the search was ended after some minutes: less was tried than of the others."
        yield ""
    if record["verdict"] == "conforms":
        met = f"{len(record['passed'])} requirements are met, {record['not_promised']} are not promised"
        yield f"It keeps all of it, up to level {record['level']}: {met}."
        return
    for each in record["unknown"]:
        yield f"{each['id']} could not be checked: {each['why']}."
        yield ""
    for violation in record["violations"]:
        yield from _violation(pool, violation)
    if not record["violations"]:
        met = f"{len(record['passed'])} requirements are met, {record['not_promised']} are not promised"
        yield f"Nothing is violated: {met}."


def _violation(pool: ZooPool, violation: Document) -> Iterator[str]:
    for each in violation["requirements"]:
        yield f"**{each['id']}** is violated: {each['text']}"
    if violation["also"]:
        yield f"By the same fault, as far as can be told, also {', '.join(violation['also'])}."
    yield ""
    yield "```text"
    yield from violation["steps"]
    yield f"expected  {violation['expected']}"
    yield f"observed  {violation['observed']}"
    yield "```"
    yield ""
    ids = {each["id"] for each in violation["requirements"]}
    reasons = [each.why for each in pool.blames if ids & set(each.requirements)]
    yield from reasons or ["Nobody has looked at this one yet."]
    yield ""
