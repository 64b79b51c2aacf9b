"""Pools to begin with. Each folder beside this file is a whole project of the name ``mypool``, to be copied under another."""

from .copy import LANGUAGES, SkeletonError, copy_skeleton

__all__ = ["LANGUAGES", "SkeletonError", "copy_skeleton"]
