"""What ``make simulate`` runs: one seed after the other, until the time is up or something does not hold."""

from __future__ import annotations

import argparse
import math
import sys
import time
import traceback
from collections.abc import Sequence
from typing import Final

from .machine import simulate

_HISTORIES: Final = 200
_NO_TRIAL: Final = 4


def main(words: Sequence[str] | None = None) -> int:
    """0: everything held; 1: what did not hold is told with the shortest history that shows it; 4: nothing was tried."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seconds", type=_seconds, default=600.0, help="begin no other seed after so long  [default: 600]")
    parser.add_argument("--seed", type=int, default=0, help="the first one  [default: 0]")
    parser.add_argument("--histories", type=_count, default=_HISTORIES, help=f"of each seed  [default: {_HISTORIES}]")
    chosen = parser.parse_args(words)
    begun, seed = time.monotonic(), chosen.seed
    while seed == chosen.seed or time.monotonic() - begun < chosen.seconds:
        try:
            simulate(seed, chosen.histories)
        except KeyboardInterrupt:
            break
        except Exception:
            traceback.print_exc()
            print(f"seed {seed} shows it: make simulate SIMULATE_ARGS='--seed {seed} --seconds 0'", file=sys.stderr)
            return 1
        seed += 1
        print(f"seed {seed - 1} holds, after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    count = (seed - chosen.seed) * chosen.histories
    if not count:
        print("interrupted: no seed was tried to its end", file=sys.stderr)
        return _NO_TRIAL
    print(f"{count:,} histories from seed {chosen.seed} on: each shard once, each find kept")
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of histories")
    return int(text)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not math.isfinite(seconds) or seconds < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
