"""``python -m poolproof.spec.generator [CHECKOUT]``: write the files anew, and say which have changed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from poolproof.spec.errors import SpecError

from .alike import alike_header
from .header import layout_header, protocol_header
from .python import status_module, vocabulary_module, wire_module
from .vocabulary import Vocabulary, read_vocabulary


def generated(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the text of each file, by its path in the checkout."""
    return {
        "conformance/worker/alike.h": alike_header(vocabulary),
        "conformance/worker/protocol.h": protocol_header(vocabulary),
        "conformance/worker/protocol_layout.h": layout_header(vocabulary),
        "spec/poolproof/spec/status.py": status_module(vocabulary),
        "spec/poolproof/spec/vocabulary.py": vocabulary_module(vocabulary),
        "spec/poolproof/spec/wire.py": wire_module(vocabulary),
    }


def main(checkout: Path) -> int:
    try:
        texts = generated(read_vocabulary(checkout / "spec/poolproof/spec/data"))
    except SpecError as problem:
        print(problem, file=sys.stderr)
        return 2
    for path, text in texts.items():
        file = checkout / path
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        file.write_text(text, encoding="utf-8")
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2])))
