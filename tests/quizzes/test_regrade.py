"""A key that was wrong: answers are marked again by a later version, on the record, and back (P7, P8)."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.regrade import jobs
from quizzes.models import NO_POINTS, Attempt, MarkChange, Question, Regrade, RegradeLine
from quizzes.reports.integrity import broken_invariants
from quizzes.reports.regrade import effect_of, n_outdated, outdated
from tests.curriculum.rows import load_texts
from tests.quizzes.course import TEXTS, altered
from tests.quizzes.regrading import QUIZ, again, applied, effect, finish, question, rows, taken_back, turned, weighed
from tests.quizzes.sitting import RIGHT, WRONG, Sitting

pytestmark = pytest.mark.django_db

ONE = Decimal(1)
GAMMA = {"which": "The letter gamma"}


@pytest.fixture(autouse=True)
def whole() -> object:
    """Whatever was done, the rows say nothing that cannot be true (P33)."""
    yield
    assert list(broken_invariants()) == []


def by_hand(sitting: Sitting, points: str, slug: str = "which") -> None:
    item = sitting.items[slug]
    mark_by_hand(item.pk, Decimal(points), comment="", reason="Looked.", by_id=None, now=timezone.now())


# --- what can be asked ----------------------------------------------------------------------------------------------
def test_an_essay_and_a_question_that_no_other_key_has_marked_are_refused(exam: Sitting) -> None:
    exam.finish(RIGHT)
    with pytest.raises(Refused, match="person"):
        weighed(question("essay"))
    with pytest.raises(Refused, match="another key"):
        weighed(question("which"))
    assert not Regrade.objects.exists()


def test_a_later_key_changes_nothing_by_itself(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    before = rows()
    turned(loaded)
    assert rows() == before


def test_a_text_that_tells_more_and_judges_alike_asks_for_nothing(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    load_texts(loaded, altered(QUIZ, "Canary-single-why.", "Canary-single-why, at length."))
    asked = question("which")
    assert asked.current and asked.current.number == 2
    assert (outdated([asked]), n_outdated(asked.current)) == ([], 0)
    with pytest.raises(Refused):
        weighed(asked)


def test_a_changed_key_says_whose_answers_an_older_one_has_marked(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    asked = turned(loaded)
    assert asked.current
    everything = list(Question.objects.all())
    assert (outdated(everything), n_outdated(asked.current)) == ([asked], 1)
    again(asked)
    assert (outdated(everything), n_outdated(asked.current)) == ([], 0)


# --- the dry run ----------------------------------------------------------------------------------------------------
def test_the_dry_run_lists_every_mark_and_changes_none(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    Sitting("exam").finish(GAMMA)
    Sitting("exam").finish({"which": WRONG["which"]})
    asked, before = turned(loaded), rows()
    job = weighed(asked)
    assert (job.state, job.n_answers, job.n_seen) == ("planned", 3, 3)
    found = effect_of(job)
    assert (found.up, found.down, found.same, found.other_options, found.n_by_hand) == (1, 1, 1, 0, 0)
    lines = job.lines.order_by("item__attempt_id").values_list("verdict", "old_points", "new_points")
    expected = [
        ("changes", Decimal(1), Decimal(0)),
        ("changes", Decimal(0), Decimal(1)),
        ("same", Decimal(0), Decimal(0)),
    ]
    assert list(lines) == expected
    assert rows() == before


def test_it_says_who_would_pass_and_who_no_longer(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    by_hand(exam, "0", "essay")
    other = Sitting("exam")
    other.finish(GAMMA)
    points = exam.attempt.points
    assert points is not None
    just = int(100 * points / exam.attempt.possible)
    Attempt.objects.filter(pk=exam.attempt.pk).update(pass_mark=just, passed=True)
    Attempt.objects.filter(pk=other.attempt.pk).update(pass_mark=5)
    job = weighed(turned(loaded))
    assert (effect_of(job).passes, effect_of(job).fails) == (1, 1)
    applied(job)
    assert (exam.attempt.passed, other.attempt.passed) == (False, True)


def test_the_same_person_asking_twice_gets_one_dry_run(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    asked = turned(loaded)
    first, second = (jobs.plan_regrade(asked.pk, by_id=None, now=timezone.now()) for _ in range(2))
    assert first == second


# --- applying it ----------------------------------------------------------------------------------------------------
def test_marks_change_and_every_change_is_told(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    points = exam.attempt.points
    assert points is not None
    job = again(turned(loaded))
    assert (job.state, job.n_changed, job.n_left) == ("done", 1, 0)
    assert exam.attempt.points == points - 1
    change = MarkChange.objects.get(kind="regraded")
    assert (change.old_points, change.new_points, change.reason) == (ONE, NO_POINTS, "The key was wrong.")
    assert (change.regrade, change.item) == (job, exam.items["which"])


def test_the_learner_keeps_the_question_and_reads_the_key_that_marked_it(exam: Sitting, loaded: Path) -> None:
    """Also where the points stay: a wrong answer is no less wrong, and another one is right."""
    for answers in (RIGHT, {"which": WRONG["which"]}):
        exam.finish(answers)
        exam.number += 1
    exam.number = 2
    version = exam.items["which"].version_id
    again(turned(loaded))
    assert exam.items["which"].version_id == version
    for exam.number in (1, 2):
        right = exam.html("result/").partition("Canary-single-title")[2].partition("</article>")[0]
        assert "Right answer" in right and "The letter gamma" in right.partition("Right answer")[2]


def test_without_a_reason_nothing_is_applied(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job, before = weighed(turned(loaded)), rows()
    with pytest.raises(Refused, match="Say why"):
        applied(job, reason="")
    assert rows() == before


def test_applying_twice_is_applying_once(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job = again(turned(loaded))
    assert applied(job).n_changed == 1
    assert MarkChange.objects.filter(kind="regraded").count() == 1


@pytest.mark.parametrize("event", ["an answer", "a mark", "a version"])
def test_a_dry_run_that_no_longer_holds_is_not_applied(event: str, exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    late = Sitting("exam")
    late.start()
    late.save(GAMMA)
    asked = turned(loaded)
    job = weighed(asked)
    if event == "an answer":
        late.finish()
    elif event == "a mark":
        by_hand(exam, "0.5")
    else:
        load_texts(loaded, TEXTS)
    before = rows()
    with pytest.raises(jobs.Outdated):
        applied(job)
    assert rows() == before


def test_two_regrades_of_a_question_do_not_run_at_once(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    asked = turned(loaded)
    first, second = weighed(asked), weighed(asked)
    jobs.apply_regrade(first.pk, reason="x", over_by_hand=False, by_id=None, now=timezone.now())
    with pytest.raises(Refused, match="already"):
        applied(second)
    finish(first)
    with pytest.raises(jobs.Outdated):
        applied(second)


# --- what a person marked -------------------------------------------------------------------------------------------
def test_what_a_person_marked_and_what_offered_other_options_stays(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    by_hand(exam, "0.5")
    job = weighed(turned(loaded))
    assert (effect_of(job).n_by_hand, effect_of(job).n_changes) == (1, 0)
    assert applied(job).n_changed == 0
    assert exam.items["which"].points == Decimal("0.5")
    Sitting("exam").finish({"which": WRONG["which"]})
    load_texts(loaded, altered(QUIZ, "The letter beta", "The letter zeta"))
    found = effect(question("which"))
    assert (found.other_options, found.n_changes, found.n_by_hand) == (2, 0, 0)


def test_told_to_it_replaces_a_persons_mark_and_puts_it_back(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    by_hand(exam, "0.5")
    before = rows()
    job = again(turned(loaded), over_by_hand=True)
    assert (job.n_changed, exam.items["which"].points) == (1, NO_POINTS)
    assert taken_back(job).n_put_back == 1
    assert rows() == before


def test_a_person_who_marks_while_it_runs_is_not_overruled(exam: Sitting, loaded: Path) -> None:
    """Not even where it was told to: of that mark it knew nothing."""
    exam.finish(RIGHT)
    job = weighed(turned(loaded))
    jobs.apply_regrade(job.pk, reason="x", over_by_hand=True, by_id=None, now=timezone.now())
    by_hand(exam, "0.5")
    assert (finish(job).n_changed, job.n_left) == (0, 1)
    assert exam.items["which"].points == Decimal("0.5")
    assert RegradeLine.objects.get(item=exam.items["which"]).fate == "left"
