"""The forms of a report, from its data: JUnit XML, Markdown, annotations, a badge, a page; and runs beside each other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from lxml import etree

from poolproof.conformance.reports import json_report
from poolproof.conformance.reports.badge import badge
from poolproof.conformance.reports.changes import frames_of
from poolproof.conformance.reports.comparison import Change, compare
from poolproof.conformance.reports.document import examples, headline, levels
from poolproof.conformance.reports.forms import Tap, Told
from poolproof.conformance.reports.github import workflow_commands
from poolproof.conformance.reports.history import entry_of
from poolproof.conformance.reports.html import html
from poolproof.conformance.reports.junit import junit
from poolproof.conformance.reports.markdown import markdown

Report = dict[str, Any]
HOSTILE = "<script>alert(1)</script> | `x` **b** [a](b) & \"q\" 'p' \x01\x1b[31m ]]> ::error::\n\r%0A é"
JUNIT_SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "junit.xsd")))


@pytest.fixture(scope="module")
def hostile(violating: Report) -> Report:
    """A report whose subject chose its words to break what is made of them."""
    report = copy.deepcopy(violating)
    report["subject"] |= {"given": HOSTILE, "name": HOSTILE}
    failure = requirement(report, "OWN-2")
    failure["why"] = HOSTILE
    failure["counterexample"] |= {"expected": HOSTILE, "observed": HOSTILE}
    for frame in failure["counterexample"]["picture"]["frames"]:
        frame |= {"call": HOSTILE, "result": HOSTILE}
    return report


def requirement(report: Report, identity: str) -> Report:
    found: Report = next(each for each in report["requirements"] if each["id"] == identity)
    return found


def inconclusive(report: Report) -> Report:
    """The same, of a run that could not tell of ORDER-1."""
    changed = copy.deepcopy(report)
    requirement(changed, "ORDER-1").update(verdict="unknown", why="nothing of it was seen", checked=0)
    return changed | {"verdict": "inconclusive", "conforms_at": None}


# ---- the data ----


def test_a_report_follows_its_schema_and_holds_what_a_page_shows(violating: Report, conforming: Report) -> None:
    for report in (violating, conforming):
        jsonschema.validate(report, json_report.schema())
    own_2 = requirement(violating, "OWN-2")
    assert own_2["text"].startswith("Returning a buffer that is not lent")
    assert own_2["reason"]
    assert "double-return-at-once" in [each["fault"] for each in own_2["guards"]]
    assert requirement(conforming, "TICK-1")["guards"] == []


def test_levels_are_judged_each_by_its_own_requirements(violating: Report, conforming: Report) -> None:
    assert [(each.level, each.state) for each in levels(violating)] == [
        ("core", "met"),
        ("hardened", "violated"),
        ("hot", "not asked for"),
        ("ticks", "not asked for"),
    ]
    assert levels(inconclusive(conforming))[0].state == "unknown"
    assert levels(conforming)[0].met == len(levels(conforming)[0].requirements)


def test_a_level_above_one_that_is_violated_is_not_called_met(violating: Report) -> None:
    report = copy.deepcopy(violating)
    requirement(report, "OWN-2").update(verdict="pass", why=None, counterexample=None)
    requirement(report, "ORDER-1").update(
        verdict="fail", why="so", counterexample=requirement(violating, "OWN-2")["counterexample"]
    )
    assert [each.state for each in levels(report)[:2]] == ["violated", "met by itself"]
    assert '<li class="card pass">' not in html([report])


@pytest.mark.parametrize("how", [{"ended_at_violation": True}, {"cut_short": "interrupted"}])
def test_what_was_met_so_far_is_marked_otherwise_than_what_a_whole_run_found(violating: Report, how: Report) -> None:
    whole = violating | {"ended_at_violation": False, "cut_short": None}
    assert "| ✅ | ORDER-1 |" in markdown([whole])
    assert "met so far" not in markdown([whole]) + html([whole])
    early = whole | how
    assert "| ☑️ | ORDER-1 |" in markdown([early])
    assert "met so far: the search ended early" in markdown([early])
    assert 'class="tile pass"' not in html([early])
    assert 'class="tile pass early"' in html([early])


def test_what_does_not_apply_is_no_gap(conforming: Report) -> None:
    report = copy.deepcopy(conforming)
    requirement(report, "ISO-4").update(verdict="skipped", why="one pool at a time", checked=0, applies=False)
    assert levels(report)[0].state == "met"
    requirement(report, "ISO-4")["applies"] = True
    assert levels(report)[0].state == "not asked for"


def test_a_counterexample_of_two_requirements_is_one(violating: Report) -> None:
    report = copy.deepcopy(violating)
    requirement(report, "REFUSE-1").update(
        verdict="fail", counterexample=copy.deepcopy(requirement(report, "OWN-2")["counterexample"])
    )
    assert [each.ids for each in examples(report)] == [("OWN-2", "REFUSE-1")], "the most telling first"


def test_what_only_comes_of_a_fault_is_named_beside_it(violating: Report) -> None:
    report = copy.deepcopy(violating)
    symptom = copy.deepcopy(requirement(report, "OWN-2")["counterexample"]) | {"comes_of": "OWN-2", "requirements": ["CAP-2"]}
    requirement(report, "CAP-2").update(verdict="fail", why="so", counterexample=symptom)
    assert [(each.ids, each.also) for each in examples(report)] == [(("OWN-2",), ("CAP-2",))]
    assert "also violated, by the same fault as far as can be told: CAP-2" in markdown([report])
    (error,) = workflow_commands(report)
    assert error.endswith("also      CAP-2")
    assert headline(report).startswith("violates OWN-2, CAP-2")


def of_class(report: Report) -> Report:
    """The same, of a subject that can't promise ORDER-1."""
    changed = copy.deepcopy(report)
    requirement(changed, "ORDER-1").update(verdict="not_promised", why="nobody could", checked=0, applies=False)
    return changed


