"""A whole project of a contract: a pool that keeps it, or the functions in front of a pool that is to be judged by it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from poolproof.spec import header_path
from poolproof.spec.contracts import Contract, block_header_path, kept_lines, load_contract, names_a_file

from .answers import answer_to
from .facts import Facts, facts_of
from .languages import LANGUAGES, Language
from .refusals import refuse_what_it_cannot
from .template import filled

_FOLDER: Final = Path(__file__).parent
_SUFFIX: Final = ".template"
CONTRACT_FILE: Final = "contract.toml"


def project_of_contract(language: str, name: str, contract_given: str, *, adapter: bool) -> dict[Path, str]:
    """Return the files of a project, by their paths in it, and what each holds.

    Raises SpecError for a contract that is none, and SkeletonError for one that can't be kept in the language.
    """
    contract = load_contract(contract_given)
    spoken = LANGUAGES[language]
    refuse_what_it_cannot(contract, language)
    facts = facts_of(contract) | {"name": name, "adapter": adapter}
    facts |= _facts_of_readme(contract, spoken, name, facts)
    facts |= spoken.words_of(contract, facts)
    templates = spoken.adapter_files if adapter else spoken.files
    files = {Path(file.replace("NAME", name)): _written(language, template, facts) for file, template in templates.items()}
    if facts.get("refusals") == "":
        files.pop(Path("src") / name / "refusals.py", None)  # every exception is Python's own
    files[Path("README.md")] = _written("shared", "README.md", facts)
    files[Path(".github/workflows/pool.yml")] = _written("shared", "pool.yml", facts)
    files[Path(".gitignore")] = (_FOLDER.parent / language / "dot-gitignore").read_text(encoding="utf-8")
    files[Path(CONTRACT_FILE)] = _contract_text(contract, contract_given, name)
    if language != "python":
        header = header_path() if contract.binding == 1 else block_header_path()
        files[Path("include") / header.name] = header.read_text(encoding="utf-8")
    return files


def _written(folder: str, template: str, facts: Facts) -> str:
    blank_lines = 2 if template.endswith(".py") else 1
    return filled((_FOLDER / folder / f"{template}{_SUFFIX}").read_text(encoding="utf-8"), facts, blank_lines)


def _contract_text(contract: Contract, given: str, name: str) -> str:
    """The file as it is, unless it needs another beside it: then all that it comes to."""
    if not names_a_file(given):
        own_name = name.replace("_", "-")
        own_name = f"{own_name}-pool" if own_name == given else own_name
        return f'contract = 1\nname = "{own_name}"\nbased_on = "{given}"\n'
    if names_a_file(contract.based_on):
        return "\n".join([f"# {given} whole: what it is based on included.", *kept_lines(contract)]) + "\n"
    return Path(given).read_text(encoding="utf-8")


def _facts_of_readme(contract: Contract, spoken: Language, name: str, facts: Facts) -> Facts:
    shown = [each.replace("NAME", name) for each in spoken.build]
    subject, sharing = spoken.subject.replace("NAME", name), contract.sharing
    source = spoken.adapter_source if facts["adapter"] and spoken.adapter_source else spoken.source
    promise = 'between = "interrupts"' if sharing.between == "interrupts" else 'progress = "lock-free"'
    return {
        "language_name": spoken.shown,
        "what_is_lent": f"{contract.block.count:,} blocks of {contract.block.size:,} bytes",
        "needs": spoken.needs,
        "build_shown": "\n".join(f"$ {each}" for each in shown),
        "build_in_workflow": "\n".join(f"          {each.replace('--editable ', '')}" for each in shown),
        "also_installed": spoken.also_installed,
        "subject": subject,
        "source": source.replace("NAME", name),
        "source_holds": "the adapter" if facts["adapter"] else "the pool",
        "has_binding_file": spoken.has_binding_file and not facts["adapter"],
        "is_library": spoken.shown != "Python",
        "build_file": spoken.build_file,
        "build_file_makes": spoken.build_file_makes.replace("NAME", name),
        "hot": contract.hot is not None,
        "shared_beyond_lock": sharing.between == "interrupts" or sharing.progress == "lock-free",
        "shared_promise": promise,
        "exhausted_code": _code(contract, "block.exhausted"),
        "sequence_exhausted_code": _code(contract, "sequence.exhausted"),
        "out_of_memory_code": _code(contract, "life.out_of_memory"),
    }


def _code(contract: Contract, key: str) -> int | str:
    """What an adapter answers for a pool that says no more than NULL."""
    if getattr(contract, key.partition(".")[0]) is None:
        return 1
    return answer_to(contract, key).code or 1
