"""A cheat sheet is one sheet of paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.audits.pages import COURSE
from tests.journeys.paper import A4, printed, sheets

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("module", ["pre-training", "fine-tuning", "adaptation", "evaluation"])
def test_the_cheat_sheet_of_a_week_is_printed_on_one_page(site: str, page: Page, tmp_path: Path, module: str) -> None:
    page.goto(f"{site}{COURSE}modules/{module}/")
    page.get_by_role("link", name="Cheat sheet, week").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cheat sheet, week")
    assert sheets(printed(page, tmp_path)) == [A4]
