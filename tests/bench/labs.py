"""Labs: how long until the page answers what a learner does, on a processor four times slower."""

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from curriculum.labs.registry import LABS
from tests.bench.figures import Figure
from tests.bench.site import Site

SLOWER = 4
MOST = 100  # ms from an interaction to the next paint
# Keeps the longest time of each interaction: several events belong to one.
WATCH = """
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId: id, duration, name, target } of list.getEntries()) {
      if (id && !(duration <= interactions.get(id)?.duration)) {
        interactions.set(id, { duration, name, on: target?.labels?.[0]?.innerText ?? target?.innerText ?? "" });
      }
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
BARE = "<!doctype html><title>Bare</title><input type='range'><button>Press</button><textarea></textarea>"


def interactions(site: Site, _rounds: int, _seconds: float) -> Iterator[Figure]:
    """The slowest interaction of each lab, beside the slowest on a bare page with the same kinds of control."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/bare", lambda route: route.fulfill(body=BARE, content_type="text/html"))
        _slow_down(page)
        page.goto(f"{site.address}/bare")
        beside = _slowest(page, "body")
        for lab in LABS.values():
            page.goto(f"{site.address}/labs/{lab.id}/")
            page.locator(f"{lab.tag} footer").wait_for()
            yield Figure("lab", lab.id, _slowest(page, lab.tag), "ms", MOST, beside=beside)
        browser.close()


def _slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _slowest(page: Page, inside: str) -> float:
    """Operate each control once or twice, as a keyboard would; the longest interaction, in milliseconds."""
    page.evaluate(WATCH)
    for kind, keys in {
        "input[type=range]": ("ArrowRight", "ArrowRight", "End"),
        "select": ("ArrowDown",),
        "input[type=checkbox]": ("Space",),
        "summary": ("Enter",),
        "textarea": ("a", "b"),
        ".presets button, body > button": ("Enter",),
    }.items():
        for control in page.locator(f"{inside} {kind}" if inside != "body" else kind).all():
            if control.is_visible() and control.is_enabled():
                control.focus()
                for key in keys:
                    page.keyboard.press(key)
                    page.wait_for_timeout(150)
    page.wait_for_timeout(800)  # a text's consequences come half a second after the last key
    durations: list[float] = page.evaluate("[...interactions.values()].map(({ duration }) => duration)")
    return max(durations, default=0)
