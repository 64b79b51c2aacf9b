"""Projects that are made of a contract. A template for each file; what stands in it for one promise alone, is marked there."""

from .languages import LANGUAGES
from .project import CONTRACT_FILE, project_of_contract

__all__ = ["CONTRACT_FILE", "LANGUAGES", "project_of_contract"]
