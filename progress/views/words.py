"""Pace, plans and minutes in words."""

from progress.forms import WEEKDAYS
from progress.models import Study
from progress.outline import Kind
from progress.pacing import Offer, Pace, Remedy, Standing
from progress.reports.desk import Desk, Step
from progress.reports.standing import Standing as Where

MOST_MINUTES = 100


def minutes(n: int) -> str:
    """45 minutes; 2 h 10 from a hundred on."""
    if n < MOST_MINUTES:
        return f"{n} minute{'' if n == 1 else 's'}"
    return f"{n // 60} h {n % 60:02}" if n % 60 else f"{n // 60} h"


def parts(n: int) -> str:
    return f"{n} part{'' if n == 1 else 's'}"


def pace_title(pace: Pace) -> str:
    match pace.standing:
        case Standing.BEHIND:
            return f"You are {parts(pace.n_parts)} behind"
        case Standing.AHEAD:
            return f"You are {parts(pace.n_parts)} ahead"
        case Standing.DONE:
            return "You are done"
        case Standing.NOT_BEGUN:
            return "Your first day is to come"
        case _:
            return "You are on pace"


def pace_words(where: Where) -> str:
    """What the title is judged by."""
    count, pace = where.count, where.pace
    done = f"{count.n_done} of {parts(count.n_parts)} done, {pace.n_planned} planned by today."
    if pace.standing is Standing.BEHIND:
        return f"{done} What is late takes {minutes(pace.minutes)}."
    if pace.standing is Standing.NOT_BEGUN and where.study.plan:
        return f"The plan begins on {where.study.plan.begins_on:%A, %-d %B}. {done}"
    return done


def next_words(desk: Desk, step: Step) -> str:
    """How long the next part takes, and what comes with it."""
    part = step.part
    what = {Kind.LESSON: "to read", Kind.LAB: "in the lab", Kind.QUIZ: "for the quiz"}[part.kind]
    words = [f"{minutes(part.minutes).capitalize()} {what}"]
    following = _after(desk, step)
    if part.kind is Kind.LESSON and following and following.part.kind is Kind.LAB:
        words.append(f", then a lab of about {following.part.minutes}")
    words.append(".")
    if step.is_late and step.due_on:
        words.append(f" It was due on {step.due_on:%A, %-d %B}.")
    elif step.due_on:
        words.append(f" Due by {step.due_on:%A, %-d %B}.")
    return "".join(words)


def offer_title(offer: Offer) -> str:
    match offer.remedy:
        case Remedy.SPREAD:
            return "Spread the rest"
        case Remedy.MORE_DAYS:
            return "Study on more days"
        case _:
            return f"Extend by {'a week' if offer.n_weeks == 1 else f'{offer.n_weeks} weeks'}"


def offer_words(offer: Offer, study: Study) -> str:
    """What the plan takes, and when it ends."""
    days = ", ".join(WEEKDAYS[day] for day in sorted(offer.rule.study_days))
    takes = f"Up to {offer.rule.daily_minutes} of your {study.most_minutes} minutes on each study day ({days})"
    return f"{takes}; it ends on {offer.ends_on:%A, %-d %B}."


def _after(desk: Desk, step: Step) -> Step | None:
    steps = list(desk.steps)
    place = steps.index(step)
    return steps[place + 1] if place + 1 < len(steps) else None