def test_what_is_not_promised_is_no_gap_and_no_pass(conforming: Report) -> None:
    report = of_class(conforming)
    jsonschema.validate(report, json_report.schema())
    core = levels(report)[0]
    assert (core.state, core.met, core.not_promised) == ("met", len(core.requirements) - 1, 1)
    assert core.counts == f"{len(core.requirements) - 1} of {len(core.requirements)}, 1 not promised"
    assert headline(report).endswith("that is promised is met; 1 not promised")
    assert badge(report) == badge(conforming)
    assert not [line for line in workflow_commands(report) if "ORDER-1" in line]


def test_what_is_not_promised_must_say_why(conforming: Report) -> None:
    report = of_class(conforming)
    requirement(report, "ORDER-1")["why"] = None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, json_report.schema())


def test_every_form_tells_what_is_not_promised_in_words(conforming: Report) -> None:
    report = of_class(conforming)
    (case,) = parsed_junit(report).xpath(".//testcase[@name='ORDER-1']")
    assert case.find("skipped").get("message") == "not promised: nobody could"
    assert "### Not promised" in markdown([report])
    assert "| ORDER-1 | nobody could |" in markdown([report])
    assert "✅ pass | ◽ not promised" in markdown([conforming, report])
    for page in (html([report]), html([conforming, report])):
        assert "not promised" in page
        assert ">not_promised<" not in page


# ---- JUnit ----


def parsed_junit(*reports: Report) -> Any:
    text = junit(reports)
    document = etree.fromstring(text.encode("utf-8"))
    JUNIT_SCHEMA.assertValid(document)
    return document


def test_the_junit_schema_can_refuse() -> None:
    for wrong in (
        "<testsuites><testcase/></testsuites>",
        '<testsuite name="x"/>',
        "<testsuites><testsuite tests='-1'/></testsuites>",
    ):
        assert not JUNIT_SCHEMA.validate(etree.fromstring(wrong))


def test_junit_has_a_case_for_each_requirement_and_a_suite_for_each_run(violating: Report, conforming: Report) -> None:
    document = parsed_junit(violating, conforming)
    first, second = document.findall("testsuite")
    assert [case.get("name") for case in first.findall("testcase")] == [each["id"] for each in violating["requirements"]]
    assert (first.get("failures"), second.get("failures")) == ("1", "0")
    (failure,) = document.findall(".//failure")
    assert failure.getparent().get("name") == "OWN-2"
    assert "return_soa(p1, b1: returned before)" in failure.text
    assert "expected  BP_NOT_IN_USE" in failure.text


