"""A hook of MkDocs: what a page links to that is no page of the site is named there, and not linked."""

from __future__ import annotations

import posixpath
import re
from typing import Any

_LINK = re.compile(r"\[([^\]]*)\]\(([^)#:]+)\)")


def on_page_markdown(markdown: str, *, page: Any, files: Any, **_rest: object) -> str:
    """Folders and sources stand in the repository alone. A page that is missing stays linked, so that the build fails."""
    folder = posixpath.dirname(page.file.src_uri)

    def named(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        is_page = target.endswith(".md") or files.get_file_from_path(target) is not None
        return link[0] if is_page else link[1]

    return _LINK.sub(named, markdown)
