"""Labs: how long until the page has answered and drawn what a learner does, on a processor four times slower."""

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from curriculum.labs.registry import LABS
from tests.bench.figures import Figure
from tests.bench.site import Site

SLOWER = 4
MOST = 100  # ms
HELD = 80  # ms that a finger stays on a key
# From each key to the end of the first frame after it, which shows the control's own answer, and to the end of the
# second, which shows what the lab has drawn. The browser's own Event Timing says when a frame was presented, and
# without a screen said seconds where a recording of the screen showed frames at once.
WATCH = """
  window.painted = [];
  window.drawn = [];
  const frame = (then) => requestAnimationFrame(() => setTimeout(then));
  for (const kind of ["keydown", "keyup"]) {
    addEventListener(kind, ({ timeStamp }) => frame(() => {
      painted.push(performance.now() - timeStamp);
      frame(() => drawn.push(performance.now() - timeStamp));
    }), { capture: true });
  }
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
            painted, drawn = _slowest(page, lab.tag)
            yield Figure(lab.id, "next paint", painted, "ms", MOST, beside=beside[0])
            yield Figure(lab.id, "all drawn", drawn, "ms", beside=beside[1])
        browser.close()


def _slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _slowest(page: Page, inside: str) -> tuple[float, float]:
    """Operate each control, as a keyboard would; the longest waits for a paint and for the drawing, in milliseconds."""
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
                    page.keyboard.press(key, delay=HELD)
                    page.wait_for_timeout(150)
    page.wait_for_timeout(800)  # a text's consequences come half a second after the last key
    painted, drawn = page.evaluate("[painted, drawn].map((waits) => Math.max(0, ...waits))")
    return painted, drawn
