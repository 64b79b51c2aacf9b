"""From where another machine can install this poolproof, as long as it is in no package index: for the workflows of projects.

pip keeps what it installed from: an address of git's, or a folder, which may be a clone of one.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import unquote, urlsplit, urlunsplit

PLACEHOLDER = "git+https://github.com/OWNER/poolproof"
_EXPLAINED = re.compile(r"^ *# OWNER: .*\n", re.MULTILINE)
_OF_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/]([\w./-]+)")


def with_origin(text: str) -> str:
    """A text of a project in which the place to install from is filled in, if it is known."""
    if PLACEHOLDER not in text or (known := origin()) is None:
        return text
    return _EXPLAINED.sub("", text).replace(PLACEHOLDER, known)


def origin() -> str | None:
    """What pip takes, like git+https://host/me/poolproof; None where it is not known."""
    try:
        told = json.loads(distribution("poolproof").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return None
    return origin_of(told) if isinstance(told, dict) else None


def origin_of(told: Mapping[str, object]) -> str | None:
    """The same, of what pip keeps (PEP 610)."""
    url, vcs = str(told.get("url", "")), told.get("vcs_info")
    if isinstance(vcs, dict) and vcs.get("vcs") == "git":
        public = _public(url)
        return public and f"git+{public}@{vcs.get('commit_id', 'HEAD')}"
    if not url.startswith("file://"):
        return None
    public = _public(_remote(unquote(urlsplit(url).path)))
    return public and f"git+{public}"


def _remote(folder: str) -> str:
    command = ["git", "-C", folder, "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _public(url: str) -> str | None:
    """An address that others can use: https, and nothing that logs in."""
    if of_ssh := _OF_SSH.fullmatch(url):
        url = f"https://{of_ssh[1]}/{of_ssh[2]}"
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        return None
    return urlunsplit(("https", host, parts.path, "", "")) if parts.scheme == "https" and host else None
