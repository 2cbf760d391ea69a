"""The laws of pacing, on any course and rule; and a plan worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from progress.outline import Kind, Part
from progress.pacing import (
    LEAST_MINUTES,
    STEP,
    Pause,
    Remedy,
    Rule,
    Standing,
    due_dates,
    offers,
    pace,
    usual_minutes,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)
dates = st.one_of(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.sampled_from([date(2028, 2, 29), date(2027, 12, 31)])
)


@st.composite
def courses(draw: st.DrawFn) -> list[Part]:
    weeks = sorted(draw(st.lists(st.integers(1, 5), min_size=1, max_size=12)))
    minutes = draw(st.lists(st.integers(0, 120), min_size=len(weeks), max_size=len(weeks)))
    return [
        Part(Kind.LESSON, f"part-{number}", "A part", each, week)
        for number, (week, each) in enumerate(zip(weeks, minutes, strict=True))
    ]


pauses = st.lists(st.builds(lambda on, n: Pause(on, on + n * DAY), dates, st.integers(0, 40)), max_size=3)
study_days = st.frozensets(st.integers(0, 6), min_size=1)
daily = st.integers(LEAST_MINUTES // STEP, 30).map(lambda n: n * STEP)
rules = st.builds(
    Rule,
    begins_on=dates,
    study_days=study_days,
    daily_minutes=daily,
    pauses=pauses.map(tuple),
    by_week=st.booleans(),
)
portions = st.floats(0, 1)


def some(parts: list[Part], share: float) -> frozenset[str]:
    return frozenset(part.key for part in parts[: round(len(parts) * share)])


@given(parts=courses(), rule=rules)
def test_dates_are_in_order_on_study_days_outside_pauses_and_never_before_the_start(
    parts: list[Part], rule: Rule
) -> None:
    due = [due_dates(parts, rule)[part.key] for part in parts]
    assert due == sorted(due)
    assert due[0] >= rule.begins_on
    assert {on.weekday() for on in due} <= rule.study_days
    assert not any(pause.from_on <= on <= pause.to_on for on in due for pause in rule.pauses)


@given(parts=courses(), rule=rules, more=st.integers(1, 10))
def test_more_minutes_a_day_are_never_later(parts: list[Part], rule: Rule, more: int) -> None:
    before, after = (
        due_dates(parts, rule),
        due_dates(parts, replace(rule, daily_minutes=rule.daily_minutes + STEP * more)),
    )
    assert all(after[key] <= on for key, on in before.items())


@given(parts=courses(), rule=rules)
def test_one_more_study_day_is_never_later(parts: list[Part], rule: Rule) -> None:
    before = due_dates(parts, rule)
    for day in set(range(7)) - rule.study_days:
        after = due_dates(parts, replace(rule, study_days=rule.study_days | {day}))
        assert all(after[key] <= on for key, on in before.items())


@given(parts=courses(), rule=rules, n_weeks=st.integers(1, 60), n_days=st.integers(1, 60))
def test_a_later_start_shifts_all(parts: list[Part], rule: Rule, n_weeks: int, n_days: int) -> None:
    due = due_dates(parts, rule)
    later = due_dates(parts, replace(rule, begins_on=rule.begins_on + n_days * DAY))
    assert all(later[key] >= on for key, on in due.items())
    plain = replace(rule, pauses=())
    shifted = due_dates(parts, replace(plain, begins_on=plain.begins_on + n_weeks * WEEK))
    assert shifted == {key: on + n_weeks * WEEK for key, on in due_dates(parts, plain).items()}


@given(parts=courses(), rule=rules)
def test_by_the_week_no_module_begins_before_its_week(parts: list[Part], rule: Rule) -> None:
    plain = replace(rule, pauses=(), by_week=True)
    due = due_dates(parts, plain)
    assert all(due[part.key] >= plain.begins_on + (part.week - 1) * WEEK for part in parts)


@given(parts=courses(), begins_on=dates, days=study_days)
def test_the_usual_minutes_finish_each_module_in_its_week(
    parts: list[Part], begins_on: date, days: frozenset[int]
) -> None:
    usual = usual_minutes(parts, len(days))
    due = due_dates(parts, Rule(begins_on, days, usual))
    assume(usual < 600)
    assert all(due[part.key] < begins_on + part.week * WEEK for part in parts)


@given(parts=courses(), rule=rules, share=portions, today=dates, more=st.integers(0, 11))
def test_finishing_something_never_puts_one_further_behind(
    parts: list[Part], rule: Rule, share: float, today: date, more: int
) -> None:
    done = some(parts, share)
    due = due_dates(parts, rule)
    before = pace(parts, due, done, today, rule.begins_on)
    after = pace(parts, due, done | {parts[more % len(parts)].key}, today, rule.begins_on)
    if after.standing is Standing.BEHIND:
        assert before.standing is Standing.BEHIND
        assert (after.n_parts, after.minutes) <= (before.n_parts, before.minutes)


@given(parts=courses(), rule=rules, share=portions, late=st.integers(0, 90), most=daily, may_extend=st.booleans())
def test_an_offered_plan_followed_exactly_is_never_behind_and_keeps_to_days_and_minutes(
    parts: list[Part], rule: Rule, share: float, late: int, most: int, may_extend: bool
) -> None:
    done, today = some(parts, share), rule.begins_on + late * DAY
    ended = max(due_dates(parts, rule).values())
    found = offers(parts, rule, done, today, most_minutes=most, may_extend=may_extend)
    for offer in found:
        assert offer.due == due_dates(parts, offer.rule)
        assert offer.rule.daily_minutes <= most
        assert {on.weekday() for on in offer.due.values()} <= offer.rule.study_days
        if offer.remedy is Remedy.MORE_DAYS:
            assert offer.rule.study_days > rule.study_days
        else:
            assert offer.rule.study_days == rule.study_days
        if offer.remedy is not Remedy.EXTEND:
            assert offer.ends_on <= ended
        followed(parts, offer.rule, dict(offer.due), done)
    if not may_extend:
        assert all(offer.remedy is not Remedy.EXTEND for offer in found)


def followed(parts: list[Part], rule: Rule, due: dict[str, date], done: frozenset[str]) -> None:
    """Each part is finished on its day, and the work up to a day fits into the study days until then."""
    for today in sorted(set(due.values())):
        finished = done | {key for key, on in due.items() if on <= today}
        for day in (today, today + DAY):
            assert pace(parts, due, finished, day, rule.begins_on).standing is not Standing.BEHIND
        n_days = sum(
            (rule.begins_on + n * DAY).weekday() in rule.study_days
            and not any(pause.from_on <= rule.begins_on + n * DAY <= pause.to_on for pause in rule.pauses)
            for n in range((today - rule.begins_on).days + 1)
        )
        work = sum(part.minutes for part in parts if part.key in finished - done)
        assert work <= n_days * rule.daily_minutes


PARTS = [
    Part(Kind.LESSON, "a", "A", 40, 1),
    Part(Kind.LAB, "b", "B", 20, 1),
    Part(Kind.QUIZ, "c", "C", 30, 2),
    Part(Kind.LESSON, "d", "D", 90, 3),
]


def days(rule: Rule) -> list[str]:
    return [f"{on:%a %d %b %Y}" for on in due_dates(PARTS, rule).values()]


def test_a_plan_worked_out_by_hand() -> None:
    """Begun on Wednesday, 22 December 2027; Tuesdays and Saturdays, 30 minutes each.

    a: Sat 25 takes 30, Tue 28 the other 10. b: 20 left on Tue 28. Week 2 begins on Wed 29: c on Sat 1 January. Week 3
    begins on Wed 5: d takes Sat 8, Tue 11 and Sat 15.
    """
    rule = Rule(date(2027, 12, 22), frozenset({1, 5}), 30)
    assert days(rule) == ["Tue 28 Dec 2027", "Tue 28 Dec 2027", "Sat 01 Jan 2028", "Sat 15 Jan 2028"]


def test_a_pause_moves_the_weeks_behind_it() -> None:
    """With a pause from 27 December to 2 January, seven days, all behind it comes a week later."""
    pause = Pause(date(2027, 12, 27), date(2028, 1, 2))
    rule = Rule(date(2027, 12, 22), frozenset({1, 5}), 30, (pause,))
    assert days(rule) == ["Tue 04 Jan 2028", "Tue 04 Jan 2028", "Sat 08 Jan 2028", "Sat 22 Jan 2028"]


def test_a_leap_day_is_a_day() -> None:
    assert days(Rule(date(2028, 2, 29), frozenset({1}), 90))[0] == "Tue 29 Feb 2028"


def test_standing_in_words_and_numbers() -> None:
    rule = Rule(date(2027, 12, 22), frozenset({1, 5}), 30)
    due = due_dates(PARTS, rule)
    a, b, c, d = (part.key for part in PARTS)

    def at(day: date, *done: str) -> tuple[str, int, int, int]:
        found = pace(PARTS, due, done, day, rule.begins_on)
        return found.standing.value, found.n_parts, found.minutes, found.n_planned

    assert at(date(2027, 12, 21)) == ("not begun", 0, 0, 0)
    assert at(date(2027, 12, 28)) == ("on pace", 0, 0, 2)
    assert at(date(2027, 12, 29)) == ("behind", 2, 60, 2)
    assert at(date(2027, 12, 29), a) == ("behind", 1, 20, 2)
    assert at(date(2027, 12, 29), a, b, c) == ("ahead", 1, 30, 2)
    assert at(date(2027, 12, 28), a, c) == ("on pace", 0, 0, 2)
    assert at(date(2028, 2, 1), a, b, c, d) == ("done", 0, 0, 4)


def test_what_is_offered_by_hand() -> None:
    """Nothing done by Sunday, 9 January: 180 minutes are left, and Tue 11 and Sat 15 until the end.

    Within 60 minutes a day the rest cannot be spread. With Sundays (9 and 16, the last of which is too late) and no
    more, three days have 60 each. A week's extension adds Tue 18 and Sat 22: 45 on each of four.
    """
    rule = Rule(date(2027, 12, 22), frozenset({1, 5}), 30)
    found = offers(PARTS, rule, (), date(2028, 1, 9), most_minutes=60)
    assert [(one.remedy, one.rule.daily_minutes, one.n_weeks) for one in found] == [
        (Remedy.MORE_DAYS, 60, 0),
        (Remedy.EXTEND, 45, 1),
    ]
    assert found[0].rule.study_days == {1, 5, 6}
    wide = offers(PARTS, rule, (), date(2028, 1, 9), most_minutes=90)
    assert (wide[0].remedy, wide[0].rule.daily_minutes, wide[0].ends_on) == (Remedy.SPREAD, 90, date(2028, 1, 15))
