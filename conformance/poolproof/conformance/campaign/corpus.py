"""Where cases are kept for all who judge a pool: a folder, made to be committed, or a Redis server that many share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from ..cases import Case, CaseError
from ..cases.reading import read_case
from ..cases.replay import ATTEMPTS, Outcome, Replayed
from ..cases.replay import replay as replay_case
from ..legible import without_password
from ..runs import Session
from .durable import write_durably
from .ports import DISK, Disk

if TYPE_CHECKING:
    import redis

REDIS_SCHEMES: Final = ("redis://", "rediss://", "unix://")
_KEY: Final = "poolproof:cases"
_TIMEOUT_S: Final = 5.0
_LONG: Final = 3000
"""Operations: a case with more takes a second, and is replayed once."""
_OPERATIONS_AT_MOST: Final = 2_500_000
"""Those take a minute. A count of a million, which some faults need, is two for each block that comes and goes."""
_NAMES_AT_MOST: Final = 9


class CorpusError(Exception):
    """A corpus that can't be used; the text names it and says what would help."""


class Entry(NamedTuple):
    """Something that a corpus holds under a name; ``text``: None where it can't be read, and ``why`` says so."""

    name: str
    text: str | None
    why: str | None = None


class Corpus(Protocol):
    """Cases by name. The same case has the same name everywhere: to save one twice is to save it once."""

    @property
    def place(self) -> str:
        """What a user calls it by."""
        ...

    def texts(self) -> list[Entry]:
        """What it holds, by name. Raises CorpusError when it can't be used at all."""
        ...

    def save(self, name: str, text: str) -> str:
        """Keep a case: it is safe when this returns the name that it has. Raises CorpusError."""
        ...


class Folder:
    def __init__(self, path: Path, disk: Disk = DISK) -> None:
        self._path = path
        self._disk = disk

    @property
    def place(self) -> str:
        return str(self._path)

    def texts(self) -> list[Entry]:
        with self._explained():
            names = [each for each in sorted(self._disk.names(self._path)) if each.endswith(".json")]
            if names:
                self._disk.sync(self._path)  # who saved one may have been killed before it did
            return [self._entry(each) for each in names]

    def save(self, name: str, text: str) -> str:
        """A file that is there already is never changed: one that can't be read keeps its name, and the case gets another."""
        with self._explained():
            self._disk.make_folder(self._path)
            for each in _names(name):
                place = self._path / each
                if not self._disk.has(place):
                    write_durably(place, text, self._disk)
                    return each
                if is_case(self._entry(each).text, each):
                    return each
        raise CorpusError(f"{self.place}: {name} and others of its name can't be read; remove them, or give another folder")

    def _entry(self, name: str) -> Entry:
        try:
            return _entry(name, self._disk.read(self._path / name))
        except OSError as error:
            return Entry(name, None, f"can't be read: {error.strerror}")

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
        return without_password(self._address)

    def texts(self) -> list[Entry]:
        with self._explained():
            found = self._client.hgetall(_KEY)
        return sorted(_entry(_text(name), content) for name, content in found.items())

    def save(self, name: str, text: str) -> str:
        with self._explained():
            for each in _names(name):
                if self._client.hsetnx(_KEY, each, text):
                    return each
                if is_case(_entry(each, self._client.hget(_KEY, each) or b"").text, each):
                    return each
        raise CorpusError(f"{self.place}: {name} and others of its name can't be read; remove them, or give another server")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import redis

        try:
            yield
        except redis.RedisError as error:
            raise CorpusError(f"{self.place}: {without_password(str(error))}; is a Redis server running there?") from error


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")


def _entry(name: str, content: bytes | str) -> Entry:
    try:
        return Entry(name, content if isinstance(content, str) else content.decode("utf-8"))
    except UnicodeDecodeError:
        return Entry(name, None, "is not text in UTF-8")


def _names(name: str) -> Iterator[str]:
    """The name, and some that differ from it by a number."""
    stem = name.removesuffix(".json")
    yield name
    yield from (f"{stem}-{number}.json" for number in range(2, _NAMES_AT_MOST + 1))


def is_case(text: str | None, name: str) -> bool:
    """Whether it can be read as one."""
    try:
        return text is not None and bool(read_case(text, name))
    except CaseError:
        return False


def redis_client(address: str) -> redis.Redis:
    """Raises CorpusError."""
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError as error:
        raise CorpusError(f"{without_password(address)}: needs the Redis client; pip install 'poolproof[cluster]'") from error
    try:
        # One that was started anew has dropped the line: once more, and no more, for a campaign keeps its own time.
        again = Retry(NoBackoff(), 1)
        return redis.Redis.from_url(address, socket_connect_timeout=_TIMEOUT_S, socket_timeout=_TIMEOUT_S, retry=again)
    except ValueError as error:
        problem = f"{address}: is not the address of a Redis server ({error})"
        raise CorpusError(f"{without_password(problem)}; give redis://host:6379/0") from error


def open_corpus(place: str) -> Corpus:
    """Raises CorpusError."""
    if place.startswith(REDIS_SCHEMES):
        return RedisServer(place)
    path = Path(place)
    if path.exists() and not path.is_dir():
        raise CorpusError(f"{place}: is not a folder; give one, or redis://host:6379/0")
    return Folder(path)


@dataclass(frozen=True, slots=True)
class Kept:
    """A case of a corpus. ``case`` is None where it can't be read, and ``why`` says so."""

    name: str
    case: Case | None
    why: str | None = None


def load(corpus: Corpus) -> list[Kept]:
    """Raises CorpusError."""
    return [_kept(each) for each in corpus.texts()]


def _kept(entry: Entry) -> Kept:
    if entry.text is None:
        return Kept(entry.name, None, entry.why)
    try:
        return Kept(entry.name, _not_too_long(read_case(entry.text, entry.name)))
    except CaseError as error:
        return Kept(entry.name, None, f"{error.key}: {error.problem}; {error.remedy}")


def _not_too_long(case: Case) -> Case:
    """One case is not to hold up all the others. Raises CaseError."""
    count = len(case.operations)
    if count > _OPERATIONS_AT_MOST:
        problem = f"there are {count:,}, and a corpus is replayed in moments"
        raise CaseError("", "operations", problem, "replay it by itself: poolproof replay CASE SUBJECT")
    return case


def replay(kept: Kept, session: Session, *, sanitizer_follows: bool = False) -> Replayed:
    """Whether the subject still does what the case shows. ``sanitizer_follows``: see the replay of a case."""
    if kept.case is None:
        return Replayed(Outcome.CANNOT_RUN, 0, 0, why=kept.why)
    attempts = ATTEMPTS if len(kept.case.operations) <= _LONG else 1
    return replay_case(kept.case, session, attempts, sanitizer_follows=sanitizer_follows)
