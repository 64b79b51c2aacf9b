"""What a campaign keeps: cases in the corpus, the rest in the ledger, whatever becomes of the server or the disk meanwhile.

The case is written first, then the record that speaks of it: a kill in between costs the shard, which is done again, and finds
the same. A case that the corpus does not take now is held in the ledger until it does, be it in a later run.
"""

from __future__ import annotations

from typing import Final

from ..cases import Case, file_name
from ..cases.files import case_text
from .corpus import Corpus, CorpusError
from .ledger import Ledger
from .outages import Outages

_LEDGER: Final = "the ledger"


class Storage:
    def __init__(self, ledger: Ledger, corpus: Corpus, names: set[str], outages: Outages) -> None:
        """``names``: of the cases that the corpus holds, and that can be read."""
        self._ledger = ledger
        self._corpus = corpus
        self._names = names
        self._outages = outages

    def has(self, name: str) -> bool:
        """Whether a case of this name is kept."""
        return name in self._names or name in self._ledger.tally.held

    def save(self, case: Case) -> str:
        """The name under which it is kept, in the corpus or, until that takes it, in the ledger."""
        name, text = file_name(case), case_text(case)
        if self._outages.is_due(self._corpus.place):
            try:
                return self._saved(name, text)
            except CorpusError as error:
                self._fail(error)
        self._ledger.hold(name, text)
        return name

    def keep_up(self, *, now: bool = False) -> None:
        """Save what is held, and write what the ledger lacks, as far as it is time to try. ``now``: it is time."""
        place, held = self._corpus.place, self._ledger.tally.held
        if held and (now or self._outages.is_due(place)):
            try:
                for name, text in list(held.items()):
                    self._ledger.release(name, self._saved(name, text))
            except CorpusError as error:
                self._fail(error)
        if self._ledger.behind is not None and (now or self._outages.is_due(_LEDGER)):
            if not self._outages.is_away(_LEDGER):
                self._outages.failed(_LEDGER, f"{self._ledger.folder}: {self._ledger.behind}")
                return
            try:
                self._ledger.catch_up()
            except OSError as error:
                self._outages.failed(_LEDGER, f"{self._ledger.folder}: {error.strerror}")
            else:
                self._outages.worked(_LEDGER)

    def finish(self) -> None:
        """Try once more what is left: nobody will for a while."""
        self.keep_up(now=True)
        if self._ledger.behind is not None:
            self.keep_up(now=True)

    def _fail(self, error: CorpusError) -> None:
        place = self._corpus.place
        self._outages.failed(place, str(error).removeprefix(f"{place}: ").partition(";")[0])

    def _saved(self, name: str, text: str) -> str:
        """Raises CorpusError."""
        saved_as = self._corpus.save(name, text)
        self._names.add(saved_as)
        self._outages.worked(self._corpus.place)
        return saved_as
