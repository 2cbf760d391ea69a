"""Saving answers, by the script and by the form: nothing acknowledged is lost, nothing stale wins (P1, P5, P6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from quizzes.actions import attempts
from quizzes.deadline import GRACE
from quizzes.models import Attempt, AttemptItem
from tests.quizzes.course import N_GRADED
from tests.quizzes.sitting import RIGHT, WRONG, Sitting, fields, grant, texts_of

pytestmark = pytest.mark.django_db


def stored() -> list[dict[str, Any]]:
    return [dict(row) for row in AttemptItem.objects.order_by("pk").values()]


@pytest.fixture
def begun(exam: Sitting) -> Sitting:
    exam.start()
    return exam


# --- too late (P4, P9, P10) ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["submitted", "marked", "over", "expired"])
def test_an_answer_after_the_end_is_refused_and_not_stored(begun: Sitting, state: str) -> None:
    sent = fields(begun.items["which"], "The letter alpha")
    if state in {"submitted", "marked"}:
        begun.submit()
    if state == "marked":
        begun.finish()
    if state in {"over", "expired"}:
        begun.let_pass(minutes=20, seconds=31)
    if state == "expired":
        attempts.submit_attempt(begun.run)
    before = stored()
    answer = begun.client.post(begun.at(), sent, headers={"accept": "application/json"})
    assert answer.status_code == 410
    assert answer.json() == {"over": "This attempt has ended. What was saved before counts."}
    answer = begun.client.post(begun.at(), sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, begun.at("result/"))
    assert "This attempt has ended." in begun.client.get(begun.at("result/")).content.decode()
    assert stored() == before


def test_the_grace_is_thirty_seconds_and_its_last_instant_counts(begun: Sitting) -> None:
    """P9: by the server's clock alone."""
    end = begun.attempt.ends_at
    assert end is not None
    item = begun.items["short"]
    given = {item.position: attempts.Given(item.position, 0, lambda _shown: "beta")}
    with pytest.raises(attempts.Over):
        attempts.save_answers(begun.run, given, end + GRACE + timedelta(microseconds=1))
    assert attempts.save_answers(begun.run, given, end + GRACE)[0].is_changed
    assert begun.items["short"].response == "beta"


def test_an_answer_within_the_grace_counts(begun: Sitting) -> None:
    begun.let_pass(minutes=20, seconds=20)
    assert begun.save_quietly({"which": "The letter alpha"}).status_code == 200
    begun.submit()
    attempt = begun.attempt
    assert (attempt.state, attempt.finished_at) == ("submitted", attempt.ends_at)


def test_a_later_end_takes_answers_again_at_once(begun: Sitting) -> None:
    """P11: though the row of the attempt still names the old end."""
    begun.let_pass(minutes=25)
    assert begun.save_quietly({"truth": "True"}).status_code == 410
    grant(begun, extra_minutes=10)
    Attempt.objects.update(ends_at=timezone.now() - timedelta(minutes=5))
    assert begun.save_quietly({"truth": "True"}).status_code == 200


# --- the receipt ---------------------------------------------------------------------------------------------------
def test_a_receipt_says_what_became_of_each_answer(begun: Sitting) -> None:
    answer = begun.save_quietly({"which": "The letter alpha", "truth": None})
    items = begun.items
    receipt = answer.json()
    expected = sorted([(items["which"].position, 1), (items["truth"].position, 0)])
    assert [(row["position"], row["revision"]) for row in receipt["answers"]] == expected
    assert {(row["problem"], row["conflict"]) for row in receipt["answers"]} == {("", None)}
    assert len(receipt["saved_at"]) == len("14:02")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_receipt_tells_nothing_of_what_is_right(begun: Sitting) -> None:
    """P13: a right and a wrong answer are acknowledged in the same words."""
    said = []
    for slug in RIGHT:
        for answers in (RIGHT, WRONG):
            receipt = begun.save_quietly({slug: answers[slug]}).json()
            said.append((slug, [sorted(row.items()) for row in receipt["answers"] if row.pop("revision")]))
    assert [words for _, words in said[::2]] == [words for _, words in said[1::2]]


