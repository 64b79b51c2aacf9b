"""``make three-threads``: what was cut short is never whole, and an interruption loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from poolproof.conformance.exploration import three_threads
from poolproof.conformance.exploration.three_threads_page import rows_of
from poolproof.conformance.interleaving import End, Outcome

WHOLE = Outcome(End.WHOLE, states=7, transitions=9, seconds=0.5)
CUT = Outcome(End.OUT_OF_ROOM, states=1000, transitions=2000, preemptions=3, seconds=8.0)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Path]:
    own, published = tmp_path / "build" / "own.md", tmp_path / "published.md"
    monkeypatch.setattr(three_threads, "_OWN", own)
    monkeypatch.setattr(three_threads, "PUBLISHED", published)
    return own, published


def answer(monkeypatch: pytest.MonkeyPatch, *outcomes: Outcome) -> None:
    """Let the engine say these, one after the other, and then be interrupted."""
    said = iter(outcomes)

    def judge(*_: object, **__: object) -> Outcome:
        for each in said:
            return each
        raise KeyboardInterrupt

    monkeypatch.setattr(three_threads, "judge_job", judge)


def test_what_was_cut_short_is_expected_only_where_the_published_page_says_so(
    pages: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own, published = pages
    answer(monkeypatch, WHOLE, WHOLE, WHOLE, CUT)
    assert three_threads.main(["one_word"]) == 4
    rows = rows_of(own.read_text(encoding="utf-8"))
    assert [each[-1] for each in rows.values()] == [
        *["whole"] * 3,
        "cut short at 2,048 MB: all schedules of at most 2 preemptions",
    ]
    assert rows["one_word", "g|g|g on 2 blocks"][2:5] == ("7", "9", "0.5")
    assert "3 of 4 programs are whole" in capsys.readouterr().out
    published.write_bytes(own.read_bytes())
    answer(monkeypatch, WHOLE, WHOLE, WHOLE, CUT)
    assert three_threads.main(["one_word"]) == 0
    answer(monkeypatch, CUT, WHOLE, WHOLE, CUT)
    assert three_threads.main(["one_word"]) == 4


def test_an_interruption_keeps_what_was_explored(pages: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    own, _ = pages
    answer(monkeypatch, CUT, CUT)
    assert three_threads.main(["one_word"]) == 130
    answer(monkeypatch, WHOLE)
    assert three_threads.main(["one_word"]) == 130
    assert [each[-1].split(" ")[0] for each in rows_of(own.read_text(encoding="utf-8")).values()] == ["whole", "cut"]


@pytest.mark.parametrize("words", [["no_such_pool"], ["--seconds", "0"], ["--megabytes", "-3"], ["--seconds", "x"]])
def test_what_is_typed_wrong_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        three_threads.main(words)
    assert "error:" in capsys.readouterr().err


def test_the_page_that_is_published_is_of_these_pools() -> None:
    page = Path(__file__).resolve().parents[2] / three_threads.PUBLISHED
    named = {pool for pool, _ in rows_of(page.read_text(encoding="utf-8"))}
    assert {"mutex", "futex_hot", "native-shared"} <= named
