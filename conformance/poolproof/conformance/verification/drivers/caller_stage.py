"""ENV-1 and ISO-5: what a caller finds around it after each call, and what becomes of what it handed over."""

from __future__ import annotations

from ...generators.caller_scripts import caller_scripts
from ..examiner import Examiner

_BUFFERS, _BUFFERS_AT_MOST = 16, 256
"""Of a pool without a config, where it does not say; and of a large one, so many: each operation takes long to look at."""


def run_caller_scripts(examiner: Examiner) -> None:
    """Everything is looked at after every operation; elsewhere the process is only now and then."""
    session = examiner.session
    own, _ = session.default_capacities or (_BUFFERS, 0)
    for script in caller_scripts(min(own, _BUFFERS_AT_MOST)):
        examiner.check_time()
        if examiner.has_enough:
            return
        session.watches_surroundings = True
        try:
            examiner.examine(script.operations)
        finally:
            session.watches_surroundings = False
