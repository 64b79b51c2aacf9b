"""Has Frama-C prove functions of one file, and reads what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SPECIFIED = HERE.parent.parent / "spec" / "poolproof" / "spec" / "data"
PACKAGES = {"frama-c": "frama-c-base", "why3": "why3", "z3": "z3", "cvc5": "cvc5", "prlimit": "util-linux"}
MEASURED = "Frama-C 25.0, Why3 1.5.1, Z3 4.8.12, cvc5 1.0.3"
LEMMAS = "lemmas"
SECONDS_OF_PROCESSOR = 5
"""What why3.conf gives a prover for a goal. The clock on the wall is no measure of a goal: others may use the machine."""

_GOAL = re.compile(r"\[wp\] \[(.+?)\] Goal typed_cast_(\w+)(.*)")


@dataclass(slots=True)
class Answer:
    """Goals and those proved, by function; the names of those that are open; what Frama-C said where it made no goals."""

    goals: Counter[str] = field(default_factory=Counter)
    proved: Counter[str] = field(default_factory=Counter)
    open_goals: list[str] = field(default_factory=list)
    proved_goals: list[str] = field(default_factory=list)
    failure: str = ""

    def trouble(self, functions: Sequence[str]) -> list[str]:
        if self.failure:
            return [self.failure]
        none = [f"{each}: no goal was made of it" for each in functions if not self.goals[each]]
        return [*(f"{each} is open" for each in self.open_goals), *none]


def missing_packages() -> list[str]:
    return [package for program, package in PACKAGES.items() if shutil.which(program) is None]


def prove(
    sources: Path,
    file: str,
    functions: Sequence[str],
    *,
    jobs: int = 2,
    goals: str = "",
    stops_at: Collection[str] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> Answer:
    """Prove these functions of proof/FILE in a folder that is laid out like native/; `lemmas` stands for all lemmas there.

    Of `goals` alone, where they are given: labels of the contract, or kinds as @assigns, with commas between. Ends as soon as
    one of `stops_at` is open.
    """
    folder = (sources / "proof").resolve()
    chosen = ["-wp-prop", "@lemma"] if list(functions) == [LEMMAS] else ["-wp-fct", ",".join(functions)]
    if goals and LEMMAS not in functions:
        chosen += ["-wp-prop", goals]
    includes = f"-I../include -I../src -I{shlex.quote(str(SPECIFIED))}"
    command = [
        "frama-c", "-machdep", "gcc_x86_64", f"-cpp-extra-args=-U__GNUC__ -DNDEBUG {includes}",
        "-wp", "-wp-rte", "-wp-model", "Typed+cast", "-wp-par", str(jobs), "-wp-cache", "none",
        "-wp-prover", "Z3:4.8.12:ematching,CVC5:1.0.3", "-wp-timeout", "600", *chosen, file,
    ]  # fmt: skip
    # Frama-C asks PWD where it is, and not the system.
    environment = os.environ | {"WHY3CONFIG": str(HERE / "why3.conf"), "PWD": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        return _read(process, functions, stops_at, tell)


def _read(
    process: subprocess.Popen[str], functions: Sequence[str], stops_at: Collection[str], tell: Callable[[int], None]
) -> Answer:
    assert process.stdout is not None
    answer, said = Answer(), []
    for line in process.stdout:
        said.append(line)
        if (found := _GOAL.match(line)) is None:
            continue
        goal = found[2]
        name = max((each for each in functions if goal.startswith(f"{each}_")), key=len, default=LEMMAS)
        answer.goals[name] += 1
        if ": Valid" in found[3]:
            answer.proved[name] += 1
            answer.proved_goals.append(goal)
        else:
            answer.open_goals.append(goal)
            if goal in stops_at:
                process.terminate()
                return answer
        tell(answer.goals.total())
    if process.wait() or not answer.goals:
        answer.failure = f"Frama-C failed:\n{''.join(said[-20:])}"
    return answer