def test_the_time_is_that_of_the_learner_s_zone(begun: Sitting) -> None:
    type(begun.learner).objects.filter(pk=begun.learner.pk).update(time_zone="Pacific/Kiritimati")
    told = begun.save_quietly({"truth": "True"}).json()["saved_at"]
    near = [timezone.now() + timedelta(hours=14, minutes=minutes) for minutes in (0, -1)]
    assert told in {f"{moment:%H:%M}" for moment in near}


@pytest.mark.parametrize("slug", list(RIGHT))
def test_every_kind_of_answer_is_kept_and_shown_again(begun: Sitting, slug: str) -> None:
    """P1: what was acknowledged stands in the database, and in the page that is loaded next."""
    assert begun.save_quietly({slug: RIGHT[slug]}).status_code == 200
    item, page = begun.items[slug], begun.html(f"questions/{begun.items[slug].position}/")
    ids = texts_of(item.version.shown)
    match RIGHT[slug]:
        case str(text) if text in ids:
            assert item.response == ids[text]
            assert f'value="{ids[text]}" checked' in page
        case str(text):
            assert item.response == text
            assert text in page
        case list(texts) if slug == "several":
            assert item.response == sorted(ids[text] for text in texts)
            assert all(f'value="{ids[text]}" checked' in page for text in texts)
        case list(texts):
            assert item.response == [ids[text] for text in texts]
            assert page.count(" selected") == len(texts)
        case dict(pairs) if slug == "match":
            assert item.response == {ids[prompt]: ids[response] for prompt, response in pairs.items()}
            assert page.count(" selected") == len(pairs)
        case dict(values):
            assert item.response == values
            assert f'value="{values["parameters"]}"' in page
        case (value, unit):
            assert item.response == {"value": value, "unit": unit}
            assert f'value="{value}"' in page
            assert f'value="{unit}" selected' in page


def test_an_answer_can_be_taken_back(begun: Sitting) -> None:
    begun.save_quietly({"which": "The letter alpha", "short": "beta"})
    begun.save_quietly({"which": None, "short": "  "})
    assert [begun.items[slug].response for slug in ("which", "short")] == [None, None]
    assert [begun.items[slug].revision for slug in ("which", "short")] == [2, 2]


# --- one after another (P5, P6) ------------------------------------------------------------------------------------
def test_a_stale_page_gets_409_with_both_answers_and_changes_nothing(begun: Sitting) -> None:
    item = begun.items["short"]
    begun.save_quietly({"short": "the newer words"})
    before = stored()
    sent = fields(item, "the older words", revision=0)
    answer = begun.client.post(begun.at(), sent, headers={"accept": "application/json"})
    assert answer.status_code == 409
    (row,) = answer.json()["answers"]
    assert row["revision"] == 1
    assert "the newer words" in row["conflict"]["theirs"]
    assert "the older words" in row["conflict"]["mine"]
    assert stored() == before


@pytest.mark.parametrize(
    ("slug", "newer", "older"),
    [
        ("short", "the newer words", "the older words"),
        ("essay", "the newer <b>words</b>", "the older <b>words</b>"),
        ("number", ("17", "GB"), ("16", "TB")),
        ("lab", {"parameters": "17"}, {"parameters": "16"}),
        ("match", {"The sign A": "Named beta"}, {"The sign A": "Named alpha"}),
        ("order", ["Then beta"], ["Then gamma"]),
        ("several", ["The vowel alpha"], ["The consonant gamma"]),
    ],
)
def test_the_form_of_a_stale_page_shows_both_answers(begun: Sitting, slug: str, newer: Any, older: Any) -> None:
    """P5: what the learner typed is kept and shown, and is saved when it is sent again."""
    item = begun.items[slug]
    begun.save_quietly({slug: newer})
    before = stored()
    answer = begun.client.post(begun.at(), fields(item, older, revision=0))
    page = answer.content.decode()
    assert (answer.status_code, stored()) == (409, before)
    there, mine = page.partition("<dt>Saved there</dt>")[2].partition("</dl>")[0].split("<dt>Yours</dt>")
    for words, shown in ((newer, there), (older, mine)):
        assert_shown(words, shown)
    again = begun.client.post(begun.at(), fields(item, older, revision=1))
    assert (again.status_code, begun.items[slug].revision) == (302, 2)


