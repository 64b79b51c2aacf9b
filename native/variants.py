"""Build the variants of the C pools that CMakePresets.json names, run their C tests, and judge them.

python native/variants.py judge            every variant for this machine: its tests, then ``poolproof verify``
python native/variants.py cross            every variant for another architecture: its tests, in an emulator
python native/variants.py test NAME...     the tests of these alone

A variant that can't be built or run here is skipped, with the reason. Exit status: 0 all that ran passed, 1 one failed,
4 nothing could be run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
PRESETS = FOLDER / "CMakePresets.json"
TOOLS = Path(sys.executable).parent
LIBRARIES = {"libbufferpool.so": "knhk", "libblockpool.so": "native-blocks", "libsharedpool.so": "native-shared"}
"""What a build makes, with the contract that it is judged by."""

PASSED, FAILED, NOTHING_RUN = 0, 1, 4
Outcome = str | None  # what went wrong


@dataclass(frozen=True, slots=True)
class Variant:
    """A preset; ``processor`` are the flags that the processor must have, ``cross`` the Debian package of a cross compiler."""

    name: str
    compiler: str
    build: Path
    processor: frozenset[str] = frozenset()
    emulator: str | None = None
    cross: str | None = None
    level: str = "hot"
    preload: str | None = None

    def obstacle(self) -> str | None:
        """Return why it can't be built or run here."""
        if shutil.which(self.compiler) is None:
            return f"{self.compiler} is not installed (apt-get install {self.cross or self.compiler})"
        if self.emulator is not None and shutil.which(self.emulator) is None:
            return f"{self.emulator} is not installed (apt-get install qemu-user)"
        if lacking := self.processor - processor_flags():
            return f"this processor has no {', '.join(sorted(lacking))}"
        return None


@dataclass(slots=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)

    def status(self) -> int:
        if self.failed:
            return FAILED
        return PASSED if self.passed else NOTHING_RUN


def processor_flags() -> frozenset[str]:
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="utf-8") if information.exists() else ""
    return frozenset(word for line in re.findall(r"^flags\s*:(.*)$", text, re.M) for word in line.split())


def variants() -> dict[str, Variant]:
    presets = {preset["name"]: preset for preset in json.loads(PRESETS.read_text(encoding="utf-8"))["configurePresets"]}
    return {name: _variant(name, presets) for name, preset in presets.items() if not preset.get("hidden", False)}


def _variant(name: str, presets: dict[str, Any]) -> Variant:
    cache, own = _inherited(name, "cacheVariables", presets), _inherited(name, "vendor", presets).get("poolproof", {})
    emulator = cache.get("CMAKE_CROSSCOMPILING_EMULATOR")
    return Variant(
        name=name,
        compiler=cache["CMAKE_C_COMPILER"],
        build=FOLDER.parent / "build" / "variants" / name,
        processor=frozenset(own.get("processor", ())),
        emulator=emulator.split(";")[0] if emulator else None,
        cross=own.get("cross"),
        level=own.get("level", "hot"),
        preload=own.get("preload"),
    )


def _inherited(name: str, key: str, presets: dict[str, Any]) -> dict[str, Any]:
    """A preset's own values go before inherited ones, and those of its first parent before those of the next, as in CMake."""
    preset = presets[name]
    parents = preset.get("inherits", [])
    merged: dict[str, Any] = {}
    for parent in reversed([parents] if isinstance(parents, str) else parents):
        merged |= _inherited(parent, key, presets)
    merged |= preset.get(key, {})
    return merged


def run(*command: str | Path, **environment: str) -> Outcome:
    result = subprocess.run(
        [str(word) for word in command], cwd=FOLDER, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    return None if result.returncode == 0 else f"{' '.join(str(word) for word in command)}\n{result.stdout}{result.stderr}"


def test(variant: Variant) -> Outcome:
    return (
        run(_tool("cmake"), "--preset", variant.name)
        or run(_tool("cmake"), "--build", variant.build)
        or run(_tool("ctest"), "--test-dir", variant.build, "--output-on-failure", "--no-tests=error")
    )


def judge(variant: Variant) -> Outcome:
    environment = _environment(variant)
    commands = (
        (_tool("poolproof"), "verify", variant.build / name, "--contract", contract, "--level", variant.level)
        for name, contract in LIBRARIES.items()
    )
    return test(variant) or next(filter(None, (run(*command, **environment) for command in commands)), None)


def _environment(variant: Variant) -> dict[str, str]:
    if variant.preload is None:
        return {}
    library = subprocess.run(
        [variant.compiler, f"-print-file-name={variant.preload}"], capture_output=True, text=True, check=True
    ).stdout.strip()
    return {"LD_PRELOAD": library, "ASAN_OPTIONS": "detect_leaks=0"}


def _tool(name: str) -> str:
    """Return the program of this environment, which need not be activated, or the system's."""
    own = TOOLS / name
    return str(own) if own.exists() else name


def go_through(chosen: Iterable[Variant], check: Callable[[Variant], Outcome]) -> Tally:
    tally = Tally()
    for variant in chosen:
        print(f"{variant.name:16}", end="", flush=True)
        started = time.monotonic()
        if obstacle := variant.obstacle():
            tally.skipped.append(obstacle)
            print(f"skipped: {obstacle}")
        elif failure := check(variant):
            tally.failed += 1
            print(f"failed\n{failure}")
        else:
            tally.passed += 1
            print(f"passed in {time.monotonic() - started:.1f} s")
    return tally


def main(arguments: list[str]) -> int:
    known = variants()
    match arguments:
        case ["judge"]:
            tally = go_through((variant for variant in known.values() if variant.cross is None), judge)
        case ["cross"]:
            tally = go_through((variant for variant in known.values() if variant.cross is not None), test)
        case ["test", *names] if names and set(names) <= set(known):
            tally = go_through((known[name] for name in names), test)
        case _:
            print(f"{__doc__}\nThe variants are {', '.join(known)}.", file=sys.stderr)
            return 2
    if tally.status() == NOTHING_RUN:
        print("Nothing could be run.", file=sys.stderr)
    return tally.status()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
