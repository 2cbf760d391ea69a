"""Fills the slots of a stored page when it is shown."""

from collections.abc import Callable, Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from curriculum.labs.registry import LABS
from curriculum.markup.render import fill
from curriculum.models import Page

# The slot's name and options, to safe HTML.
Filler = Callable[[str, Mapping[str, object]], str]


def fill_with_lab(name: str, options: Mapping[str, object]) -> str:
    """The lab `name` with these settings; empty where there is none."""
    lab = LABS.get(name)
    return "" if lab is None else render_to_string(lab.template, dict(lab.context(options)))


def fill_slots(page: Page, fillers: Mapping[str, Filler]) -> SafeString:
    """The page's body with every slot filled; one that nobody fills is left out."""
    contents = {
        number: fillers[slot["kind"]](slot["name"], slot["options"])
        for number, slot in enumerate(page.slots)
        if slot["kind"] in fillers
    }
    # The body was sanitised when it was published; fillers answer safe HTML.
    return mark_safe(fill(page.body_html, contents))  # noqa: S308
