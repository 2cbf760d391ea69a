"""Answers to challenges: told once each, when they have settled, and without the answer itself."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import Course, Enrolment
from progress import tasks
from progress.actions import rulings as actions
from progress.actions.notices import SETTLED
from progress.actions.posting import post_notices
from progress.actions.preferences import choose_mails, stop_mails
from progress.actions.rulings import announce_rulings
from progress.models import Notice, Watermark
from progress.models.notices import Kind
from progress.reminders import RULING_KEEPS, Quiet
from quizzes.actions.challenges import challenge, rule, withdraw_challenge
from quizzes.models import AttemptItem, Challenge, Ruling
from tests.quizzes.sitting import Sitting

pytestmark = pytest.mark.django_db
NOTE = "Beta it is."


@pytest.fixture
def drill(learner: User) -> Sitting:
    sitting = Sitting("drill", learner, enrolled=False)
    sitting.finish()
    return sitting


def item_of(sitting: Sitting, place: int = 1) -> AttemptItem:
    return sitting.attempt.items.select_related("attempt__quiz").get(position=place)


def ruled(sitting: Sitting, place: int = 1, *, upheld: bool = True, now: datetime | None = None) -> Challenge:
    now = now or timezone.now()
    made = challenge(item_of(sitting, place), "unclear", "What?", now)
    assert rule([made.pk], upheld=upheld, note=NOTE, by_id=None, now=now) == 1
    return made


def later(span: timedelta = SETTLED) -> datetime:
    return timezone.now() + span


def test_an_answer_is_told_once_when_it_has_settled(drill: Sitting) -> None:
    made = ruled(drill, 2)
    assert announce_rulings(timezone.now()) == 0
    for now in (later(), later(), later(timedelta(days=1))):
        announce_rulings(now)
    notice = Notice.objects.get(kind="challenged")
    assert notice.occasion == str(made.pk)
    assert notice.facts == {"quiz": "drill", "title": "A drill", "number": 1, "position": 2}
    assert Watermark.objects.get(pk=actions.RULINGS).reached == Ruling.objects.get().pk


def test_what_is_open_or_withdrawn_is_not_told(drill: Sitting) -> None:
    challenge(item_of(drill, 1), "unclear", "What?", timezone.now())
    challenge(item_of(drill, 2), "unclear", "What?", timezone.now())
    withdraw_challenge(item_of(drill, 2), timezone.now())
    assert announce_rulings(later()) == 0


@pytest.mark.parametrize("upheld", [True, False])
def test_the_notice_and_its_mail_lead_to_the_answer_and_do_not_give_it(
    drill: Sitting, learner: User, upheld: bool
) -> None:
    choose_mails(learner.pk, Kind.values, Quiet(0, 0), timezone.now())
    ruled(drill, 1, upheld=upheld)
    announce_rulings(later())
    page = drill.client.get("/notices/").content.decode()
    assert "your challenge to question 1 is answered" in page
    Notice.objects.update(mail_at=timezone.now(), made_at=timezone.now())
    (message_id,) = post_notices(timezone.now())
    message = Message.objects.get(pk=message_id)
    for text in (message.text, message.html):
        assert "attempts/1/result/#question-1" in text
        assert not [word for word in ("upheld", "declined", NOTE) if word.lower() in text.lower()]


def test_who_left_is_told_nothing_and_who_wants_no_mail_gets_none(drill: Sitting, learner: User) -> None:
    ruled(drill, 1)
    Enrolment.objects.update(left_at=timezone.now())
    assert announce_rulings(later()) == 1
    assert not Notice.objects.filter(kind="challenged").exists()
    Enrolment.objects.update(left_at=None)
    stop_mails(learner.pk, Kind.CHALLENGED, timezone.now())
    ruled(drill, 2)
    announce_rulings(later())
    assert Notice.objects.get(kind="challenged").dropped == "opted out"


def test_answers_of_long_ago_are_no_news(drill: Sitting) -> None:
    ruled(drill)
    assert announce_rulings(later(RULING_KEEPS)) == 1
    assert not Notice.objects.filter(kind="challenged").exists()


def test_the_task_twice_is_the_task_once(drill: Sitting) -> None:
    ruled(drill, now=timezone.now() - SETTLED - timedelta(minutes=1))
    for _ in range(2):
        tasks.announce_rulings()
    assert Notice.objects.filter(kind="challenged").count() == 1


def test_queries_do_not_grow_with_answers(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for n in (1, 4):
        for _ in range(n):
            sitting = Sitting("drill")
            sitting.finish()
            ruled(sitting)
        with CaptureQueriesContext(connection) as queries:
            assert actions.announce_chunk(later()) == n
        counts.append(len(queries))
    assert counts[0] >= counts[1] and counts[1] <= 10
    assert course.pk and Notice.objects.filter(kind="challenged").count() == 5
