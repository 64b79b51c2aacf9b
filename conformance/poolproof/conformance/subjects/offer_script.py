"""Loads a library or a Python class, and says what it offers: a program of its own, for to load a subject is to run it.

python -P offer_script.py library|class GIVEN ANSWER_FD ALLOWANCE_BYTES NAME...

It writes one JSON object to the descriptor: which of the names are there, and the text of the contract that the subject
carries. ``offers.py`` starts it. It imports nothing of poolproof: that would take longer than all that it does.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

CONTRACT_BYTES_AT_MOST = 1 << 20


def main(arguments: list[str]) -> None:
    kind, given, answer, allowance, *names = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if int(allowance):
        resource.setrlimit(resource.RLIMIT_AS, (int(allowance), resource.getrlimit(resource.RLIMIT_AS)[1]))
    offer = _of_library(given, names) if kind == "library" else _of_class(given, names)
    os.write(int(answer), json.dumps(offer).encode("ascii"))
    os._exit(0)  # what the subject would do at the end of a process is not asked for


def _of_library(path: str, names: list[str]) -> dict[str, object]:
    library = ctypes.CDLL(path)
    found = [name for name in names if _symbol(library, name)]
    carried = _symbol(library, "pp_contract")
    if carried is None:
        return {"names": found, "contract": None}
    carried.restype = ctypes.c_void_p
    address = carried()
    if address is None:
        return {"names": found, "contract": None, "problem": "pp_contract() answers NULL"}
    text = ctypes.string_at(address, _length(address))
    return {"names": found, "contract": text.decode("utf-8", "surrogateescape")}


def _symbol(library: ctypes.CDLL, name: str) -> Any:
    return getattr(library, name, None)


def _length(address: int) -> int:
    measure = ctypes.CDLL(None).strnlen
    measure.argtypes, measure.restype = [ctypes.c_void_p, ctypes.c_size_t], ctypes.c_size_t
    return int(measure(address, CONTRACT_BYTES_AT_MOST))


def _of_class(given: str, names: list[str]) -> dict[str, object]:
    place, _, name = given.rpartition(":")
    sys.path.insert(0, "")  # as the worker has it
    pool_class = getattr(_module(place), name)
    contract = getattr(pool_class, "contract", None)
    return {
        "names": [each for each in names if callable(getattr(pool_class, each, None))],
        "contract": contract if isinstance(contract, str) else None,
    }


def _module(place: str) -> Any:
    if not place.endswith(".py"):
        return importlib.import_module(place)
    path = Path(place)
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module
    sys.path.insert(0, str(path.parent))
    specification.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main(sys.argv[1:])
