"""No page of the admin breaks the content security policy (P20), nor does what one opens from it."""

import pytest
from django.contrib import admin
from playwright.sync_api import Browser, Page

from tests.audits.pages import ADMIN
from tests.audits.test_axe import as_person
from tests.site import manage

pytestmark = pytest.mark.journey
# Told by the browser before any script of the page runs; the console tells of the same, and of errors.
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
SUPERUSER = """
from accounts.models import User
User.objects.filter(email="admin@example.org").update(is_superuser=True)
"""
OTHERS = (
    "/admin/login/",
    "/admin/password_change/",
    "/admin/password_change/done/",
    "/admin/jsi18n/",
    *(f"/admin/{label}/" for label in sorted({model._meta.app_label for model in admin.site._registry})),
)


class Walk:
    """A browser that keeps what it complains of, by page."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.complaints = page, site, dict[str, list[str]]()
        self.n_pages = 0
        page.add_init_script(LISTEN)
        page.on("console", lambda message: self._hear(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._hear(str(error)))

    def _hear(self, words: str) -> None:
        if "Failed to load resource" not in words:  # a page that is refused, which is no breach
            self.complaints.setdefault(self.page.url.removeprefix(self.site), []).append(words)

    def open(self, path: str) -> int:
        answer = self.page.goto(self.site + path, wait_until="load")
        self.n_pages += 1
        return answer.status if answer else 0

    def rows(self) -> str | None:
        """The address of the first row of the list that is open."""
        link = self.page.locator("#result_list tbody th a").first
        return link.get_attribute("href") if link.count() else None


def test_no_page_of_the_admin_breaks_the_policy(browser: Browser, site: str) -> None:
    manage(site, "shell", "-v", "0", "-c", SUPERUSER)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    walk = Walk(context.new_page(), site)
    as_person(site, "admin@example.org")(walk.page)
    for path in (*ADMIN, *OTHERS):
        assert walk.open(path) == 200, path
    for model in admin.site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert walk.open(f"{path}?all=&outcome=all" if model.__name__ == "AttemptItem" else path) == 200
        row = walk.rows()
        action = walk.page.locator("select[name=action] option").nth(1)
        if row and action.count():
            confirm(walk)
        walk.open(f"{path}?_popup=1")
        walk.open(f"{path}add/")
        if row:
            at = row.partition("?")[0]
            assert walk.open(at) == 200
            walk.open(at.replace("/change/", "/history/"))
            walk.open(at.replace("/change/", "/delete/"))
    assert walk.open("/admin/no-such-page/") == 404
    assert walk.complaints == {}
    assert walk.n_pages > 80
    context.close()


def confirm(walk: Walk) -> None:
    """The page on which the list's first action asks whether it is meant."""
    page = walk.page
    page.locator("select[name=action]").first.select_option(index=1)
    page.locator("input.action-select").first.check()
    page.get_by_role("button", name="Go").first.click()
    page.wait_for_load_state()
    walk.n_pages += 1


def test_a_breach_would_be_heard(browser: Browser, site: str) -> None:
    context = browser.new_context()
    walk = Walk(context.new_page(), site)
    walk.open("/accounts/login/")
    walk.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    walk.page.wait_for_function("document.querySelector('p[style]')")
    assert any("style-src" in words for words in walk.complaints.get("/accounts/login/", []))
    context.close()
