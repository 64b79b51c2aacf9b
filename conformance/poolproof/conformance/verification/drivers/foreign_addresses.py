"""The stage of foreign addresses: thousands, which the model in C judges."""

from __future__ import annotations

from ...generators.foreign import foreign_everywhere
from ...subjects.constants import harvest
from ..examiner import Examiner
from ..verdicts import Configuration

_BLOCKS_AT_MOST = 1024
_WORDS_AT_MOST = 256


def show_foreign_addresses(examiner: Examiner, configuration: Configuration) -> None:
    """OWN-1, SAFE-2: of a default pool. A Python class is given objects, and no addresses."""
    subject = examiner.session.subject
    _, buffers, receipts = configuration
    if configuration.given is not None or max(buffers, receipts) > _BLOCKS_AT_MOST or examiner.has_enough:
        return
    if not subject.is_library or not examiner.tries_misuse:
        return
    assert subject.path is not None
    words = harvest(subject.path, _WORDS_AT_MOST)
    examiner.check_time()
    examiner.session.restart()  # lest what lies near depend on what the process ran before
    examiner.examine_if_different(foreign_everywhere((buffers, receipts), words, examiner.plan.seed))
