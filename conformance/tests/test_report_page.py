"""The page of a report in a real browser: no error, no sideways scrolling, all of it in reach of the keyboard.

Needs Chromium (on Debian: `apt-get install chromium`) and Playwright: `make browser`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance.reports.history import entry_of
from poolproof.conformance.reports.html import html

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: `make browser` installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: apt-get install chromium")

Report = dict[str, Any]
ALONE = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
ALONE += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = (360, 1600)
LONG = "/a/path/without/any/place/to/break/" + "libpool" * 30 + ".so"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, conforming: Report, violating: Report) -> dict[str, Path]:
    """One of each kind, with everything that a page can show."""
    cycles = {"value": 17.0, "low": 16.9, "high": 17.2}
    figure = {"workload": "depth1", "name": LONG, "how": "calls", "cycles": cycles, "launches": [[17.0, 17.1, 16.9]] * 5}
    instruction = {"operation": "get_soa", "outcome": "BP_OK", "samples": 9, "least": 10, "median": 12, "most": 900}
    instruction |= {"locked": 1, "time_stamp_reads": 0, "system_calls": 0, "outside": ["malloc_" * 20]}
    full = violating | {"ticks": [figure], "instructions": [instruction], "cut_short": "interrupted"}
    full["subject"] = violating["subject"] | {"given": LONG, "name": LONG}
    history = [entry_of(full, f"2031-02-{day:02}T03:04:05+00:00") for day in range(1, 29)]
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        "violates": html([full], history),
        "conforms": html([conforming]),
        "comparison": html([conforming, full, conforming, full]),
        "pair": html([conforming, full]),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Callable[..., Any]]:
    """Opens a page; at the end, nothing may have been complained of, nor asked of a network."""
    told: list[str] = []
    contexts = []

    def open_page(name: str, width: int = 1600, **how: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: told.append(request.url) if request.url.startswith("http") else None)
        page.goto(pages[name].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert told == []


NAMES = ("violates", "conforms", "comparison")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_its_window(opened: Callable[..., Any], name: str, width: int, scheme: str) -> None:
    page = opened(name, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    beyond = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(each => !each.closest('.scroll, .unseen, .skip-link') && each.getBoundingClientRect().right > width + 1)
            .map(each => each.outerHTML.slice(0, 80))""",
        width,
    )
    assert beyond == []


def test_two_runs_are_read_on_a_narrow_screen_without_scrolling_sideways(opened: Callable[..., Any]) -> None:
    beyond = opened("pair", 360).evaluate(
        """[...document.querySelectorAll('.worded')].map(each => each.parentElement)
            .map(each => each.scrollWidth - each.clientWidth)"""
    )
    assert beyond == [0, 0, 0]


def test_rows_stay_rows_on_a_narrow_screen(opened: Callable[..., Any]) -> None:
    """Whatever they look like: to a screen reader a table of other boxes may be none."""
    told = opened("pair", 360).locator("main").aria_snapshot()
    assert '- row "OWN-2 pass fail broken' in told
    assert 'columnheader "run 2"' in told


def contrast(page: Any, selector: str) -> float:
    """Of the text of an element with what lies behind it, as the accessibility guidelines count it."""
    found: float = page.evaluate(
        """selector => {
            const parts = colour => colour.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
            let each = document.querySelector(selector), behind = each;
            const text = light(parts(getComputedStyle(each).color));
            while (parts(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
            const ground = light(parts(getComputedStyle(behind).backgroundColor));
            return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
        }""",
        selector,
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_both_schemes(opened: Callable[..., Any], scheme: str) -> None:
    page = opened("violates", color_scheme=scheme)
    for selector in (
        ".verdict",
        ".facts",
        ".tile.pass",
        ".tile.fail",
        ".tile.skipped",
        ".lent",
        ".frame .free",
        ".checked",
        "h2",
    ):
        assert contrast(page, selector) >= 4.5, selector


def test_the_schemes_differ(opened: Callable[..., Any]) -> None:
    grounds = [
        opened("conforms", color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert grounds[0] != grounds[1]


def test_everything_is_in_reach_of_the_keyboard(opened: Callable[..., Any]) -> None:
    page = opened("violates")
    page.evaluate("document.querySelectorAll('.levels details').forEach(each => each.open = true)")
    reached = []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    for _ in range(400):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(each => each === document.body ? '' : each.tagName + ' ' + (each.getAttribute('href') || each.id"
            " || each.getAttribute('aria-label') || each.textContent.trim().slice(0, 40)))(document.activeElement)"
        )
        if not found:
            break
        reached.append(found)
    wanted = page.evaluate(
        """[...document.querySelectorAll('main a[href], main summary, main [tabindex="0"], main input:checked')]
            .filter(each => each.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
            .filter(each => each.matches('summary') || !each.closest('details:not([open])')).length"""
    )
    assert len(reached) == wanted > 60
    assert len([each for each in reached if each.startswith("A #")]) >= 36


def test_requirements_open_by_key_and_by_link(opened: Callable[..., Any]) -> None:
    page = opened("violates")
    page.focus(".requirement.pass summary")
    page.keyboard.press("Enter")
    assert page.locator(".requirement.pass").first.get_attribute("open") is not None
    page.click("summary >> text=core")
    page.click(".tile >> text=SAFE-1")
    assert page.locator("#SAFE-1").is_visible()


def test_requirements_can_be_filtered_by_key(opened: Callable[..., Any], violating: Report) -> None:
    page = opened("violates")
    everything = page.locator(".requirement:visible").count()
    page.focus("#show-all")
    page.keyboard.press("ArrowRight")
    assert page.locator(".requirement:visible").count() == 1
    assert "OWN-2" in page.locator(".requirement:visible").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".requirement:visible").count() == everything == len(violating["requirements"])


def test_a_screen_reader_is_told_the_verdicts(opened: Callable[..., Any]) -> None:
    told = opened("violates").locator("body").aria_snapshot()
    assert 'link "OWN-2 fail"' in told
    assert 'heading "Verdict by level" [level=2]' in told
    assert "b1 free, this call's" in told


def test_it_prints_without_what_only_a_screen_can_use(opened: Callable[..., Any]) -> None:
    page = opened("violates", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".filter").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_a_badge_is_a_picture_that_a_browser_shows(opened: Callable[..., Any], violating: Report) -> None:
    from poolproof.conformance.reports.badge import badge

    page = opened("conforms")
    page.set_content(badge(violating))
    boxes = page.evaluate(
        "[...document.querySelectorAll('text')].map(each => each.getBBox()).map(box => [box.x, box.x + box.width])"
    )
    width = page.evaluate("document.querySelector('svg').getBoundingClientRect().width")
    assert all(0 <= left < right <= width for left, right in boxes)
    assert boxes[0][1] < boxes[1][0]
