"""Due dates and pace of a small course, with every date worked out by hand (P12)."""

from datetime import date

import pytest

from progress.pacing import Pause, Rule, Standing, due_dates, pace
from tests.progress.strategies import numbered

# Week 1: lesson 30, lab 20, quiz 10 minutes. Week 2: lesson 40, lab 20 minutes.
PARTS = numbered([(30, 1), (20, 1), (10, 1), (40, 2), (20, 2)])
WORKDAYS = frozenset(range(5))
MONDAY = date(2026, 3, 2)
USUAL = Rule(MONDAY, WORKDAYS, 20)


def dates(rule: Rule) -> list[date]:
    return list(due_dates(PARTS, rule).values())


def test_from_a_monday_on_working_days() -> None:
    """Twenty minutes a day. The lesson takes Monday and half of Tuesday, the lab the other half and half of Wednesday,
    the quiz the rest of Wednesday the 4th. Week 2 begins on Monday the 9th: the lesson takes two days, the lab one."""
    assert dates(USUAL) == [date(2026, 3, day) for day in (3, 4, 4, 10, 11)]


def test_from_a_wednesday_weeks_run_from_wednesday_to_tuesday() -> None:
    """From the 4th: Wednesday and Thursday, Friday the 6th, Friday. Week 2 begins on Wednesday the 11th, and takes
    Wednesday and Thursday for the lesson, and Friday for the lab."""
    assert dates(Rule(date(2026, 3, 4), WORKDAYS, 20)) == [date(2026, 3, day) for day in (5, 6, 6, 12, 13)]


def test_on_tuesdays_and_saturdays() -> None:
    """Thirty minutes a day. Tuesday the 3rd is the lesson's, Saturday the 7th has lab and quiz. Week 2 has Tuesday the
    10th and Saturday the 14th: the lesson takes 30 and 10, the lab the 20 that are left."""
    rule = Rule(MONDAY, frozenset({1, 5}), 30)
    assert dates(rule) == [date(2026, 3, day) for day in (3, 7, 7, 14, 14)]


def test_over_new_year_the_weeks_behind_a_pause_move_on() -> None:
    """From Monday, 21 December 2026, with a pause from Thursday the 24th to Sunday, 3 January. Monday to Wednesday the
    23rd are week 1's. Three days of the course are over when the pause begins, so 4 to 7 January are the rest of its
    first week, and week 2 begins on Friday the 8th: 20 minutes of the lesson, 20 on Monday the 11th, the lab on
    Tuesday the 12th."""
    rule = Rule(date(2026, 12, 21), WORKDAYS, 20, (Pause(date(2026, 12, 24), date(2027, 1, 3)),))
    expected = [date(2026, 12, 22), date(2026, 12, 23), date(2026, 12, 23), date(2027, 1, 11), date(2027, 1, 12)]
    assert dates(rule) == expected


def test_pauses_over_one_another_count_once() -> None:
    """The same days away, told in three pauses out of order, of which one lies within another and one came before."""
    first, second = Pause(date(2026, 12, 28), date(2027, 1, 3)), Pause(date(2026, 12, 24), date(2026, 12, 30))
    within, before = Pause(date(2026, 12, 25), date(2026, 12, 26)), Pause(date(2026, 12, 1), date(2026, 12, 5))
    whole = Rule(date(2026, 12, 21), WORKDAYS, 20, (Pause(date(2026, 12, 24), date(2027, 1, 3)),))
    parts = Rule(date(2026, 12, 21), WORKDAYS, 20, (first, second, within, before))
    assert dates(parts) == dates(whole)


def test_a_pause_on_the_first_day_moves_the_beginning() -> None:
    """Away from Friday, 27 February to Tuesday, 3 March: the course begins on Wednesday the 4th, as above."""
    rule = Rule(MONDAY, WORKDAYS, 20, (Pause(date(2026, 2, 27), date(2026, 3, 3)),))
    assert dates(rule) == [date(2026, 3, day) for day in (5, 6, 6, 12, 13)]


