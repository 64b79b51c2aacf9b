"""Campaigns under faults of every kind: each shard is counted once and each find kept; and who breaks that is noticed."""

from __future__ import annotations

import pytest

from poolproof.conformance.campaign.ledger import LedgerError
from poolproof.conformance.simulation import every_history
from poolproof.conformance.simulation.machine import simulate
from poolproof.conformance.simulation.planted import PLANTED, Planted


def test_whatever_happens_each_shard_is_counted_once_and_each_find_kept() -> None:
    simulate(seed=0, examples=20)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.fault)
def test_a_planted_fault_is_noticed(planted: Planted) -> None:
    with planted.in_place(), pytest.raises((AssertionError, LedgerError)):
        simulate(seed=0, examples=200, minimise=False)


def test_the_longer_run_says_what_it_did_and_refuses_what_is_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert every_history.main(["--seconds", "0.01", "--seed", "3", "--histories", "2"]) == 0
    assert "2 histories from seed 3 on: each shard once, each find kept" in capsys.readouterr().out
    for words in (["--seconds", "nan"], ["--histories", "0"], ["--histories", "-1"]):
        with pytest.raises(SystemExit):
            every_history.main(words)


def test_an_interruption_before_anything_was_tried_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_seed: int, _examples: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(every_history, "simulate", interrupted)
    assert every_history.main([]) == 4
    assert capsys.readouterr().out == ""