def assert_shown(answer: Any, html: str) -> None:
    match answer:
        case dict():
            words = list(answer.values())
        case str():
            words = [answer.replace("<", "&lt;").replace(">", "&gt;")]
        case _:
            words = list(answer)
    for word in words:
        assert word in html


def test_a_conflict_in_one_answer_does_not_hold_up_the_others(begun: Sitting) -> None:
    stale = begun.items["short"]
    begun.save_quietly({"short": "newer"})
    sent = fields(stale, "older", revision=0) | fields(begun.items["truth"], "True")
    assert begun.client.post(begun.at(), sent).status_code == 409
    assert begun.items["truth"].revision == 1
    assert begun.items["short"].response == "newer"


def test_a_repeat_is_the_same_save(begun: Sitting) -> None:
    """P6: the receipt was lost on the way; the repeat names the old revision, and says the same as what is stored."""
    sent = fields(begun.items["which"], "The letter alpha")
    first = begun.client.post(begun.at(), sent, headers={"accept": "application/json"})
    before = stored()
    second = begun.client.post(begun.at(), sent, headers={"accept": "application/json"})
    assert (second.status_code, second.json()["answers"]) == (200, first.json()["answers"])
    assert stored() == before


def test_a_flag_is_kept_and_needs_no_new_revision(begun: Sitting) -> None:
    place = begun.items["which"].position
    begun.client.post(begun.at(), {f"revision-{place}": 0, f"flag-{place}": "on"})
    assert (begun.items["which"].flagged, begun.items["which"].revision) == (True, 0)
    review = " ".join(begun.html("review/").split())
    assert f"0 of {N_GRADED} answered, 1 flagged." in review
    begun.save({"which": "The letter beta"})
    assert not begun.items["which"].flagged


# --- without a script ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "go", "goal"),
    [
        ("", "", ""),
        ("", "review", "review/"),
        ("", "1", "questions/1/"),
        ("questions/3/", "", "questions/3/"),
        ("questions/3/", "4", "questions/4/"),
        ("questions/3/", "2", "questions/2/"),
        ("questions/3/", "all", ""),
        ("questions/3/", "review", "review/"),
        ("questions/3/", "//example.org", "questions/3/"),
        ("questions/3/", "٣", "questions/3/"),
        ("questions/3/", "99999999", "questions/3/"),
    ],
)
def test_each_button_saves_and_leads_on(begun: Sitting, page: str, go: str, goal: str) -> None:
    answer = begun.save({"truth": "True"}, page, **({"go": go} if go else {}))
    assert (answer.status_code, answer.headers["Location"]) == (302, begun.at(goal))
    assert begun.items["truth"].revision == 1


def test_what_cannot_be_kept_is_told_beside_the_question_and_stands_in_it(begun: Sitting) -> None:
    item = begun.items["short"]
    answer = begun.client.post(begun.at(f"questions/{item.position}/"), fields(item, "x" * 501))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The answer is 501 characters long; the most is 500." in page
    assert f'value="{"x" * 501}"' in page
    assert "1 answer is not saved yet" in page
    assert begun.items["short"].response is None


def test_the_overview_counts_what_is_answered(begun: Sitting) -> None:
    begun.save({"which": "The letter alpha", "truth": "True"})
    page = " ".join(begun.html("review/").split())
    assert f"2 of {N_GRADED} answered" in page
    assert f"{N_GRADED - 2} have no answer, and earn no points." in page
    assert page.count("<strong>not answered</strong>") == N_GRADED - 2
