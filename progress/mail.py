"""What notices say: a line for the list, and the mail with its reason and the way to stop it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from curriculum.models import Course
from progress.models import Cohort, Export, Notice
from progress.models.notices import Kind

PURPOSE = "reminder-"
SIGNER = Signer(salt="progress.reminders.stop")
# Named as the mails name them: "mails about …".
NAMES = {
    Kind.DUE_SOON: "what is due",
    Kind.BEHIND: "being behind the plan",
    Kind.WEEKLY: "the week's plan",
    Kind.INACTIVE: "having done nothing for a week",
    Kind.MARKED: "marks",
    Kind.CHALLENGED: "answers to your challenges",
}


@dataclass(frozen=True)
class Words:
    """`title` is the mail's subject and the line in the list; `rows` are parts of the course, one a line."""

    title: str
    text: str
    rows: Sequence[str]
    path: str
    label: str


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


def words_of(notice: Notice, course: Course) -> Words:
    """Marks have no points here, and nothing of the answers: a mail is read in many places (P14)."""
    facts: Mapping[str, Any] = notice.facts
    desk = {"path": reverse("course_desk", args=[course.slug]), "label": "Open your desk"}
    plan = {"path": reverse("plan", args=[course.slug]), "label": "Look at your plan"}
    rows = [_row(part) for part in facts.get("parts", ())]
    match Kind(notice.kind):
        case Kind.DUE_SOON:
            by = day_in_words(notice.occasion)
            what = f"“{facts['parts'][0]['title']}” is" if len(rows) == 1 else f"{len(rows)} parts are"
            return Words(f"{what} due by {by}", f"Due by the end of {by}, by your own clock:", rows, **desk)
        case Kind.BEHIND:
            late = f"{_parts(facts['n_parts'])} and {_time(facts['minutes'])} behind your plan"
            text = "Your plan's page shows what is late, and plans that catch up, each with its dates."
            return Words(f"You are {late}", text, (), **plan)
        case Kind.WEEKLY:
            return Words(_week_in_words(facts), _late_in_words(facts), rows, **desk)
        case Kind.INACTIVE:
            last = day_in_words(facts["last_on"])
            text = "If you cannot study now, a pause in your plan moves the dates on. Next in the course:"
            return Words(f"Nothing done since {last}", text if rows else "", rows, **desk)
        case Kind.MARKED:
            path = reverse("attempt_result", args=[course.slug, facts["quiz"], facts["number"]])
            title = f"“{facts['title']}”, attempt {facts['number']}: a mark is there"
            return Words(title, "The result's page shows it.", (), path, "See the result")
        case Kind.CHALLENGED:
            path = reverse("attempt_result", args=[course.slug, facts["quiz"], facts["number"]])
            title = f"“{facts['title']}”: your challenge to question {facts['position']} is answered"
            told = f"{path}#question-{facts['position']}"
            return Words(title, "The answer stands on your result's page.", (), told, "Read the answer")


def letter_of(notice: Notice, learner: User, course: Course) -> Letter:
    words = words_of(notice, course)
    kind = Kind(notice.kind)
    stop = _absolute(reverse("reminder_stop", args=[stop_token(learner.pk, kind)]))
    context = {
        "words": words,
        "course": course,
        "learner": learner,
        "about": NAMES[kind],
        "link": _absolute(words.path),
        "stop": stop,
        "settings": _absolute(reverse("reminder_settings")),
    }
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text, html = (render_to_string(f"progress/mail/reminder.{form}", context) for form in ("txt", "html"))
    return Letter(f"{course.title}: {words.title}", text, html, headers)


def invitation_letter(person: User, cohort: Cohort, course: Course) -> tuple[str, str]:
    """Subject and text for whom an account was made. Nothing in it signs in: that takes a mail of its own (P18)."""
    return f"You are invited to {course.title}", _greeted(
        person,
        f"you are in the cohort “{cohort.name}” of the course “{course.title}”. It begins on {_begins(cohort)}.",
        f"An account with this address was made for you. Set a password, and then sign in:\n{_reset()}",
        "If you do not know what this is about, you need do nothing: without a password nobody can sign in.",
    )


def added_letter(person: User, cohort: Cohort, course: Course) -> tuple[str, str]:
    """Subject and text for somebody who had an account."""
    return f"You were added to {course.title}", _greeted(
        person,
        f"you were added to the cohort “{cohort.name}” of the course “{course.title}”. It begins on {_begins(cohort)}, "
        "and due dates are the cohort's from now on. What you have done in the course stays.",
        f"Your desk shows what is due:\n{_absolute(reverse('course_desk', args=[course.slug]))}",
        f"If you have no password yet, set one here:\n{_reset()}",
    )


def ready_letter(export: Export, person: User, report: str) -> tuple[str, str]:
    """Subject and text. Nothing of the file is in it, and the link opens nothing by itself: it asks for the right."""
    rows = "1 row" if export.n_rows == 1 else f"{export.n_rows:,} rows"
    until = f"{export.expires_at:%A, %-d %B %Y, %H:%M} UTC"
    return f"Your file is ready: {report}", _greeted(
        person,
        f"the file that you asked for is ready: “{report}” of “{export.course.title}”, {rows}. It can be fetched until "
        f"{until}, by you alone, and as long as you may read the report:\n"
        f"{_absolute(reverse('reports:export', args=[export.code]))}",
    )


def stop_token(user_id: int, kind: str) -> str:
    """Who has it may end this person's mails of this kind, and nothing else. It does not run out (RFC 8058)."""
    return SIGNER.sign_object([user_id, str(kind)])


def read_stop_token(token: str) -> tuple[int, Kind] | None:
    """Whom and what it stops; None where it was not made here."""
    try:
        user_id, kind = SIGNER.unsign_object(token)
        return int(user_id), Kind(kind)
    except (BadSignature, ValueError, TypeError):
        return None


def day_in_words(written: str) -> str:
    """Friday, 27 November."""
    day = date.fromisoformat(written)
    return f"{day:%A}, {day.day} {day:%B}"


def _row(part: Mapping[str, Any]) -> str:
    due = f", by {day_in_words(part['due_on'])}" if part["due_on"] else ""
    return f"{part['title']}: {part['minutes']} min{due}"


def _week_in_words(facts: Mapping[str, Any]) -> str:
    if not facts["n_parts"]:
        return "This week: nothing new is planned"
    return f"This week: {_parts(facts['n_parts'])}, {_time(facts['minutes'])}"


def _late_in_words(facts: Mapping[str, Any]) -> str:
    if not facts["n_late"]:
        return ""
    return f"From the weeks before, {_parts(facts['n_late'])} and {_time(facts['late_minutes'])} are left."


def _parts(n: int) -> str:
    return "1 part" if n == 1 else f"{n} parts"


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or not hours))


def _greeted(person: User, *paragraphs: str) -> str:
    return "\n\n".join([f"Hello {person.display_name},", *paragraphs]) + "\n"


def _begins(cohort: Cohort) -> str:
    return f"{cohort.begins_on:%A, %-d %B %Y}"


def _reset() -> str:
    return _absolute(reverse("account_reset_password"))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
