"""Where a run took place, as far as it can matter to what it found."""

from __future__ import annotations

import importlib.metadata
import os
import platform


def version() -> str:
    return importlib.metadata.version("poolproof")


def environment() -> dict[str, object]:
    """System, processor, Python and libraries. No user name, no path, no host name."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "libc": " ".join(platform.libc_ver()),
        "python": platform.python_version(),
        "hypothesis": importlib.metadata.version("hypothesis"),
    }
