"""How long an author waits for the preview of what they have just written, beside the floor.

The text changes with each question, as it does under somebody's hands: nothing that was rendered before can be used.
"""

from collections.abc import Iterator
from itertools import count
from statistics import median

from tests.bench.client import Door, Round, Visit, expect, looks, run_round
from tests.bench.figures import Figure, ms
from tests.bench.rows import FLOOR
from tests.bench.site import Site

# About 2,000 words, with formulas, code, a lab and two knowledge checks.
LESSON = "scaling-laws"


def preview(site: Site, rounds: int, seconds: float) -> Iterator[Figure]:
    author = site.call("author", LESSON)
    door = site.door(author)
    found: dict[str, list[Round]] = {"preview": [], "floor": []}
    for number in range(rounds + 1):
        asked = {"preview": _writes(door, author["address"], author["text"]), "floor": looks(site.door(), FLOOR.path)}
        for name, visit in asked.items():
            one = run_round(site.address, [visit], seconds if number else 0.5)
            if number:  # the first round only warms up
                found[name].append(one)
    p50, floor = (median(one.p50 for one in found[name]) for name in ("preview", "floor"))
    yield ms("preview", "of a changed lesson, p50", p50, 150, beside=floor)
    yield ms("preview", "of a changed lesson, p95", median(one.p95 for one in found["preview"]))
    yield Figure("preview", "of the floor's p50", p50 / floor, "x", most=50)


def _writes(door: Door, address: str, text: str) -> Visit:
    for number in count():
        answer = yield door.post(address, {"text": f"{text}\n\nThe words of moment {number}.\n"})
        expect(200, answer)
