"""What ``make zoo`` runs: each real pool that is installed here, by what its documentation promises."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from poolproof.benchmarks.toolchain import Compilers, cache_folder
from poolproof.spec import Level, SpecError

from ..console import Console
from ..legible import one_line
from . import record
from .judging import Judged, judge_pools
from .page import zoo_page
from .pools import ADAPTER_LINES_AT_MOST, ZooPool, load_pools

PUBLISHED: Final = Path("conformance/docs")
_OWN: Final = Path("build/zoo")
_STYLES: Final = {"conforms": "green", "violates": "bold red", "inconclusive": "yellow"}
_INTERRUPTED: Final = 130


def main(words: Sequence[str] | None = None) -> int:
    """Judge, say of each pool what became of it, and write the page. 0: all that are installed were judged."""
    chosen = _parser().parse_args(words)
    try:
        everyone = load_pools()
    except SpecError as error:
        print(f"poolproof: {error}", file=sys.stderr)
        return 2
    pools = [each for each in everyone if not chosen.names or any(name in each.name for name in chosen.names)]
    if not pools:
        known = ", ".join(each.name for each in everyone)
        wanted = one_line(" or ".join(chosen.names))
        print(f"poolproof: no pool's name contains {wanted}; there are {known}", file=sys.stderr)
        return 2
    if chosen.list:
        for pool in pools:
            print(f"{pool.name:24} {pool.title}")
        return 0
    console = Console(highlight=False)
    judged, interrupted = ([], False) if chosen.page else _judge(pools, chosen.level, chosen.seed)
    if judged:
        console.print(_table(judged))
    try:
        into = _write(judged, everyone, chosen.into or (PUBLISHED if chosen.publish else _OWN), chosen.seed)
    except (OSError, ValueError) as error:
        print(f"poolproof: the page can't be written: {error}; name another folder with --into", file=sys.stderr)
        return 2
    counted = f"{sum(each.report is not None for each in judged)} of {len(pools)} judged now"
    console.print(f"{into}: {counted}", soft_wrap=True)
    return _INTERRUPTED if interrupted else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make zoo", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the names of pools  [default: all of them]")
    parser.add_argument("--level", choices=[each.value for each in Level], help="[default: hot; shared where that is promised]")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--into", type=Path, metavar="DIR", help=f"write zoo.json and zoo.md there  [default: {_OWN}]")
    parser.add_argument("--publish", action="store_true", help=f"write them into {PUBLISHED}, where the committed ones lie")
    parser.add_argument("--page", action="store_true", help="judge none, and write the page anew of what zoo.json holds")
    parser.add_argument("--list", action="store_true", help="list the pools, and judge none")
    return parser


def _judge(pools: Sequence[ZooPool], level: str | None, seed: int) -> tuple[list[Judged], bool]:
    """What was judged, and whether somebody interrupted it: what is there by then is not lost."""
    judged: list[Judged] = []

    def on_begin(pool: ZooPool) -> None:
        print(f"poolproof: {len(judged) + 1} of {len(pools)}: {pool.title}", file=sys.stderr, flush=True)

    try:
        folder, compilers = cache_folder("zoo"), Compilers.from_environment()
        for each in judge_pools(pools, folder, compilers, level=Level(level) if level else None, seed=seed, on_begin=on_begin):
            judged.append(each)
    except KeyboardInterrupt:
        print("poolproof: interrupted; what was judged is kept", file=sys.stderr, flush=True)
        return judged, True
    return judged, False


def _write(judged: Sequence[Judged], everyone: Sequence[ZooPool], folder: Path, seed: int) -> Path:
    """Write the record and the page, in which pools that were not judged now stay as they were. Raises OSError, ValueError."""
    folder.mkdir(parents=True, exist_ok=True)
    data, page = folder / "zoo.json", folder / "zoo.md"
    old: list[dict[str, Any]] = record.read(data)["pools"] if data.exists() else []
    records = record.merged([record.record_of(each) for each in judged], old, [each.name for each in everyone])
    document = record.whole(records, seed=seed)
    record.write(data, document)
    page.write_text(zoo_page(document, everyone, lines=ADAPTER_LINES_AT_MOST), encoding="utf-8")
    return page


def _table(judged: Sequence[Judged]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("pool", "verdict", "violated"):
        table.add_column(name, overflow="fold")
    for each in judged:
        if each.report is None:
            table.add_row(each.pool.name, each.why_not or "", "", style="dim")
        else:
            verdict = each.report["verdict"]
            failed = [one["id"] for one in each.report["requirements"] if one["verdict"] == "fail"]
            table.add_row(each.pool.name, verdict, ", ".join(failed), style=_STYLES[verdict])
    return table


if __name__ == "__main__":
    sys.exit(main())
