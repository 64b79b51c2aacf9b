"""A process that does shards: the order comes first through the channel, then one shard after the other.

python -m poolproof.conformance.campaign.process DESCRIPTOR
"""

from __future__ import annotations

import ctypes
import pickle
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection

from ..subjects import MachineError, SubjectError
from ..subjects.machine import is_of_machine, machine_problem
from .drivers import Workplace
from .engine import BEAT_EVERY_S, Beat, Failure
from .examiner import OnDiscovery
from .shards import Shard, ShardResult

_PR_SET_PDEATHSIG = 1


def main() -> None:
    # A campaign that is killed must not leave processes behind that go on for nobody.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with Connection(int(sys.argv[1])) as channel:
        workplace = Workplace(pickle.loads(channel.recv_bytes()))
        told = _Told(channel)
        threading.Thread(target=told.beat_for_ever, daemon=True).start()
        while True:
            try:
                shard, seconds_left = pickle.loads(channel.recv_bytes())
            except EOFError:
                return
            told.has_work = True
            answer = attempt(workplace, shard, seconds_left, told.send)
            told.has_work = False
            told.send(answer)


class _Told:
    """What the campaign is told: by the work, and, as long as there is work, that this process lives."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel
        self._lock = threading.Lock()
        self.has_work = False

    def send(self, news: object) -> None:
        with self._lock:
            self._channel.send_bytes(pickle.dumps(news))

    def beat_for_ever(self) -> None:
        while True:
            time.sleep(BEAT_EVERY_S)
            if self.has_work:
                self.send(Beat())


def attempt(
    workplace: Workplace, shard: Shard, seconds_left: float, on_discovery: OnDiscovery = lambda _discovery: None
) -> ShardResult | Failure:
    """The shard's result; an error becomes a value, for the campaign to tell."""
    try:
        return workplace.run(shard, seconds_left, on_discovery)
    except (SubjectError, MachineError) as error:
        return Failure(shard, str(error), is_of_harness=False, is_of_machine=isinstance(error, MachineError))
    except Exception as error:  # told by the campaign
        if is_of_machine(error):
            return Failure(shard, machine_problem(error), is_of_harness=False, is_of_machine=True)
        return Failure(shard, traceback.format_exc(), is_of_harness=True)


if __name__ == "__main__":
    main()