def test_junit_counts_what_it_holds(violating: Report) -> None:
    (suite,) = parsed_junit(violating).findall("testsuite")
    for attribute, path in (
        ("tests", "testcase"),
        ("failures", ".//failure"),
        ("errors", ".//error"),
        ("skipped", ".//skipped"),
    ):
        assert int(suite.get(attribute)) == len(suite.findall(path)), attribute


def test_junit_calls_the_unknown_skipped_and_says_so(conforming: Report) -> None:
    document = parsed_junit(inconclusive(conforming))
    (case,) = document.xpath(".//testcase[@name='ORDER-1']")
    assert case.find("skipped").get("message") == "unknown: nothing of it was seen"


def test_junit_is_xml_whatever_a_subject_is_called(hostile: Report) -> None:
    document = parsed_junit(hostile)
    assert "<script>" in document.find(".//failure").text
    assert "\ufffd" in document.find("testsuite").get("name")


# ---- Markdown ----


def test_tap_plans_each_requirement_and_calls_no_violation_ok(violating: Report, conforming: Report) -> None:
    lines = Tap.text(Told([violating])).splitlines()
    assert lines[:2] == ["TAP version 13", f"1..{len(violating['requirements'])}"]
    refused = [line.split(" - ")[1] for line in lines if line.startswith("not ok ")]
    assert refused == [each["id"] for each in violating["requirements"] if each["verdict"] in ("fail", "unknown")]
    assert "OWN-2" in refused
    assert any(line.startswith("# fail: expected ") for line in lines)
    good = Tap.text(Told([conforming])).splitlines()
    assert not [line for line in good if line.startswith("not ok ") and "HOT" not in line]
    assert [line for line in good if " # SKIP not asked for" in line]


def test_a_reason_of_tap_stays_on_its_line(hostile: Report) -> None:
    lines = Tap.text(Told([hostile])).splitlines()
    assert all(line.startswith(("ok ", "not ok ", "# ", "TAP ", "1..")) for line in lines)
    assert sum(line.startswith(("ok ", "not ok ")) for line in lines) == len(hostile["requirements"])


def test_markdown_tells_verdict_levels_and_steps(violating: Report) -> None:
    text = markdown([violating])
    assert text.startswith("## ❌ violates OWN-2; conforms at core\n")
    assert "| hardened | ❌ violated | 3 of 4 |" in text
    assert "4  return_soa(p1, b1: returned before)  -> BP_OK\n```" in text
    assert "| hot | ⚪ not asked for" in text


def test_markdown_names_what_is_not_known(conforming: Report) -> None:
    text = markdown([inconclusive(conforming)])
    assert "| ORDER-1 | nothing of it was seen |" in text
    assert "| core | ❔ not known |" in text
    assert "| hardened | ⚪ met by itself |" in text, "below it, something is not known"
    assert "✅ met" not in text


def test_markdown_holds_no_markup_of_a_subject(hostile: Report) -> None:
    text = markdown([hostile])
    outside_code = [line for line in text.split("```")[0::2] for line in line.splitlines()]
    assert not any("<script>" in line and not line.startswith("``") for line in outside_code)
    tables = [line for line in outside_code if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in tables} <= {4, 5}


# ---- annotations ----


def test_a_violation_is_an_error_on_one_line(violating: Report) -> None:
    (line,) = workflow_commands(violating)
    assert line.startswith("::error title=OWN-2 is violated::Returning a buffer")
    assert "%0Aobserved  BP_OK" in line


def test_what_conforms_is_a_notice_and_what_is_unknown_a_warning(conforming: Report) -> None:
    (line,) = workflow_commands(conforming)
    assert line.startswith("::notice title=poolproof::conforms: every requirement up to hardened is met (")
    (line,) = workflow_commands(inconclusive(conforming))
    assert line == "::warning title=ORDER-1 is not known::nothing of it was seen"


def test_an_annotation_can_not_be_broken_out_of(hostile: Report) -> None:
    (line,) = workflow_commands(hostile)
    assert "\n" not in line
    assert "\r" not in line
    assert "%250A" in line


