"""No accessibility violation that axe can see, on every page, in light and dark, on a phone and on a desk."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.audits.pages import ADMIN, COURSE, LESSONS, OPEN, SIGNED_IN
from tests.site import manage

pytestmark = pytest.mark.journey
SCHEMES, WIDTHS = ("light", "dark"), (1280, 360)
LOOKS = [(scheme, width) for width in WIDTHS for scheme in SCHEMES]


def violations(page: Page, *, is_bundled: bool = True) -> list[str]:
    """What axe complains of. Where style sheets import others, as they do before they are bundled, it must not load
    them itself: it would do so by an inline style, which the policy refuses."""
    found = Axe().run(page, options={"preload": is_bundled}).response["violations"]
    return [f"{each['id']}: {each['help']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def walk(
    browser: Browser,
    site: str,
    paths: tuple[str, ...],
    width: int,
    enter: Callable[[Page], None],
    *,
    schemes: tuple[str, ...] = SCHEMES,
    is_bundled: bool = True,
) -> None:
    """Every path at one width, loaded once and looked at in each scheme; complaints of all are shown together."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    heard: list[str] = []
    page.on(
        "console", lambda message: heard.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    enter(page)
    complaints: dict[str, list[str]] = {}
    for path in paths:
        answer = page.goto(site + path, wait_until="networkidle")
        # Two frames: boxes that scroll can take focus once the page has seen how wide they are.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found = []
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            # Colours that fade from the one scheme to the other are neither's.
            page.evaluate("() => Promise.all(document.getAnimations().map((fade) => fade.finished))")
            found += [f"{scheme}: {each}" for each in violations(page, is_bundled=is_bundled)]
        expected = 404 if path == "/no-such-page/" else 200
        if answer is None or answer.status != expected:
            found.append(f"the page answers {answer and answer.status}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"the page is {wide} px wider than the window")
        if found or heard:
            complaints[path] = [*found, *heard]
        heard.clear()
    context.close()
    assert complaints == {}


def sit(page: Page, site: str, quiz: str) -> tuple[str, ...]:
    """Join the course if need be, answer one question, submit, and be marked. The pages that were on the way."""
    address = f"{COURSE}quizzes/{quiz}/"
    page.goto(site + address)
    join = page.get_by_role("button", name="Join the course to take it")
    if join.count():
        join.click()
    page.get_by_role("button", name="Start").first.click()
    attempt = page.url.removeprefix(site).partition("questions/")[0]
    n_questions = page.locator(".quiz-steps li").count()
    page.get_by_role("radio").first.or_(page.get_by_role("checkbox").first).first.check()
    return (attempt, *(f"{attempt}questions/{place}/" for place in range(1, n_questions + 1)), f"{attempt}review/")


def as_visitor(_page: Page) -> None:
    """Nothing to do."""


def as_person(site: str, address: str) -> Callable[[Page], None]:
    def enter(page: Page) -> None:
        page.goto(f"{site}/accounts/login/")
        page.get_by_label("E-mail").fill(address)
        page.get_by_label("Password", exact=True).fill("epoch-demo")
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "login" not in url)

    return enter


@pytest.mark.parametrize("width", WIDTHS)
def test_visitors_pages_have_no_violation(browser: Browser, site: str, width: int) -> None:
    walk(browser, site, OPEN, width, as_visitor)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_lesson_has_a_violation(browser: Browser, site: str, scheme: str, width: int) -> None:
    walk(browser, site, LESSONS, width, as_visitor, schemes=(scheme,))


@pytest.mark.parametrize("width", WIDTHS)
def test_learners_pages_have_no_violation(browser: Browser, site: str, width: int) -> None:
    walk(browser, site, SIGNED_IN, width, as_person(site, "learner@example.org"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", ["behind", "finished"])
def test_whoever_s_desk_and_plan_have_no_violation(browser: Browser, site: str, who: str, width: int) -> None:
    walk(
        browser,
        site,
        ("/desk/", f"{COURSE}plan/", f"{COURSE}certificate/"),
        width,
        as_person(site, f"{who}@example.org"),
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("quiz", ["pre-training-practice", "readiness"])
def test_a_quiz_has_no_violation_from_its_start_to_its_result(
    browser: Browser, site: str, quiz: str, width: int
) -> None:
    enter = as_person(site, "learner@example.org")
    page = browser.new_page()
    enter(page)
    paths = sit(page, site, quiz)
    walk(browser, site, paths, width, enter)
    page.goto(f"{site}{paths[-1]}")
    page.get_by_role("button", name="Submit").click()
    result = page.url.removeprefix(site)
    walk(browser, site, (result,), width, enter)
    manage(site, "shell", "-v", "0", "-c", "from quizzes.actions.marking import sweep; sweep()")
    page.goto(site + result)
    assert page.locator("h2#by-question").count() == 1
    page.close()
    walk(browser, site, (result,), width, enter)


@pytest.mark.parametrize("width", WIDTHS)
def test_admin_pages_have_no_violation(browser: Browser, site: str, width: int) -> None:
    walk(browser, site, ADMIN, width, as_person(site, "admin@example.org"), is_bundled=False)
