"""No key leaves before release, and every one is there after it (P13, P14)."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from quizzes.actions import marking
from quizzes.models import AttemptItem, Quiz
from tests.quizzes.addresses import addresses, patterns
from tests.quizzes.course import CANARIES, NEVER_SHOWN
from tests.quizzes.sitting import COURSE, RIGHT, WRONG, Sitting

pytestmark = pytest.mark.django_db

# None of them whole, since the search page repeats what was asked.
WORDS = ("canary", "canary single", "letter alpha", "2718", "which letter")


def crawl(sitting: Sitting) -> Iterator[tuple[str, str]]:
    """Every answer of the site to this learner: pages, receipts, search, fragments and errors, head included."""
    client = sitting.client
    client.raise_request_exception = False
    found = [*addresses(), *(f"/search/?q={word}" for word in WORDS), "/nowhere/"]
    assert len(found) > 150
    for address in found:
        for headers in ({}, {"hx-request": "true", "x-fragment": "true"}, {"accept": "application/json"}):
            answer = client.get(address, headers=headers)
            head = " ".join(f"{name}: {value}" for name, value in answer.items())
            body = answer.getvalue().decode("utf-8", "replace")
            assert answer.status_code != 500, address
            yield address, f"{head}\n{body}"


def canaries_in(sitting: Sitting) -> set[str]:
    met: set[str] = set()
    for _, text in crawl(sitting):
        low = unescape(text).lower()
        met |= {canary for canary in CANARIES if canary in low}
    return met


def receipts(sitting: Sitting) -> str:
    """What saving says, right and wrong, and what a stale page and a bad answer are told."""
    said = []
    for answers in (WRONG, {**RIGHT, "short": "alpha", "number": ("1", "GB")}):
        said += [sitting.save_quietly(answers), sitting.save(answers)]
    stale: dict[str, Any] = {"revision-1": 99, "q1": "nonsense"}
    said.append(sitting.save_quietly(None, **stale))
    said.append(sitting.client.post(sitting.at(), {"revision-1": 0, "q1": "nonsense"}))
    return unescape(" ".join(answer.content.decode() for answer in said)).lower()


def test_the_crawl_knows_every_argument_of_every_address() -> None:
    assert {route for route, _ in patterns() if "quizzes/<slug:quiz>/" in route}


def test_a_learner_in_an_attempt_meets_no_canary_anywhere(exam: Sitting) -> None:
    """P13"""
    exam.start()
    assert not [canary for canary in CANARIES if canary in receipts(exam)]
    assert canaries_in(exam) == set()


def test_a_learner_with_an_attempt_left_meets_none_and_after_the_last_meets_every_one(exam: Sitting) -> None:
    """P13, P14"""
    exam.finish(WRONG)
    assert canaries_in(exam) == set()
    exam.finish(WRONG)
    met = canaries_in(exam)
    # What a learner chose is told, and what was right; remarks on what nobody chose stay where they are.
    exam.client.logout()
    everything = met | remarks_of_right_answers()
    assert CANARIES - everything == NEVER_SHOWN


def remarks_of_right_answers() -> set[str]:
    """The canaries that somebody meets who answers everything right, twice."""
    other = Sitting("exam")
    for _ in range(2):
        other.finish(RIGHT)
    met = canaries_in(other)
    third = Sitting("exam")
    for answers in (
        {**RIGHT, "which": "The letter gamma", "shelf-one": "The second letter"},
        {**RIGHT, "several": ["The consonant gamma"]},
    ):
        third.finish(answers)
    return met | canaries_in(third)


def test_a_visitor_and_another_learner_meet_none_even_after_release(exam: Sitting) -> None:
    for _ in range(2):
        exam.finish(RIGHT)
    other, visitor = Sitting("exam"), Sitting("exam", enrolled=False)
    visitor.client = Client()
    assert canaries_in(other) == set()
    assert canaries_in(visitor) == set()


def test_scripts_and_styles_hold_none() -> None:
    for path in (settings.BASE_DIR / "static").rglob("*"):
        if path.suffix in {".js", ".css", ".svg", ".json"}:
            text = path.read_text(errors="replace").lower()
            assert not [canary for canary in CANARIES if canary in text], path


def test_before_release_a_right_and_a_wrong_attempt_look_the_same_but_for_the_total(exam: Sitting) -> None:
    """P13: nothing of size, tag or order tells which answer was right."""
    exam.finish({"which": RIGHT["which"], "truth": WRONG["truth"]})
    other = Sitting("exam")
    other.finish({"which": WRONG["which"], "truth": RIGHT["truth"]})
    pages = []
    for sitting in (exam, other):
        html = sitting.html("result/")
        html = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", html).replace(str(sitting.learner), "NAME")
        pages.append(re.sub(r"<time.*?</time>", "", html, flags=re.DOTALL))
    assert pages[0] == pages[1]


def test_a_receipt_says_the_same_of_right_and_wrong(exam: Sitting) -> None:
    exam.start()
    said = []
    for answers in ({"which": RIGHT["which"]}, {"which": WRONG["which"]}, {"which": RIGHT["which"]}):
        receipt = exam.save_quietly(answers)
        said.append(re.sub(r'"(revision|ends_in)": \d+|"saved_at": "[^"]*"', "", receipt.content.decode()))
    assert len(set(said)) == 1


def test_the_place_of_the_right_option_says_nothing(drill: Sitting, exam: Sitting) -> None:
    """P14: over many attempts the right option stands in each place about as often."""
    places: Counter[int] = Counter()
    exam.start()
    item = exam.items["which"]
    from_right = item.version.key["right"][0]
    for number in range(300):
        type(exam.attempt).objects.filter(pk=exam.attempt.pk).update(seed=f"{number:032x}")
        html = exam.html(f"questions/{item.position}/")
        options = re.findall(rf'name="q{item.position}" value="([0-9a-f]+)"', html)
        assert sorted(options) == sorted(item.version.key["options"])
        places[options.index(from_right)] += 1
    # Three places, 300 draws: four standard deviations about 100.
    assert all(abs(places[place] - 100) < 33 for place in range(3)), places


def test_the_key_is_not_even_fetched_before_release(exam: Sitting, django_assert_num_queries: object) -> None:
    exam.start()
    item = AttemptItem.objects.with_question().select_related("attempt")[0]
    assert "key" in item.version.get_deferred_fields()


def test_a_new_attempt_hides_again_what_only_an_instructor_reopened(exam: Sitting) -> None:
    """P14: who can still submit sees no key, whatever was shown before."""
    for _ in range(2):
        exam.finish(RIGHT)
    assert "canary-single-why" in exam.html("result/").lower()
    quiz = Quiz.objects.get(slug="exam")
    from_staff = {"extra_attempts": 1, "reason": "ill"}
    exam.learner.allowances.create(quiz=quiz, granted_at=quiz.runs.latest("started_at").started_at, **from_staff)
    assert "canary-single-why" not in exam.html("result/").lower()
    exam.number = 3
    exam.start()
    exam.number = 1
    assert "canary-single-why" not in exam.html("result/").lower()
    marking.sweep()


def test_giving_up_opens_the_key_and_closes_the_quiz_for_good(exam: Sitting) -> None:
    exam.finish(WRONG)
    assert "canary-single-why" not in exam.html("result/").lower()
    exam.client.post(f"{COURSE}quizzes/exam/give-up/")
    assert "canary-single-why" in exam.html("result/").lower()
    exam.start()
    assert exam.learner.attempts.count() == 1