def test_of_many_annotations_the_last_tells_of_the_rest(violating: Report) -> None:
    report = copy.deepcopy(violating)
    example = requirement(report, "OWN-2")["counterexample"]
    for number, each in enumerate(report["requirements"][:13]):
        each.update(verdict="fail", why="so", counterexample={**example, "observed": f"{number}", "requirements": [each["id"]]})
    lines = workflow_commands(report)
    assert len(lines) == 10
    assert lines[-1].startswith("::error title=and 5 more::")
    assert lines[-1].endswith("OWN-2 is violated")


# ---- the badge ----


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "conforms at hardened"),
        ({"conforms_at": None}, "conforms in part"),
        ({"verdict": "inconclusive", "conforms_at": None}, "inconclusive"),
    ],
)
def test_a_badge_says_the_verdict(conforming: Report, change: Report, text: str) -> None:
    picture = ElementTree.fromstring(badge(conforming | change))
    assert picture.get("aria-label") == f"poolproof: {text}"
    written = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert written == ["poolproof", text]


def test_a_badge_counts_violations(violating: Report) -> None:
    assert ">violates OWN-2<" in badge(violating)
    report = copy.deepcopy(violating)
    requirement(report, "OWN-1")["verdict"] = "fail"
    assert ">violates 2 requirements<" in badge(report)


# ---- the page ----


