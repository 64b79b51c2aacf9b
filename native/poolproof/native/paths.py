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
_LIBRARY_NAME: Final = "libbufferpool.dylib" if sys.platform == "darwin" else "libbufferpool.so"


def library_path() -> Path:
    """Return the shared library of the C pool."""
    return _FOLDER / _LIBRARY_NAME


def include_path() -> Path:
    """Return the folder that holds ``bufferpool.h``, ``bufferpool_inline.h`` and ``bufferpool_profiling.h``."""
    return _FOLDER / "include"


def cmake_path() -> Path:
    """Return the folder to give CMake as ``bufferpool_DIR``, for ``find_package(bufferpool)``."""
    return _FOLDER / "lib" / "cmake" / "bufferpool"
