"""A certificate is one sheet of A4, whoever's it is, and can be verified from the paper."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from curriculum.models import Course
from progress.actions.study import begin_study
from progress.models import Certificate
from tests.audits.test_axe import violations
from tests.journeys.desk import Desk
from tests.journeys.paper import A4, printed, sheets
from tests.progress.completing import certificate_for, complete

pytestmark = pytest.mark.journey
NAMES = {
    "short": "Bo",
    "usual": "Ada Lovelace",
    "long": "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley Maria Theresia",
    "unbroken": "W" * 80,
    "hebrew": "דוד בן־גוריון",
    "arabic": "محمد بن عبد الله",
    "emoji": "Kim 🎓🧪 Lee",
}


def begin(desk: Desk) -> Course:
    course = Course.objects.get(slug="tiny")
    begin_study(desk.learner, course, timezone.now())
    return course


def test_a_learner_takes_the_certificate_and_a_stranger_verifies_it(desk: Desk, browser: Browser) -> None:
    course = begin(desk)
    own = desk.open("certificate/")
    expect(own.get_by_text("0 of 5 parts are done.")).to_be_visible()
    complete(desk.learner, course)
    own.reload()
    own.get_by_role("button", name="Issue the certificate").click()
    expect(own.get_by_role("heading", level=1)).to_have_text(course.title)
    code = own.locator(".paper-code").inner_text()
    page = browser.new_page()
    page.goto(f"{desk.address}/verify/")
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Genuine and in force.")).to_be_visible()
    expect(page.get_by_text(desk.learner.display_name)).to_be_visible()
    for each in (own, page):
        assert violations(each, is_bundled=False) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_name_fits_on_one_sheet_of_a4(scheme: str, desk: Desk, tmp_path: Path) -> None:
    certificate = certificate_for(desk.learner, begin(desk))
    page = desk.open("certificate/")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    full = {**certificate.statement, "modules": ["A module with a rather long name, as modules have them"] * 8}
    for name, statement in [(name, certificate.statement) for name in NAMES.values()] + [(NAMES["unbroken"], full)]:
        Certificate.objects.update(name=name, statement={**statement, "exam": "An exam of somebody else's (ABC-01)"})
        page.reload()
        expect(page.locator(".paper-name")).to_have_text(name)
        assert sheets(printed(page, tmp_path)) == [A4], name
        # Nothing is cut off at the sheet's edge.
        page.emulate_media(media="print")
        over = page.locator(".paper").evaluate("e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]")
        assert max(over) <= 0, (name, over)
        page.emulate_media(media="null")


def test_the_certificate_fits_a_phone(desk: Desk) -> None:
    certificate_for(desk.learner, begin(desk))
    page = desk.open("certificate/")
    for name in NAMES.values():
        Certificate.objects.update(name=name)
        page.set_viewport_size({"width": 320, "height": 700})
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
