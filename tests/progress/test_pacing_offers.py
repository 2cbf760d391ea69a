"""The laws of plans that catch up: each can be followed, keeps its word, and asks for no more than it says."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from progress.outline import Part
from progress.pacing import (
    MOST_WEEKS,
    WEEK,
    Offer,
    Pause,
    Remedy,
    Rule,
    Standing,
    due_dates,
    offers,
    pace,
)
from tests.progress.strategies import DAY, is_study_day, late, n_calls, numbered

Late = tuple[tuple[Part, ...], Rule, frozenset[str], date, int]
MONDAY = date(2026, 3, 2)
WORKDAYS = frozenset(range(5))


def found_for(one: Late, *, may_extend: bool = True) -> dict[Remedy, Offer]:
    parts, rule, done, today, most = one
    found = offers(parts, rule, done, today, most_minutes=most, may_extend=may_extend)
    by_remedy = {offer.remedy: offer for offer in found}
    assert len(by_remedy) == len(found)
    return by_remedy


def test_the_samples_have_offers_of_each_kind() -> None:
    """The laws below say nothing where there is no offer: so a good part of the samples must have one."""
    seen: list[set[Remedy]] = []

    @given(late())
    def look(one: Late) -> None:
        seen.append(set(found_for(one)))

    look()
    assert all(sum(remedy in found for found in seen) * 4 >= len(seen) for remedy in Remedy)


@given(late())
def test_an_offer_is_what_its_rule_gives_for_what_is_left(one: Late) -> None:
    parts, _, done, today, _ = one
    for offer in found_for(one).values():
        # The plan that will be followed is worked out from its rule and the whole course.
        assert due_dates(parts, offer.rule) == offer.due
        assert offer.due.keys() == {part.key for part in parts} - done
        assert offer.ends_on == max(offer.due.values())
        assert min(offer.due.values()) >= today == offer.rule.begins_on


@given(late())
def test_one_followed_exactly_is_never_behind(one: Late) -> None:
    parts, _, done, today, _ = one
    for offer in found_for(one).values():
        assert pace(parts, offer.due, done, today, today).standing is not Standing.BEHIND
        for day in sorted({*offer.due.values(), *(on + DAY for on in offer.due.values())}):
            so_far = done | {key for key, on in offer.due.items() if on <= day}
            assert pace(parts, offer.due, so_far, day, today).standing in {Standing.ON_PACE, Standing.DONE}


@given(late())
def test_it_stays_within_the_study_days_and_minutes_that_it_names(one: Late) -> None:
    parts, rule, _, today, most = one
    for offer in found_for(one).values():
        assert 10 <= offer.rule.daily_minutes <= most
        assert offer.rule.daily_minutes % 5 == 0
        assert offer.rule.pauses == rule.pauses
        by_day: dict[date, int] = {}
        for part in parts:
            if part.key in offer.due:
                by_day[offer.due[part.key]] = by_day.get(offer.due[part.key], 0) + part.minutes
        n_days, minutes = 0, 0
        for n in range((offer.ends_on - today).days + 1):
            day = today + n * DAY
            n_days += is_study_day(day, offer.rule)
            minutes += by_day.get(day, 0)
            assert day not in by_day or is_study_day(day, offer.rule)
            assert minutes <= n_days * offer.rule.daily_minutes


@given(late())
def test_spreading_keeps_the_days_and_the_end(one: Late) -> None:
    parts, rule, _, _, _ = one
    offer = found_for(one).get(Remedy.SPREAD)
    if offer is None:
        return
    assert offer.rule.study_days == rule.study_days
    assert offer.ends_on <= max(due_dates(parts, rule).values())
    assert offer.n_weeks == 0


@given(late())
def test_more_days_only_add_and_keep_the_end(one: Late) -> None:
    parts, rule, _, _, most = one
    offer = found_for(one).get(Remedy.MORE_DAYS)
    if offer is None:
        return
    assert offer.rule.study_days > rule.study_days
    assert offer.ends_on <= max(due_dates(parts, rule).values())
    if len(offer.rule.study_days) > len(rule.study_days) + 1:
        # One day more would not have done: those of the weekend come first.
        added = next(day for day in (5, 6, 4, 3, 2, 1, 0) if day not in rule.study_days)
        less = replace(offer.rule, study_days=rule.study_days | {added}, daily_minutes=most // 5 * 5)
        assert max(due_dates(parts, less).values()) > max(due_dates(parts, rule).values())


@given(late())
def test_extending_takes_the_fewest_weeks_that_will_do(one: Late) -> None:
    parts, rule, _, today, most = one
    offer = found_for(one).get(Remedy.EXTEND)
    if offer is None:
        return
    end = max(max(due_dates(parts, rule).values()), today)
    assert 1 <= offer.n_weeks <= MOST_WEEKS
    assert offer.rule.study_days == rule.study_days
    assert offer.ends_on <= end + offer.n_weeks * WEEK * DAY
    if offer.n_weeks > 1:
        hardest = replace(offer.rule, daily_minutes=min(most, 600) // 5 * 5)
        assert max(due_dates(parts, hardest).values()) > end + (offer.n_weeks - 1) * WEEK * DAY


@given(late())
def test_each_takes_the_least_minutes_that_end_in_time(one: Late) -> None:
    parts, rule, _, today, _ = one
    end = max(due_dates(parts, rule).values())
    for offer in found_for(one).values():
        if offer.rule.daily_minutes == 10:
            continue
        extended = max(end, today) + offer.n_weeks * WEEK * DAY if offer.remedy is Remedy.EXTEND else end
        less = replace(offer.rule, daily_minutes=offer.rule.daily_minutes - 5)
        assert max(due_dates(parts, less).values()) > extended


@given(late())
def test_where_the_end_is_not_the_learners_to_move_none_moves_it(one: Late) -> None:
    parts, rule, _, _, _ = one
    found = found_for(one, may_extend=False)
    end = max(due_dates(parts, rule).values())
    assert Remedy.EXTEND not in found
    assert all(offer.ends_on <= end for offer in found.values())
    both = found_for(one)
    both.pop(Remedy.EXTEND, None)
    assert both == found


@given(late(), st.integers(5, 100))
def test_who_has_more_time_is_offered_as_much(one: Late, more: int) -> None:
    parts, rule, done, today, most = one
    assert found_for(one).keys() <= found_for((parts, rule, done, today, most + more)).keys()


# --- by hand --------------------------------------------------------------------------------------------------------

# Four hours over two weeks from Monday, 2 March 2026: half an hour on each working day is 300 minutes.
PARTS = numbered([(60, 1), (60, 1), (60, 2), (60, 2)])
RULE = Rule(MONDAY, WORKDAYS, 30)


def test_nothing_is_offered_where_nothing_is_left() -> None:
    assert offers(PARTS, RULE, {part.key for part in PARTS}, MONDAY, most_minutes=60) == []
    assert offers([], RULE, (), MONDAY, most_minutes=60) == []
    assert (
        offers(PARTS, replace(RULE, settled=frozenset(part.key for part in PARTS)), (), MONDAY, most_minutes=60) == []
    )


def test_nothing_is_offered_for_less_time_than_a_plan_takes() -> None:
    assert offers(PARTS, RULE, (), MONDAY, most_minutes=9) == []


def test_three_plans_on_the_second_tuesday() -> None:
    """The plan ends on Thursday, 12 March: 60 minutes of week 2 by the 10th, 60 more by the 12th. On Tuesday the 10th
    nothing is done, and 240 minutes are left.

    Spread: 10, 11 and 12 March are three study days, 80 minutes each. With Saturdays there is no day more before the
    12th, nor with Sundays: the same 80. A week more ends by the 19th: 10 to 13 and 16 to 19 March are eight study
    days, 30 minutes each.
    """
    assert max(due_dates(PARTS, RULE).values()) == date(2026, 3, 12)
    spread, more, extend = offers(PARTS, RULE, (), date(2026, 3, 10), most_minutes=90)
    assert (spread.rule.daily_minutes, spread.ends_on) == (80, date(2026, 3, 12))
    assert (more.rule.daily_minutes, more.rule.study_days) == (80, WORKDAYS | {5})
    assert (extend.rule.daily_minutes, extend.ends_on, extend.n_weeks) == (30, date(2026, 3, 19), 1)
    assert list(spread.due.values()) == [date(2026, 3, day) for day in (10, 11, 12, 12)]


def test_too_few_minutes_leave_the_extension_alone() -> None:
    """Half an hour a day from the 10th: eight study days for 240 minutes, to the 19th, a week after the 12th."""
    (extend,) = offers(PARTS, RULE, (), date(2026, 3, 10), most_minutes=30)
    assert (extend.remedy, extend.n_weeks, extend.ends_on) == (Remedy.EXTEND, 1, date(2026, 3, 19))
    # Twenty minutes: twelve study days, to the 25th, which is within the second week after the 12th.
    (extend,) = offers(PARTS, RULE, (), date(2026, 3, 10), most_minutes=20)
    assert (extend.n_weeks, extend.ends_on) == (2, date(2026, 3, 25))


def test_a_plan_that_was_over_long_ago_is_extended_from_today() -> None:
    """Monday, 6 March 2028: 240 minutes at 60 take four study days, to Thursday the 9th, within a week of today. The
    least that ends by Monday the 13th is six study days of 40."""
    today = date(2028, 3, 6)
    (extend,) = offers(PARTS, RULE, (), today, most_minutes=60)
    assert (extend.remedy, extend.n_weeks) == (Remedy.EXTEND, 1)
    assert (extend.rule.daily_minutes, extend.ends_on) == (40, date(2028, 3, 13))
    assert offers(PARTS, RULE, (), today, most_minutes=60, may_extend=False) == []


def test_what_would_take_more_than_half_a_year_more_is_not_offered() -> None:
    """2,000 minutes at ten on Mondays are 200 weeks."""
    long = numbered([(2_000, 1)])
    rule = Rule(MONDAY, frozenset({0}), 600)
    assert offers(long, rule, (), date(2026, 6, 1), most_minutes=10) == []
    # 270 minutes are 27 Mondays, the last of them 26 weeks after today, and 280 one too many.
    (extend,) = offers(numbered([(270, 1)]), rule, (), date(2026, 6, 1), most_minutes=10)
    assert (extend.n_weeks, extend.ends_on) == (26, date(2026, 11, 30))
    assert offers(numbered([(280, 1)]), rule, (), date(2026, 6, 1), most_minutes=10) == []


def test_offers_cost_little_even_where_there_are_none() -> None:
    parts = numbered([(60, 1 + n // 10) for n in range(40)])
    off = tuple(Pause(MONDAY + 367 * n * DAY, MONDAY + (367 * n + 365) * DAY) for n in range(20))
    rule = Rule(MONDAY, frozenset({3}), 10, off)
    floor = n_calls(lambda: due_dates(parts, rule))
    assert n_calls(lambda: offers(parts, rule, (), date(2100, 1, 1), most_minutes=10)) < 5 * floor
