"""Pools to begin with. A folder with a README is a whole project of the name ``mypool``, to be copied under another; those of
``of_contract`` are made of what a contract promises.
"""

from .copy import LANGUAGES, copy_skeleton, make_of_contract
from .errors import SkeletonError

__all__ = ["LANGUAGES", "SkeletonError", "copy_skeleton", "make_of_contract"]
