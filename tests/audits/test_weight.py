"""What a lesson's first and second view may weigh (issue: the house)."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.audits.pages import LESSONS
from tests.audits.test_axe import as_person, sit

pytestmark = pytest.mark.journey
STATIC = Path(__file__).resolve().parents[2] / "static"


class Traffic:
    """What a page asked for until the network fell quiet."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        page.on("requestfinished", lambda request: self.requests.append(request))

    def n_bytes(self) -> int:
        """Bytes of answers on the wire, headers and bodies; what came from the cache weighs nothing."""
        return sum(
            sizes["responseBodySize"] + sizes["responseHeadersSize"]
            for sizes in (request.sizes() for request in self.from_network())
        )

    def from_network(self) -> list[Request]:
        return [request for request in self.requests if request.timing["responseStart"] >= 0 and not _cached(request)]


def _cached(request: Request) -> bool:
    sizes = request.sizes()
    return sizes["responseBodySize"] <= 0 and sizes["responseHeadersSize"] <= 0


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_keeps_to_its_weight(site: str, context: BrowserContext, path: str) -> None:
    page = context.new_page()
    first = Traffic(page)
    page.goto(site + path, wait_until="networkidle")
    has_math = page.locator("math").count() > 0
    assert {urlsplit(request.url).netloc for request in first.requests} == {urlsplit(site).netloc}
    assert len(first.requests) <= 12, "\n".join(request.url for request in first.requests)
    assert first.n_bytes() <= (220_000 if has_math else 180_000)
    second_page = context.new_page()
    second = Traffic(second_page)
    second_page.goto(site + path, wait_until="networkidle")
    assert second.n_bytes() <= 30_000
    print(f"{path}: first {first.n_bytes()} bytes in {len(first.requests)}, second {second.n_bytes()}")


def test_the_scripts_of_each_lesson_stay_below_thirty_kilobytes_for_its_learner(site: str, page: Page) -> None:
    scripts: dict[str, int] = {}

    def keep(request: Request) -> None:
        if request.resource_type == "script":
            response = request.response()
            scripts[request.url] = len(gzip.compress(response.body())) if response else 0

    as_person(site, "learner@example.org")(page)
    page.on("requestfinished", keep)
    weights = {}
    for path in LESSONS:
        scripts.clear()
        page.goto(site + path, wait_until="networkidle")
        for part in page.locator(".lab, knowledge-check, .highlight").all():
            part.scroll_into_view_if_needed()
        for lab in page.locator(".lab").all():
            expect(lab.get_by_role("button", name="Check my answer")).to_be_visible()
        page.wait_for_timeout(300)  # what the last parts asked for
        weights[path] = sum(scripts.values())
    print(weights)
    assert {path: weight for path, weight in weights.items() if not 5_000 < weight <= 30 * 1024} == {}


def test_the_script_of_an_attempt_stays_below_thirty_kilobytes(site: str, page: Page) -> None:
    scripts: dict[str, int] = {}

    def keep(request: Request) -> None:
        if request.resource_type == "script":
            response = request.response()
            scripts[request.url] = len(gzip.compress(response.body())) if response else 0

    # Nobody else here takes this quiz, and the attempt stays open.
    as_person(site, "behind@example.org")(page)
    paths = sit(page, site, "pre-training-practice")
    page.on("requestfinished", keep)
    page.goto(site + paths[0], wait_until="networkidle")
    print(f"an attempt's scripts: {sum(scripts.values())} bytes in {len(scripts)}")
    assert sum(scripts.values()) <= 30 * 1024, scripts


def test_the_math_font_stays_below_forty_five_kilobytes() -> None:
    assert (STATIC / "fonts" / "epoch-math.woff2").stat().st_size <= 45_000
