"""The dictionary: which term stands behind a hash."""

from __future__ import annotations

from poolproof.spec.pipeline_errors import collision


class Dictionary:
    """Every term that was hashed, by its hash."""

    def __init__(self) -> None:
        self._terms: dict[int, bytes] = {}

    def learn(self, hash: int, term: bytes) -> None:
        """Keep a term. Raises HashCollision when another one has this hash; the first stays (PIPE-2)."""
        known = self._terms.setdefault(hash, term)
        if known != term:
            raise collision(hash, known, term)

    def term(self, hash: int) -> str | None:
        """Return the term of a hash in its N-Triples form, None when it was never hashed."""
        known = self._terms.get(hash)
        return None if known is None else known.decode()

    def __len__(self) -> int:
        return len(self._terms)
