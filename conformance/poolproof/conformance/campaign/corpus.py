"""Where cases are kept for all who judge a pool: a folder, made to be committed, or a Redis server that many share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from poolproof.spec.files import read_file

from ..cases import Case, CaseError
from ..cases.reading import read_case
from ..cases.replay import ATTEMPTS, Outcome, Replayed
from ..cases.replay import replay as replay_case
from ..runs import Session
from .durable import write_durably

if TYPE_CHECKING:
    import redis

REDIS_SCHEMES: Final = ("redis://", "rediss://", "unix://")
_KEY: Final = "poolproof:cases"
_TIMEOUT_S: Final = 10.0
_LONG: Final = 3000
"""Operations: a case with more takes a second, and is replayed once."""


class CorpusError(Exception):
    """A corpus that can't be used; the text names it and says what would help."""


class Corpus(Protocol):
    """Cases by name. The same case has the same name everywhere: to save one twice is to save it once."""

    @property
    def place(self) -> str:
        """What a user calls it by."""
        ...

    def texts(self) -> list[tuple[str, str]]:
        """Names and contents, by name. Raises CorpusError."""
        ...

    def save(self, name: str, text: str) -> None:
        """Keep a case: it is safe when this returns. Raises CorpusError."""
        ...


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        return str(self._path)

    def texts(self) -> list[tuple[str, str]]:
        with self._explained():
            return [(path.name, read_file(path).decode("utf-8", "replace")) for path in sorted(self._path.glob("*.json"))]

    def save(self, name: str, text: str) -> None:
        with self._explained():
            self._path.mkdir(parents=True, exist_ok=True)
            if not (self._path / name).exists():
                write_durably(self._path / name, text)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CorpusError(f"{self.place}: can't be used ({error.strerror}); give another folder") from error


class RedisServer:
    """One hash, with a field for each case."""

    def __init__(self, address: str) -> None:
        """Raises CorpusError."""
        self._address = address
        self._client = redis_client(address)
        with self._explained():
            self._client.ping()

    @property
    def place(self) -> str:
        return self._address

    def texts(self) -> list[tuple[str, str]]:
        with self._explained():
            found = self._client.hgetall(_KEY)
        return sorted((_text(name), _text(content)) for name, content in found.items())

    def save(self, name: str, text: str) -> None:
        with self._explained():
            self._client.hsetnx(_KEY, name, text)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import redis

        try:
            yield
        except redis.RedisError as error:
            raise CorpusError(f"{self._address}: {error}; is a Redis server running there?") from error


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")


def redis_client(address: str) -> redis.Redis:
    """Raises CorpusError."""
    try:
        import redis
    except ImportError as error:
        raise CorpusError(f"{address}: needs the Redis client; pip install 'poolproof[cluster]'") from error
    try:
        return redis.Redis.from_url(address, socket_connect_timeout=_TIMEOUT_S, socket_timeout=_TIMEOUT_S)
    except ValueError as error:
        raise CorpusError(f"{address}: is no address of a Redis server ({error}); give redis://host:6379/0") from error


def open_corpus(place: str) -> Corpus:
    """Raises CorpusError."""
    if place.startswith(REDIS_SCHEMES):
        return RedisServer(place)
    path = Path(place)
    if path.exists() and not path.is_dir():
        raise CorpusError(f"{place}: is no folder; give one, or redis://host:6379/0")
    return Folder(path)


@dataclass(frozen=True, slots=True)
class Kept:
    """A case of a corpus. ``case`` is None where it can't be read, and ``why`` says so."""

    name: str
    case: Case | None
    why: str | None = None


def load(corpus: Corpus) -> list[Kept]:
    """Raises CorpusError."""
    kept = []
    for name, text in corpus.texts():
        try:
            kept.append(Kept(name, read_case(text, name)))
        except CaseError as error:
            kept.append(Kept(name, None, f"{error.key}: {error.problem}; {error.remedy}"))
    return kept


def replay(kept: Kept, session: Session, *, sanitizer_follows: bool = False) -> Replayed:
    """Whether the subject still does what the case shows. ``sanitizer_follows``: see the replay of a case."""
    if kept.case is None:
        return Replayed(Outcome.CANNOT_RUN, 0, 0, why=kept.why)
    attempts = ATTEMPTS if len(kept.case.operations) <= _LONG else 1
    return replay_case(kept.case, session, attempts, sanitizer_follows=sanitizer_follows)
