"""The machine, as far as it decides how fast something is. Figures of unlike machines are not compared."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from . import build
from .toolchain import Compilers

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Machine:
    """``features``: a hash of the processor's flags. ``governor``: who sets the rate of its cores."""

    architecture: str
    processor: str
    features: str
    kernel: str
    compiler: str
    flags: str
    governor: str
    container: str

    def differences(self, other: Machine) -> list[str]:
        """What is not alike, a line for each."""
        ours, theirs = asdict(self), asdict(other)
        return [f"{key}: {theirs[key]!r} then, {ours[key]!r} now" for key in ours if ours[key] != theirs[key]]


def this_machine(compilers: Compilers) -> Machine:
    """Raises CompilerMissing."""
    processor = _processor()
    return Machine(
        architecture=platform.machine(),
        processor=processor.get("model name", platform.processor() or _UNKNOWN),
        features=hashlib.sha256(processor.get("flags", "").encode()).hexdigest()[:12],
        kernel=platform.release(),
        compiler=build.compiler_version(compilers),
        flags=" ".join(build.flags()),
        governor=_text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        container=_container(processor.get("flags", "")),
    )


def _processor() -> dict[str, str]:
    """The first processor's lines of /proc/cpuinfo."""
    found: dict[str, str] = {}
    for line in _text("/proc/cpuinfo").splitlines():
        key, separator, value = line.partition(":")
        if not separator and found:
            break
        found[key.strip()] = value.strip()
    return found


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return _UNKNOWN


def _container(flags: str) -> str:
    """What stands between us and the machine, as far as it can be seen from here."""
    layers = []
    if "hypervisor" in flags.split():
        layers.append("virtual machine")
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        layers.append("container")
    return ", ".join(layers) or "none seen"
