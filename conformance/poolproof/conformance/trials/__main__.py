"""What ``make outages`` runs: random faults in a campaign on a cluster, and killed writers of a log."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from .campaign import strike_campaigns
from .errors import LostError
from .writers import Killed, kill_writers

_NO_TRIAL = 4


def main(words: Sequence[str] | None = None) -> int:
    """0: nothing was lost, and nothing came twice; 1: something was; 4: what it takes is not here."""
    parser = argparse.ArgumentParser(prog="make outages", description=__doc__)
    parser.add_argument("--faults", type=int, default=100, help="in campaigns; 0: none  [default: 100]")
    parser.add_argument("--kills", type=int, default=100, help="of writers of a log; 0: none  [default: 100]")
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn")
    chosen = parser.parse_args(words)
    if min(chosen.faults, chosen.kills) < 0 or chosen.faults + chosen.kills == 0:
        parser.error("give numbers of 0 or more, and one of them above 0: nothing tried is nothing shown")
    folder = Path(tempfile.mkdtemp(prefix="poolproof-outages-"))
    try:
        if chosen.kills > 0:
            _kill(folder, chosen.kills, chosen.seed)
        if chosen.faults > 0:
            struck = strike_campaigns(folder, chosen.faults, chosen.seed, _say)
            _say(f"{struck.total()} faults lost nothing, and doubled nothing:")
            for name, count in struck.most_common():
                _say(f"{count:4}  {name}")
    except LookupError as missing:
        _say(f"not tried: {missing}")
        return _NO_TRIAL
    except LostError as lost:
        _say(f"lost: {lost}")
        _say(f"everything lies in {folder}")
        return 1
    except KeyboardInterrupt:
        _say("interrupted")
        shutil.rmtree(folder, ignore_errors=True)
        return _NO_TRIAL
    shutil.rmtree(folder)
    return 0


def _kill(folder: Path, count: int, seed: int) -> None:
    said = time.monotonic()

    def on_progress(killed: Killed) -> None:
        nonlocal said
        if time.monotonic() - said >= 2.0:
            said = time.monotonic()
            _say(f"{killed.writers} of {count} writers killed")

    killed = kill_writers(folder / "receipts.jsonl", count, seed, on_progress)
    _say(
        f"{killed.writers} writers of a log were killed, {killed.after_first_epoch} after their first epoch, {killed.torn} in "
        f"the middle of a line: all {killed.reported} epochs that they reported are there"
    )


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