def test_the_leap_day_is_a_day() -> None:
    """29 February 2028 is a Tuesday. From Monday the 28th: the lesson until Tuesday the 29th, lab and quiz until
    Wednesday, 1 March; week 2 begins on Monday, 6 March."""
    expected = [date(2028, 2, 29), *(date(2028, 3, day) for day in (1, 1, 7, 8))]
    assert dates(Rule(date(2028, 2, 28), WORKDAYS, 20)) == expected


def test_too_few_minutes_flow_over_into_the_next_week() -> None:
    """Ten minutes a day: 60 minutes are six days, to Monday the 9th; week 2 goes on with Tuesday the 10th: 40 minutes
    to Friday the 13th, 20 to Tuesday the 17th."""
    rule = Rule(MONDAY, WORKDAYS, 10)
    assert dates(rule) == [date(2026, 3, day) for day in (4, 6, 9, 13, 17)]


def test_not_by_the_week_the_second_follows_the_first() -> None:
    """120 minutes at 20 a day: 30, 50, 60, 100 and 120 minutes end on the 2nd, 3rd, 3rd, 5th and 6th study day."""
    rule = Rule(MONDAY, WORKDAYS, 20, by_week=False)
    assert dates(rule) == [date(2026, 3, day) for day in (3, 4, 4, 6, 9)]


def test_what_is_settled_takes_no_time() -> None:
    """Without the first lesson: lab on Monday, and the quiz on Tuesday."""
    rule = Rule(MONDAY, WORKDAYS, 20, settled=frozenset({"lesson:p0"}))
    assert due_dates(PARTS, rule)["lab:p1"] == MONDAY
    assert due_dates(PARTS, rule)["quiz:p2"] == date(2026, 3, 3)
    assert "lesson:p0" not in due_dates(PARTS, rule)


def test_a_part_of_no_minutes_is_due_with_the_one_before() -> None:
    parts = numbered([(0, 1), (20, 1), (0, 1), (0, 2)])
    assert list(due_dates(parts, USUAL).values()) == [MONDAY, MONDAY, MONDAY, date(2026, 3, 9)]


@pytest.mark.parametrize(
    ("day", "done", "standing", "n_parts", "minutes", "n_planned"),
    [
        # The day before the first.
        (1, "", Standing.NOT_BEGUN, 0, 0, 0),
        (2, "", Standing.ON_PACE, 0, 0, 0),
        # The lesson is due on Tuesday the 3rd, and late on Wednesday.
        (3, "", Standing.ON_PACE, 0, 0, 1),
        (4, "", Standing.BEHIND, 1, 30, 3),
        # Lab and quiz are due on Wednesday.
        (4, "0", Standing.ON_PACE, 0, 0, 3),
        (5, "0", Standing.BEHIND, 2, 30, 3),
        (5, "", Standing.BEHIND, 3, 60, 3),
        # Something that is late outweighs something that is early.
        (5, "013", Standing.BEHIND, 1, 10, 3),
        # The second lesson is due on the 10th: done on the 4th it is early, once all that is due then is done.
        (4, "03", Standing.ON_PACE, 0, 0, 3),
        (4, "0123", Standing.AHEAD, 1, 40, 3),
        (10, "0123", Standing.ON_PACE, 0, 0, 4),
        (1, "3", Standing.AHEAD, 1, 40, 0),
        (11, "0123", Standing.ON_PACE, 0, 0, 5),
        (12, "0123", Standing.BEHIND, 1, 20, 5),
        (12, "01234", Standing.DONE, 0, 0, 5),
        (2, "01234", Standing.DONE, 0, 0, 0),
    ],
)
def test_where_one_stands(day: int, done: str, standing: Standing, n_parts: int, minutes: int, n_planned: int) -> None:
    keys = {PARTS[int(place)].key for place in done}
    found = pace(PARTS, due_dates(PARTS, USUAL), keys, date(2026, 3, day), MONDAY)
    assert (found.standing, found.n_parts, found.minutes, found.n_planned) == (standing, n_parts, minutes, n_planned)
