"""Changes the C and the contracts in small ways, and sees that no such change can be proved: make prove-mutants.

    .venv/bin/python native/proof/prove_mutants.py                            each mutant, some minutes
    .venv/bin/python native/proof/prove_mutants.py receipt "second return"    those of which that is said
    .venv/bin/python native/proof/prove_mutants.py --list                     name them
    .venv/bin/python native/proof/prove_mutants.py --page                     write native/docs/proof-mutants.md

A mutant is noticed by a goal that the unchanged files prove, and that is open with the change. A prover can't say that a goal
is false: it ends without a proof, or has used its seconds of a processor, and both count as open.
Exit status: 0 all are noticed, 1 one is not, or a text no longer applies, 2 wrong usage, 4 a program is missing.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from goals import MEASURED, SECONDS_OF_PROCESSOR, missing_packages, prove
from mutants import NATIVE, Mutant, changed_copy, mutants, trouble
from mutants_page import PAGE, page_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """`goal` is proved of the unchanged files and open here; `failure` says why there is none."""

    mutant: Mutant
    goal: str
    failure: str


@dataclass(slots=True)
class Unchanged:
    """What is proved of the unchanged files, each part of it once."""

    known: dict[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    locks: dict[tuple[str, str, str], threading.Lock] = field(default_factory=dict)

    def proved(self, mutant: Mutant) -> frozenset[str]:
        key = (mutant.part, mutant.function, mutant.goal)
        with self.lock:
            own = self.locks.setdefault(key, threading.Lock())
        with own:
            if key not in self.known:
                answer = prove(NATIVE, mutant.part, [mutant.function], goals=mutant.goal, jobs=1)
                self.known[key] = frozenset(answer.proved_goals)
        return self.known[key]


def tried(mutant: Mutant, unchanged: Unchanged) -> Outcome:
    right = unchanged.proved(mutant)
    if not right:
        return Outcome(mutant, "", f"the unchanged files prove no goal {mutant.goal} of {mutant.function}")
    with changed_copy(mutant) as copy:
        answer = prove(copy, mutant.part, [mutant.function], goals=mutant.goal, jobs=1, stops_at=right)
    opened = [each for each in answer.open_goals if each in right]
    if opened:
        return Outcome(mutant, opened[0], "")
    if answer.failure:
        return Outcome(mutant, "", f"Frama-C can't read it: {answer.failure}")
    return Outcome(mutant, "", "")


def told(outcome: Outcome) -> str:
    if outcome.goal:
        return f"noticed  {outcome.mutant.says:72} {outcome.goal}"
    return f"{'FAILED' if outcome.failure else 'PROVED':9}{outcome.mutant.says:72} {outcome.failure}"


def arguments(listed: tuple[Mutant, ...]) -> argparse.Namespace:
    description, _, examples = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="prove_mutants.py", description=description, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only mutants of which a word is said, or the function's name")
    parser.add_argument("--list", action="store_true", help="name them, and try none")
    parser.add_argument("--page", action="store_true", help="write their page anew, and try none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="mutants side by side")
    options = parser.parse_args()
    if options.jobs < 1:
        parser.error("--jobs: at least 1")
    options.chosen = [
        each for each in listed if not options.words or any(word in f"{each.says} {each.function}" for word in options.words)
    ]
    if not options.chosen:
        parser.error(f"no mutant has {' or '.join(options.words)} in it: see --list")
    return options


def outcomes(chosen: list[Mutant], jobs: int) -> Iterator[Outcome]:
    """Yield them in the order of the list."""
    unchanged = Unchanged()
    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(lambda each: tried(each, unchanged), chosen)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def main() -> int:
    listed = mutants()
    options = arguments(listed)
    if options.page:
        PAGE.write_text(page_of(listed), encoding="utf-8")
        return 0
    if options.list:
        for each in options.chosen:
            print(f"{each.function:32} {each.goal:18} {each.says}")
        return 0
    if said := list(trouble(listed)):
        print("\n".join(said), file=sys.stderr)
        return 1
    if missing := missing_packages():
        print(f"not tried, for something is missing. On Debian: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 4
    return try_all(options.chosen, options.jobs)


def try_all(chosen: list[Mutant], jobs: int) -> int:
    started, noticed = time.monotonic(), 0
    to_screen = sys.stderr.isatty()
    for number, outcome in enumerate(outcomes(chosen, jobs), 1):
        noticed += bool(outcome.goal)
        if to_screen:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        print(told(outcome), flush=True)
        if to_screen and number < len(chosen):
            print(f"{number} of {len(chosen)} tried", end="", file=sys.stderr, flush=True)
    print(
        f"{noticed} of {len(chosen)} mutants are noticed, in {time.monotonic() - started:.0f} s "
        f"(a goal has {SECONDS_OF_PROCESSOR} s of a processor with each prover; {MEASURED})"
    )
    return 0 if noticed == len(chosen) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ninterrupted: the mutants above were tried", file=sys.stderr)
        sys.exit(130)
