"""A process that does shards: the order comes first through the channel, then one shard after the other.

python -m poolproof.conformance.campaign.process DESCRIPTOR
"""

from __future__ import annotations

import ctypes
import pickle
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from ..subjects import MachineError, SubjectError
from .drivers import Workplace
from .engine import Failure
from .examiner import OnDiscovery
from .shards import Discovery, Shard, ShardResult

_PR_SET_PDEATHSIG = 1


def main() -> None:
    # A campaign that is killed must not leave processes behind that go on for nobody.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with Connection(int(sys.argv[1])) as channel:
        workplace = Workplace(pickle.loads(channel.recv_bytes()))

        def tell(discovery: Discovery) -> None:
            channel.send_bytes(pickle.dumps(discovery))

        while True:
            try:
                shard, seconds_left = pickle.loads(channel.recv_bytes())
            except EOFError:
                return
            channel.send_bytes(pickle.dumps(attempt(workplace, shard, seconds_left, tell)))


def attempt(
    workplace: Workplace, shard: Shard, seconds_left: float, on_discovery: OnDiscovery = lambda _discovery: None
) -> ShardResult | Failure:
    """The shard's result; an error becomes a value, for the campaign to tell."""
    try:
        return workplace.run(shard, seconds_left, on_discovery)
    except (SubjectError, MachineError) as error:
        return Failure(shard, str(error), is_of_harness=False)
    except Exception:  # told by the campaign, which ends with it
        return Failure(shard, traceback.format_exc(), is_of_harness=True)


if __name__ == "__main__":
    main()
