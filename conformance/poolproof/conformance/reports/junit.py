"""A report as JUnit XML, for whatever shows test results: one suite a run, one case a requirement.

JUnit knows no `unknown`. Such a case is skipped, with its reason: it is no pass, and exit status 4 says so too. What a subject
can't promise is skipped as well, with that reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .document import Document, effort, headline, requirements, step_lines, verdict_words

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(documents: Sequence[Document]) -> str:
    """One XML document, with a suite for each report."""
    suites = Element("testsuites", name="poolproof")
    for document in documents:
        _suite(suites, document)
    ElementTree.indent(suites)
    text: str = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(suites: Element, document: Document) -> None:
    counts = {verdict: len(requirements(document, verdict)) for verdict in ("fail", "unknown", "skipped", "not_promised")}
    suite = SubElement(
        suites,
        "testsuite",
        name=_clean(f"poolproof verify {document['subject']['given']}"),
        tests=str(len(document["requirements"])),
        failures=str(counts["fail"]),
        errors="0",
        skipped=str(sum(counts.values()) - counts["fail"]),
        time=f"{document['seconds']:.3f}",
    )
    if document.get("began"):
        suite.set("timestamp", _clean(document["began"]).removesuffix("+00:00"))
        suite.set("hostname", _clean(document["host"]))
    properties = SubElement(suite, "properties")
    for name, value in _facts(document).items():
        SubElement(properties, "property", name=name, value=_clean(str(value)))
    for each in document["requirements"]:
        _case(suite, document, each)
    SubElement(suite, "system-out").text = _clean(f"{headline(document)} ({effort(document)})")


def _facts(document: Document) -> dict[str, object]:
    return {
        "poolproof": document["poolproof"],
        "subject": document["subject"]["name"],
        "sha256": document["subject"]["sha256"] or "",
        "contract": document["contract"]["name"],
        "level": document["level"],
        "conforms_at": document["conforms_at"] or "no level",
        "verdict": document["verdict"],
        "seed": document["seed"],
    }


def _case(suite: Element, document: Document, each: Document) -> None:
    case = SubElement(
        suite,
        "testcase",
        name=each["id"],
        classname=_clean(f"poolproof.{each['level']}"),
        assertions=str(each["checked"]),
    )
    if each["verdict"] == "fail":
        failure = SubElement(case, "failure", message=_clean(each["why"] or ""), type=each["id"])
        failure.text = _clean("\n".join(_story(document, each)))
    elif each["verdict"] != "pass":
        SubElement(case, "skipped", message=_clean(f"{verdict_words(each['verdict'])}: {each['why']}"))


def _story(document: Document, each: Document) -> list[str]:
    example = each["counterexample"]
    told = [each["text"]] if "text" in each else []
    told += step_lines(example)
    told += [f"expected  {example['expected']}", f"observed  {example['observed']}"]
    return [*told, f"subject   {document['subject']['given']}, seed {document['seed']}"]


def _clean(text: str) -> str:
    """Without what no XML document may hold: a subject names itself as it likes."""
    return _NOT_IN_XML.sub("\ufffd", text)
