"""What the extension module is made of; ``python -m cffi.gen_src exec-python`` writes its C from this.

The declarations of the binding are read from ``bufferpool.h`` itself, whose path the build gives in BUFFERPOOL_HEADER, and
those of the pipeline likewise.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from cffi import FFI


def without_preprocessor(header: str) -> str:
    """Return the declarations of a C header: cffi reads those, and constants, but no other line of the preprocessor."""
    plain_c = re.sub(r"#ifdef __cplusplus.*?#endif", "", header, flags=re.DOTALL)
    lines = plain_c.splitlines()
    return "\n".join(line for line in lines if not line.startswith("#") or re.fullmatch(r"#define \w+ \d+", line))


ffibuilder = FFI()
for header in ("BUFFERPOOL_HEADER", "BUFFERPOOL_PIPELINE_HEADER"):
    ffibuilder.cdef(without_preprocessor(Path(os.environ[header]).read_text(encoding="utf-8")))
ffibuilder.cdef(Path(__file__).with_name("helpers.h").read_text(encoding="utf-8"))
ffibuilder.set_source(
    "poolproof.native._bufferpool",
    '#include "helpers.c"',
    py_limited_api=True,
)