class Tags(HTMLParser):
    """Every tag of a page, with its attributes; which of them were never closed."""

    VOID = ("meta", "link", "input", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def ids(tags: Tags) -> list[str]:
    return [attributes["id"] or "" for _, attributes in tags.found if "id" in attributes]


def test_a_page_is_whole_small_and_alone(violating: Report, conforming: Report) -> None:
    for text in (html([violating]), html([conforming]), html([conforming, violating])):
        tags = Tags(text)
        assert tags.open == []
        assert len(text.encode()) < 1_000_000
        assert len(ids(tags)) == len(set(ids(tags)))
        links = [value for _, attributes in tags.found for key, value in attributes.items() if key in ("href", "src")]
        assert all(link is not None and link.startswith(("#", "data:")) for link in links)
        assert {link[1:] for link in links if link and link.startswith("#")} <= set(ids(tags))
        assert not any(tag == "script" for tag, _ in tags.found)


def test_a_page_of_a_pool_that_does_all_wrong_is_small_too(violating: Report) -> None:
    report = copy.deepcopy(violating)
    pool = {"soa_capacity": 64, "soa_in_use": 32, "receipt_capacity": 9, "receipts_in_use": 9}
    pool |= {"free": list(range(32)), "lent": list(range(32, 64))}
    frame = {"call": "get_soa(p1, 8)", "result": "b1", "buffer": None, "due": None, "wrong": False}
    frames = [frame | {"first": at, "last": at, "pools": [pool | {"pool": at} for at in range(8)]} for at in range(1, 41)]
    for each in report["requirements"]:
        example = {"operations": [], "omitted": 0, "expected": each["id"], "observed": "", "requirements": [each["id"]]}
        example |= {"reproduced": 5, "attempts": 5, "picture": {"omitted": 2, "frames": frames}}
        each.update(verdict="fail", why="so", checked=1, counterexample=example)
    text = html([report])
    assert len(text.encode()) < 1_000_000
    assert "42 frames are left out" in text
    assert text.count("<dt>should have</dt>") == len(report["requirements"])
    one_pool = [frame | {"pools": frame["pools"][:1]} for frame in frames]
    for each in report["requirements"]:
        each["counterexample"]["picture"]["frames"] = one_pool
    text = html([report])
    assert 250_000 < len(text.encode()) < 1_000_000
    assert "41 frames before these are left out" in text


def test_a_violation_is_told_as_what_was_due_and_what_came(violating: Report) -> None:
    assert requirement(violating, "OWN-2")["why"] == "expected BP_NOT_IN_USE: b1 was returned before; observed BP_OK"


def test_a_page_shows_each_step_and_marks_what_went_wrong(violating: Report) -> None:
    text = html([violating])
    assert text.count('class="legend"') == 1
    assert text.count('<li class="frame') == 4
    assert text.count('<li class="frame last">') == 1
    assert "BP_NOT_IN_USE: b1 was returned before" in text
    assert "double-return-at-once" in text


def test_a_page_shows_first_what_went_wrong_then_folds_the_levels_that_are_met(violating: Report) -> None:
    text = html([violating])
    assert text.index("What went wrong") < text.index("Verdict by level") < text.index('id="requirements"')
    assert text.count("<details open>") == 1, "hardened, and no other level"


def test_a_page_says_when_and_where(violating: Report) -> None:
    report = violating | {"began": "2031-02-03T04:05:06+00:00", "host": "<vm>"}
    jsonschema.validate(report, json_report.schema())
    assert '<time datetime="2031-02-03T04:05:06+00:00">2031-02-03 04:05 UTC</time>' in html([report])
    assert "<span>on &lt;vm&gt;</span>" in html([report])
    (suite,) = ElementTree.fromstring(junit([report]))
    assert (suite.get("timestamp"), suite.get("hostname")) == ("2031-02-03T04:05:06", "<vm>")


def pool(number: int, lent: list[int], *, in_use: int | None = None, taken: int = 0) -> Report:
    free = [each for each in range(4) if each not in lent]
    counts = {"soa_capacity": 4, "soa_in_use": len(lent) if in_use is None else in_use, "receipt_capacity": 2}
    return {"pool": number, "free": free, "lent": lent, "receipts_in_use": taken} | counts


def test_a_step_shows_what_it_changed_and_the_last_the_whole_pool() -> None:
    frames = [
        {"buffer": None, "pools": [pool(0, [])]},
        {"buffer": None, "pools": [pool(0, []), pool(1, [])]},
        {"buffer": {"pool": 1, "number": 1}, "pools": [pool(0, []), pool(1, [0, 1])]},
        {"buffer": None, "pools": [pool(0, []), pool(1, [0, 1], taken=1)]},
        {"buffer": {"pool": 1, "number": 1}, "pools": [pool(0, []), pool(1, [0, 1], taken=1)]},
        {"buffer": None, "pools": [pool(1, [0, 1], taken=1)]},
        {"buffer": None, "pools": [pool(1, [1], taken=1)]},
    ]
    shown = [
        (each.is_whole, [(drawn.pool["pool"], drawn.came, drawn.cells, drawn.records_changed) for drawn in each.pools])
        for each in frames_of({"picture": {"frames": frames, "omitted": 0}}, 40)
    ]
    assert shown == [
        (False, [(0, "new", (), True)]),
        (False, [(1, "new", (), True)]),
        (False, [(1, "", (0, 1), False)]),
        (False, [(1, "", (), True)]),
        (False, [(1, "", (1,), False)]),
        (False, [(0, "gone", (), False)]),
        (True, [(1, "", (0, 1, 2, 3), False)]),
    ]
    assert [each.is_whole for each in frames_of({"picture": {"frames": frames, "omitted": 0}}, 3)] == [True, False, True]
    assert frames_of({"picture": {"frames": frames[:2], "omitted": 7}}, 2)[0].is_whole
    assert frames_of({}, 40) == frames_of({"picture": {"frames": frames, "omitted": 0}}, 0) == []


def test_what_enters_a_list_that_is_cut_is_not_called_new() -> None:
    frames = [{"buffer": None, "pools": [pool(0, lent, in_use=3)]} for lent in ([0, 1], [1, 2], [1])]
    assert frames_of({"picture": {"frames": frames}}, 3)[1].pools == ()


def test_a_page_explains_pictures_where_it_has_some(violating: Report) -> None:
    report = copy.deepcopy(violating)
    del requirement(report, "OWN-2")["counterexample"]["picture"]
    assert 'class="legend"' not in html([report])


def test_a_page_counts_in_words_that_fit(violating: Report) -> None:
    report = copy.deepcopy(violating)
    requirement(report, "OWN-2")["checked"] = 1
    assert "<dd>1 observation that could have failed it, and one that did." in html([report])


def test_a_page_says_how_to_judge_again(violating: Report) -> None:
    report = violating | {"subject": violating["subject"] | {"given": "my pool.so", "name": "x"}}
    assert "Again: <code>poolproof verify &#39;my pool.so&#39; --level" in html([report])
    report |= {"contract": report["contract"] | {"given": "my slab.toml"}}
    assert "Again: <code>poolproof verify &#39;my pool.so&#39; --contract &#39;my slab.toml&#39; --level" in html([report])


def test_a_page_says_what_came_of_earlier_runs(violating: Report, conforming: Report) -> None:
    runs = [entry_of(each, f"2031-02-0{day}T03:04:05+00:00") for day, each in enumerate((conforming, violating, conforming), 1)]
    text = html([conforming], runs)
    assert "The latest 3 runs, oldest first: 2 conforming, 1 violating" in text
    assert text.count("2031-02-03 03:04 UTC") == text.count("<span>2031-02-01 03:04</span>") == 1


def test_a_page_holds_no_markup_of_a_subject(hostile: Report) -> None:
    tags = Tags(html([hostile]))
    assert not any(tag == "script" for tag, _ in tags.found)


def test_a_report_of_an_earlier_version_has_a_page_too(violating: Report) -> None:
    report = copy.deepcopy(violating)
    for key in ("ticks", "tick_target", "python_memory"):
        del report[key]
    for each in report["requirements"]:
        for key in ("applies", "text", "reason", "guards"):
            del each[key]
        if each["counterexample"]:
            del each["counterexample"]["picture"]
    jsonschema.validate(report, json_report.schema())
    for form in (html, junit, markdown):
        assert "BP_NOT_IN_USE: b1 was returned before" in form([report]).replace("\\_", "_")
    assert badge(report)
    assert workflow_commands(report)


def ticks(value: float) -> list[Report]:
    launches = [[value, value + 0.2, value + 0.1], [value + 0.1, value, value]]
    cycles = {"value": value, "low": value - 0.1, "high": value + 0.1}
    return [
        {"workload": "depth1", "name": "mine", "how": "calls", "cycles": cycles, "launches": launches},
        {"workload": "depth1", "name": "two empty calls", "how": "calls", "cycles": cycles, "launches": launches},
    ]


def test_a_page_plots_ticks_beside_their_target(conforming: Report) -> None:
    report = conforming | {"ticks": ticks(11.0)}
    jsonschema.validate(report, json_report.schema())
    text = html([report])
    assert text.count('<div class="strip"') == 2
    assert "11.00 cycles, 10.90 to 11.10; 6 rounds in 2 launches" in text
    assert "target of the contract: 7" in text


# ---- beside each other ----


def test_what_is_broken_fixed_or_no_longer_known_is_told(conforming: Report, violating: Report) -> None:
    found = compare([conforming, violating])
    assert found.has_broken
    assert found.headline == "2 runs compared: 1 broken"
    assert [(each.id, each.change, each.verdicts) for each in found.changed] == [("OWN-2", Change.BROKEN, ("pass", "fail"))]
    back = compare([violating, conforming])
    assert not back.has_broken
    assert back.headline == "2 runs compared: 1 fixed"
    lost = compare([conforming, inconclusive(conforming)])
    assert [each.change for each in lost.changed] == [Change.LOST]
    assert compare([conforming, conforming]).headline == "2 runs compared: every verdict is the same"


def test_ticks_are_compared_where_both_have_them(conforming: Report) -> None:
    first, last = conforming | {"ticks": ticks(10.0)}, conforming | {"ticks": ticks(11.0)}
    (figure,) = compare([first, last]).figures
    assert (figure.label, figure.told, figure.change) == ("depth1, core cycles", ("10.00", "11.00"), "+10.0 %")
    (figure,) = compare([conforming, last]).figures
    assert (figure.told, figure.change) == (("not measured", "11.00"), "")


@pytest.mark.parametrize("form", [markdown, html], ids=["markdown", "html"])
def test_a_comparison_says_what_changed(form: Callable[[list[Report]], str], conforming: Report, violating: Report) -> None:
    text = form([conforming, violating])
    assert "2 runs compared: 1 broken" in text
    assert "run 2" in text
    assert "OWN-2" in text
