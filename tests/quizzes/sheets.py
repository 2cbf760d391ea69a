"""A form of a page as a browser without scripts would send it."""

from html.parser import HTMLParser
from typing import Any

Sent = dict[str, list[str]]


class _Form(HTMLParser):
    """What the form with the field `seen` holds; what stands in a template is no part of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self.buttons: list[str] = []
        self.depth = 0
        self.area = self.select = ""
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.depth += tag == "template"
        if self.depth:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.sent.setdefault(name, []).append(value)
        elif tag == "textarea":
            self.area, self.words = name, []
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.sent[self.select] = [value]
        elif tag == "button" and "disabled" not in given:
            self.buttons.append(value)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "template"
        if tag == "textarea" and self.area and not self.depth:
            text = "".join(self.words).replace("\r\n", "\n").removeprefix("\n")
            self.sent[self.area] = [text.replace("\n", "\r\n")]
            self.area = ""
        if tag == "select":
            self.select = ""


def sheet(answer: Any) -> Sent:
    """The fields of the page's form with what stands in them."""
    form = _Form()
    form.feed(answer.content.decode())
    form.sent.pop("csrfmiddlewaretoken", None)
    return form.sent


def buttons(answer: Any) -> list[str]:
    form = _Form()
    form.feed(answer.content.decode())
    return form.buttons
