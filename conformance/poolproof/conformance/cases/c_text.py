"""Texts in a C program."""

from __future__ import annotations


def c_string(text: str) -> str:
    """A string literal. Octal escapes end after three digits, whatever follows; a ? might begin a trigraph."""
    plain = "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}" for byte in text.encode())
    return f'"{plain}"'


def c_comment(text: str) -> str:
    """A text that ends no comment, and begins none."""
    return text.replace("*/", "* /").replace("/*", "/ *")
