"""The index by multiplication is proved of the shipped text, and of no text that is changed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PROOF = Path(__file__).parent.parent / "proof"


@pytest.fixture
def lemma(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    pytest.importorskip("z3", reason="z3 is not installed (make prove-model installs it)")
    monkeypatch.syspath_prepend(str(PROOF))
    before = set(sys.modules)
    yield importlib.import_module("index_lemma")
    for name in {"index_lemma", "index_claims", "index_words"} - before:
        sys.modules.pop(name, None)


def test_it_is_proved_of_the_shipped_header(lemma: ModuleType) -> None:
    assert lemma.open_claims((64,), lemma.INDEX.read_text(), lemma.KNHK.read_text()) == []


def test_what_frama_c_reads_is_what_is_proved(lemma: ModuleType) -> None:
    """After a change of the claims: index_lemma.py --acsl 192,64 >index_lemma.h."""
    assert (PROOF / "index_lemma.h").read_text() == lemma.header_of(lemma.USUAL_STRIDES)


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("INDEX", "scaled >> shift |", "scaled << shift |"),
        ("INDEX", "scaled >> shift |", "scaled >> shift &"),
        ("INDEX", "POOL_ADDRESS_BITS - 1", "POOL_ADDRESS_BITS - 2"),
        ("INDEX", "distance * inverse", "distance + inverse"),
        ("INDEX", "odd * 3 ^ 2", "odd * 3 + 2"),
        ("INDEX", "  inverse *= 2 - odd * inverse;\n", ""),
        ("INDEX", "inverse *= 2 - odd * inverse", "inverse *= 3 - odd * inverse"),
        ("KNHK", "UINTPTR_MAX / 3 * 2 + 1", "UINTPTR_MAX / 3 * 2"),
    ],
)
def test_no_changed_text_is_proved(
    lemma: ModuleType, monkeypatch: pytest.MonkeyPatch, file: str, right: str, wrong: str
) -> None:
    monkeypatch.setattr(lemma, "SECONDS", 1)
    texts = {name: getattr(lemma, name).read_text() for name in ("INDEX", "KNHK")}
    assert right in texts[file]
    assert lemma.open_claims((), *{**texts, file: texts[file].replace(right, wrong, 1)}.values())


def test_what_is_not_understood_is_refused(lemma: ModuleType) -> None:
    text = lemma.INDEX.read_text().replace("  return inverse;", "  if (odd) inverse = 1;\n  return inverse;")
    with pytest.raises(ValueError, match="not a statement that is understood"):
        lemma.open_claims((), text, lemma.KNHK.read_text())
