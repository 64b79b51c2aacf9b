"""What ``make three-threads`` runs: sound pools that threads share, by three threads, in every interleaving.

The sound pools beside the planted faults of sharing, and the project's own of 16 blocks. A program that has more states than
there is time or room for is named as cut short, and is no proof. The page is written anew after each program: an interruption
loses nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import poolproof.native
from poolproof.benchmarks.toolchain import BuildError, CompilerMissing, Compilers, cache_folder
from poolproof.spec.contracts import load_contract

from ..faults.sharing import build_shared, shared_pools
from ..interleaving import Job, directed_jobs, judge_job
from ..subjects import Subject, resolve
from ..subjects.machine import MachineError
from .three_threads_page import Row, Tried, is_cut_short, page, row, rows_of

PUBLISHED: Final = Path("conformance/docs/three-threads.md")
_OWN: Final = Path("build/three-threads.md")
_THREADS: Final = 3
_SECONDS: Final = 900.0
_MEGABYTES: Final = 2048
_BLAMED, _USAGE, _CUT_SHORT, _INTERRUPTED = 1, 2, 4, 130
_OURS: Final = "native-shared"


def main(words: Sequence[str] | None = None) -> int:
    """Explore, print a line for each program, and write the page. 0: all are whole but those that the published page names as
    cut short; 1: one is blamed; 4: another one was cut short."""
    parser = _parser()
    chosen = parser.parse_args(words)
    if chosen.seconds <= 0 or chosen.megabytes < 1:
        parser.error("give more than 0 seconds, and 1 megabyte or more")
    try:
        pools = [*_pools(chosen.names)]
    except (BuildError, CompilerMissing) as error:
        print(f"poolproof: {error}", file=sys.stderr)
        return _USAGE
    if not pools:
        parser.error(f"no pool's name contains {' or '.join(chosen.names)}")
    jobs = [(name, subject, job) for name, subject in pools for job in directed_jobs(subject.contract, _THREADS)]
    return _explore(jobs, chosen.seconds, chosen.megabytes, PUBLISHED if chosen.publish else _OWN)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make three-threads", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the names of pools; other rows of the page stay  [default: all]")
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="processor time for a program  [default: %(default)g]")
    parser.add_argument("--megabytes", type=int, default=_MEGABYTES, help="memory for its states  [default: %(default)d]")
    parser.add_argument("--publish", action="store_true", help=f"write {PUBLISHED}, in place of {_OWN}")
    return parser


def _pools(names: Sequence[str]) -> Iterator[tuple[str, Subject]]:
    """Built, with their contracts. Raises BuildError or CompilerMissing."""

    def is_asked(name: str) -> bool:
        return not names or any(each in name for each in names)

    for pool in shared_pools():
        contract = load_contract(str(pool.contract))
        if pool.violates or contract.sharing.between != "threads" or not is_asked(pool.name):
            continue
        library = build_shared(pool, cache_folder("faults"), compiler=Compilers.from_environment())
        yield pool.name, replace(resolve(str(library)), contract=contract)
    if is_asked(_OURS):
        library = poolproof.native.shared_library_path()
        yield _OURS, replace(resolve(str(library)), contract=load_contract(_OURS))


def _explore(jobs: Sequence[tuple[str, Subject, Job]], seconds: float, megabytes: int, file: Path) -> int:
    rows, published = _rows_in(file), _rows_in(PUBLISHED)
    file.parent.mkdir(parents=True, exist_ok=True)
    tried: list[Tried] = []
    for name, subject, job in jobs:
        print(f"poolproof: {len(tried) + 1} of {len(jobs)}: {name}, {job}", file=sys.stderr, flush=True)
        try:
            outcome = judge_job(subject, job, seconds, megabytes=megabytes)
        except KeyboardInterrupt:
            print(f"poolproof: interrupted; {file} holds what was explored", file=sys.stderr)
            return _INTERRUPTED
        except MachineError as error:
            print(f"poolproof: {error}", file=sys.stderr)
            return _CUT_SHORT
        tried.append(Tried(name, job, outcome, seconds, megabytes))
        rows[name, str(job)] = row(tried[-1])
        print("  ".join(row(tried[-1])), flush=True)
        file.write_text(page([*rows.values()]), encoding="utf-8")
    whole = sum(each.is_whole for each in tried)
    print(f"{file}: {whole} of {len(tried)} programs are whole", flush=True)
    if any(each.told is not None for each in tried):
        return _BLAMED
    known = [each for each in tried if each.is_whole or is_cut_short(published.get((each.pool, str(each.job))))]
    return 0 if len(known) == len(tried) else _CUT_SHORT


def _rows_in(file: Path) -> dict[tuple[str, str], Row]:
    return rows_of(file.read_text(encoding="utf-8")) if file.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
