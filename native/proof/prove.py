"""Proves the shipped files of the pool of 192 bytes, and of the pool of blocks, with Frama-C/WP: make prove.

    .venv/bin/python native/proof/prove.py                       all of it, minutes
    .venv/bin/python native/proof/prove.py --quick               a part of it, seconds of a processor
    .venv/bin/python native/proof/prove.py inline.c:bp_inline_get_soa,bp_inline_index      these functions; lemmas: the lemmas
    .venv/bin/python native/proof/prove.py --sources COPY operations.c                     of a changed copy of native/

What is proved, what is trusted and why, stands in proof.toml. Exit status: 0 proved but for what is trusted, 1 a goal is
open, or something is neither proved nor listed, 2 wrong usage, 4 a program is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from goals import LEMMAS, MEASURED, SECONDS_OF_PROCESSOR, missing_packages, prove
from listed import HERE, Part, Trusted, not_covered, parts_and_trusted

NATIVE = HERE.parent
Task = tuple[str, tuple[str, ...]]


def arguments(parts: tuple[Part, ...]) -> argparse.Namespace:
    description, _, examples = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="prove.py", description=description, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="*", metavar="PART[:FUNCTION,…]", help=f"of {', '.join(each.file for each in parts)}")
    parser.add_argument("--quick", action="store_true", help="prove a part of it alone")
    parser.add_argument("--sources", type=Path, default=NATIVE, metavar="DIR", help="a folder like native/ in place of it")
    parser.add_argument("--check", action="store_true", help="say what is missing here, and prove nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="provers side by side")
    options = parser.parse_args()
    if not (options.sources / "proof").is_dir():
        parser.error(f"{options.sources} has no folder proof: name a copy of native/")
    if options.jobs < 1:
        parser.error("--jobs: at least 1")
    known = {each.file: each.functions for each in parts}
    for each in options.only:
        file, _, names = each.partition(":")
        if file not in known:
            parser.error(f"there is no part {file}: {', '.join(known)}")
        if unknown := set(filter(None, names.split(","))) - {*known[file], LEMMAS}:
            parser.error(f"{file} proves no {', '.join(sorted(unknown))}: {', '.join(known[file])}")
    return options


def what_is_missing(whole: bool) -> str:
    if packages := missing_packages():
        return f"on Debian, apt-get install {' '.join(packages)}"
    if whole and importlib.util.find_spec("z3") is None:
        return "z3 for Python, which make prove installs (.venv/bin/pip install z3-solver)"
    return ""


def tasks(options: argparse.Namespace, parts: tuple[Part, ...]) -> Iterator[Task]:
    if options.only:
        known = {each.file: each.functions for each in parts}
        for each in options.only:
            file, _, names = each.partition(":")
            yield file, tuple(filter(None, names.split(","))) or known[file]
        return
    for part in parts:
        if part.has_lemmas and not (options.quick and part is not parts[0]):
            yield part.file, (LEMMAS,)
        if functions := part.quick if options.quick else part.functions:
            yield part.file, functions


def run(sources: Path, task: Task, jobs: int) -> tuple[int, int, list[str]]:
    """Prove, tell the goals of each function, and return how many are proved, how many there are, and what is open."""
    file, functions = task
    to_screen = sys.stderr.isatty()

    def tell(goals: int) -> None:
        if to_screen:
            print(f"\r{file}: {goals} goals tried", end="", file=sys.stderr, flush=True)

    tell(0)
    answer = prove(sources, file, functions, jobs=jobs, tell=tell)
    if to_screen:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    print(file)
    for name in functions:
        print(f"  {name:32}{answer.proved[name]:5} / {answer.goals[name]}", flush=True)
    return answer.proved.total(), answer.goals.total(), [f"{file}: {each}" for each in answer.trouble(functions)]


def run_index_lemma() -> tuple[int, int, list[str]]:
    """The one proof that is not Frama-C's: of pool_index, by bit vectors."""
    found = subprocess.run([sys.executable, HERE / "index_lemma.py"], capture_output=True, text=True, check=False)
    claims = [line for line in found.stdout.splitlines() if " s  " in line]
    proved = sum(line.startswith("proved") for line in claims)
    print(f"include/blockpool_inline/index.h, by index_lemma.py\n  {'pool_index':32}{proved:5} / {len(claims)}", flush=True)
    failed = found.returncode != 0 or not claims or proved != len(claims)
    return proved, len(claims), [f"index_lemma.py: {found.stderr or found.stdout[-300:]}"] if failed else []


def tell_what_is_trusted(trusted: tuple[Trusted, ...]) -> None:
    print("trusted, and judged by running it (make variants: in every build):")
    for each in trusted:
        print(f"  {each.name}: {each.why}\n      {', '.join(each.judged_by)}")


def main() -> int:
    parts, trusted = parts_and_trusted()
    options = arguments(parts)
    whole = not options.only and not options.quick
    if missing := what_is_missing(whole and not options.check):
        print(f"not proved, for something is missing: {missing}", file=sys.stderr)
        return 4
    if options.check:
        return 0
    started, proved, goals = time.monotonic(), 0, 0
    trouble: list[str] = []
    answers = (run(options.sources, task, options.jobs) for task in tasks(options, parts))
    for of_proved, of_goals, said in itertools.chain([run_index_lemma()] if whole else [], answers):
        proved, goals, trouble = proved + of_proved, goals + of_goals, trouble + said
    if not options.only:
        trouble += not_covered(options.sources)
        tell_what_is_trusted(trusted)
    for each in trouble:
        print(f"open: {each}")
    seconds, of_processor = time.monotonic() - started, sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    print(f"each goal has {SECONDS_OF_PROCESSOR} s of a processor; measured with {MEASURED}")
    part = "" if whole else "of a part of it "
    print(f"{proved} / {goals} goals {part}in {seconds:.0f} s, {of_processor:.0f} s of a processor")
    print("NOT PROVED" if trouble else "proved, but for what is trusted")
    return 1 if trouble else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ninterrupted: nothing is proved by half", file=sys.stderr)
        sys.exit(130)
