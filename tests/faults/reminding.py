"""Processes that plan, post and send reminders, and may be killed at an instruction; and the learners they are about.

python -m tests.faults.reminding seed 40
python -m tests.faults.reminding plan 10                          in chunks of ten
python -m tests.faults.reminding post 10 'INSERT INTO' after 3    which dies after the third such statement
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402  (apps are ready only now)
from django.utils import timezone  # noqa: E402

from accounts.actions import send_owed_messages  # noqa: E402
from accounts.models import Message, User  # noqa: E402
from curriculum.models import Course  # noqa: E402
from progress.actions import notices, posting  # noqa: E402
from progress.actions.study import begin_study  # noqa: E402
from progress.models import Notice, QuietHours, Study  # noqa: E402
from tests.curriculum.rows import load  # noqa: E402
from tests.curriculum.trees import write  # noqa: E402
from tests.faults.killable import set_trap  # noqa: E402
from tests.quizzes.course import TEXTS  # noqa: E402


def seed(n: int) -> int:
    """Learners who joined two weeks ago and did nothing: each is behind, and inactive. Mail may reach them any time."""
    with TemporaryDirectory() as folder:
        load(write(Path(folder) / "tiny", TEXTS))
    course, now = Course.objects.get(slug="tiny"), timezone.now()
    for number in range(n):
        person = User.objects.create(
            email=f"learner-{number}@example.org", display_name=f"Learner {number}", password="!"
        )
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
        begin_study(person, course, now - timedelta(days=14))
        QuietHours.objects.create(user=person, from_hour=0, to_hour=0)
    return n


def plan(chunk: int, days_ago: int = 0) -> int:
    notices.CHUNK = chunk
    return notices.plan_reminders(timezone.now() - timedelta(days=days_ago))


def plan_again(chunk: int) -> int:
    """As if nobody had been looked at."""
    Study.objects.update(next_look_at=timezone.now())
    return plan(chunk)


def post(chunk: int) -> int:
    posting.BATCH = chunk
    return len(posting.post_notices(timezone.now()))


def send(minutes_later: int = 0) -> int:
    """Until nothing is due, by a clock that may be ahead."""
    n_sent = 0
    while n := send_owed_messages(lambda: timezone.now() + timedelta(minutes=minutes_later)):
        n_sent += n
    return n_sent


def told() -> dict[str, Any]:
    rows = Notice.objects.values_list("kind", "occasion", "dropped", "enrolment__user__email")
    return {"notices": list(rows), "ids": list(Message.objects.values_list("message_id", flat=True))}


def main(name: str, *words: str) -> None:
    deed = {deed.__name__: deed for deed in (seed, plan, plan_again, post, send, told)}[name]
    numbers = [int(word) for word in words if word.isdigit()]
    trap = [word for word in words if not word.isdigit()]
    if trap:
        set_trap(trap[0], trap[1], numbers.pop())
    print(json.dumps(deed(*numbers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
