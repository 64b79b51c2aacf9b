"""Where the C side of the package is installed.

Everything lies beside the extension module. The Python sources may lie elsewhere: an editable install leaves them in the
checkout.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from poolproof.native import _bufferpool

_FOLDER: Final = Path(_bufferpool.__file__).parent
_SUFFIX: Final = ".dylib" if sys.platform == "darwin" else ".so"


def library_path() -> Path:
    """Return the shared library of the C pool of the default contract."""
    return _FOLDER / f"libbufferpool{_SUFFIX}"


def block_library_path() -> Path:
    """Return the shared library of the C pool of blocks of any size."""
    return _FOLDER / f"libblockpool{_SUFFIX}"


def shared_library_path() -> Path:
    """Return the shared library whose functions of ``blockpool.h`` make pools that threads may share."""
    return _FOLDER / f"libsharedpool{_SUFFIX}"


def include_path() -> Path:
    """Return the folder of ``bufferpool.h``, ``blockpool.h``, ``sharedpool.h``, and of ``_inline.h`` and what else each has."""
    return _FOLDER / "include"


def cmake_path() -> Path:
    """Return the folder to give CMake as ``bufferpool_DIR``, for ``find_package(bufferpool)``."""
    return _FOLDER / "lib" / "cmake" / "bufferpool"


def block_cmake_path() -> Path:
    """Return the folder to give CMake as ``blockpool_DIR``, for ``find_package(blockpool)``."""
    return _FOLDER / "lib" / "cmake" / "blockpool"
