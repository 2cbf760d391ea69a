"""Item statistics beside a reference written straight from the definitions, over lists of marks."""

from collections import Counter
from collections.abc import Sequence
from math import ceil, sqrt
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import ENOUGH, Figure, Tally, item_figures, quiz_figures, times

Marks = Sequence[Sequence[int]]
EVERY_MARK, THE_REST = "every mark is the same", "the rest is the same in every attempt"


# --- the definitions -----------------------------------------------------------------------------------------------
def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def cov(xs: Sequence[float], ys: Sequence[float]) -> float:
    return sum((x - mean(xs)) * (y - mean(ys)) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def var(xs: Sequence[float]) -> float:
    return cov(xs, xs)


def moment(xs: Sequence[float], power: int) -> float:
    return mean([(x - mean(xs)) ** power for x in xs])


# --- the same from counts ------------------------------------------------------------------------------------------
def tallied(marks: Marks, possible: int = 100, by_chance: bool = False) -> dict[int, Tally]:
    """A tally for each question, of rows that hold an attempt's marks each."""
    tallies = {place: Tally(possible, by_chance) for place in range(len(marks[0]))}
    for row in marks:
        for place, mark in enumerate(row):
            tallies[place].add(mark, sum(row))
    return tallies


def totals(marks: Marks) -> Counter[int]:
    return Counter(sum(row) for row in marks)


def value(figure: Figure) -> float:
    assert figure.value is not None, figure.withheld
    return figure.value


@st.composite
def papers(draw: st.DrawFn, least: int = ENOUGH) -> list[list[int]]:
    """Attempts at one to five questions of a point, with marks that often repeat."""
    n_questions = draw(st.integers(1, 5))
    mark = st.sampled_from([0, 25, 100]) | st.integers(0, 100)
    return draw(st.lists(st.lists(mark, min_size=n_questions, max_size=n_questions), min_size=least, max_size=40))


@given(papers(), st.booleans())
def test_the_figures_of_a_question_are_those_of_the_definitions(marks: list[list[int]], by_chance: bool) -> None:
    figures = item_figures(tallied(marks, by_chance=by_chance))
    whole = [sum(row) / 100 for row in marks]
    columns = [[row[place] / 100 for row in marks] for place in range(len(marks[0]))]
    with_total = [cov(xs, whole) for xs in columns]
    for place, xs in enumerate(columns):
        found = figures[place]
        rest = whole if by_chance else [total - x for total, x in zip(whole, xs, strict=True)]
        assert found.n == len(marks)
        assert value(found.facility) == pytest.approx(100 * mean(xs))
        assert value(found.standard_deviation) == pytest.approx(sqrt(var(xs)), abs=1e-9)
        if len(set(xs)) == 1 or len({round(100 * each) for each in rest}) == 1:
            reason = EVERY_MARK if len(set(xs)) == 1 else THE_REST
            assert found.discrimination == found.efficiency == Figure(None, reason)
        else:
            assert value(found.discrimination) == pytest.approx(
                100 * cov(xs, rest) / sqrt(var(xs) * var(rest)), abs=1e-6
            )
            assert value(found.efficiency) == pytest.approx(
                100 * cov(xs, rest) / cov(sorted(xs), sorted(rest)), abs=1e-6
            )
        if with_total[place] < -1e-9:
            assert found.weight == Figure(None, "negative")
        elif with_total[place] > 1e-9:
            # What is 0 exactly may come out a little below it in floats, and its root far above.
            shares = sum(sqrt(each) for each in with_total if each > 1e-9)
            assert value(found.weight) == pytest.approx(100 * sqrt(with_total[place]) / shares, rel=1e-6)


@given(papers(least=4))
def test_the_figures_of_a_quiz_are_those_of_the_definitions(marks: list[list[int]]) -> None:
    found = quiz_figures(totals(marks), [tally.marks for tally in tallied(marks).values()])
    whole = [sum(row) / 100 for row in marks]
    n, p = len(marks), len(marks[0])
    assert found.n == n
    assert value(found.mean) == pytest.approx(mean(whole))
    assert value(found.median) == pytest.approx(median(whole))
    assert value(found.standard_deviation) == pytest.approx(sqrt(var(whole)), abs=1e-9)
    if len(set(totals(marks))) == 1:
        assert found.skewness == found.kurtosis == Figure(None, "every total is the same")
        return
    m2, m3, m4 = (moment(whole, power) for power in (2, 3, 4))
    k2 = n * m2 / (n - 1)
    k3 = n**2 * m3 / ((n - 1) * (n - 2))
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    assert value(found.skewness) == pytest.approx(k3 / k2**1.5, abs=1e-6)
    assert value(found.kurtosis) == pytest.approx(k4 / k2**2, abs=1e-6)
    if p > 1:
        shared = sum(var([row[place] / 100 for row in marks]) for place in range(p))
        alpha = 100 * p / (p - 1) * (1 - shared / k2)
        assert value(found.consistency) == pytest.approx(alpha, abs=1e-6)
        # A root near 0 magnifies the last digits of what is under it.
        assert value(found.error_ratio) == pytest.approx(100 * sqrt(max(0, 1 - alpha / 100)), abs=1e-4)
        assert value(found.standard_error) == pytest.approx(value(found.error_ratio) * sqrt(k2) / 100, abs=1e-6)


@given(papers())
def test_the_order_in_which_attempts_come_changes_nothing(marks: list[list[int]]) -> None:
    assert item_figures(tallied(marks)) == item_figures(tallied(marks[::-1]))


@given(papers(), st.integers(2, 5))
def test_attempts_added_at_once_count_as_those_added_one_by_one(marks: list[list[int]], n: int) -> None:
    at_once = {place: Tally(100) for place in range(len(marks[0]))}
    for row in marks:
        for place, mark in enumerate(row):
            at_once[place].add(mark, sum(row), n)
    assert item_figures(at_once) == item_figures(tallied([row for row in marks for _ in range(n)]))


# --- by hand -------------------------------------------------------------------------------------------------------
def test_values_that_were_reckoned_by_hand() -> None:
    """Four answers, five times each: x = 0 0 1 1 with rests 0 1 0 2 (in points)."""
    marks = [row for row in ([0, 0], [0, 100], [100, 0], [100, 200]) for _ in range(5)]
    found = item_figures(tallied(marks, possible=200))
    # The mean is 1/2, of 2; var(x) = 5/19; cov(x, o) = (10 - 20 · 1/2 · 3/4)/19; var(o) = (25 - 20 · 9/16)/19.
    assert value(found[0].facility) == 25
    assert value(found[0].standard_deviation) == pytest.approx(sqrt(5 / 19))
    assert value(found[0].discrimination) == pytest.approx(100 * 2.5 / sqrt(5 * 13.75))
    # Sorted, the ones stand beside 1 and 2, five times each: cov_max = (15 - 7.5)/19.
    assert value(found[0].efficiency) == pytest.approx(100 * 2.5 / 7.5)
    # cov(x, T) = (2.5 + 5)/19 and (2.5 + 13.75)/19.
    assert value(found[0].weight) == pytest.approx(100 * sqrt(7.5) / (sqrt(7.5) + sqrt(16.25)))
    of_quiz = quiz_figures(totals(marks), [tally.marks for tally in tallied(marks).values()])
    # T = 0 1 1 3: k2 = (55 - 20 · 25/16)/19 = 23.75/19, of which var(x) + var(o) are 18.75/19.
    assert (value(of_quiz.mean), value(of_quiz.median)) == (1.25, 1.0)
    assert value(of_quiz.consistency) == pytest.approx(200 * (1 - 18.75 / 23.75))


def test_the_skewness_and_kurtosis_of_0_0_0_4() -> None:
    """m2 = 3, m3 = 6, m4 = 21: k2 = 4, k3 = 16, k4 = 16·(5·21 - 9·9)/6 = 64."""
    found = quiz_figures(Counter({0: 3, 400: 1}), [])
    assert (value(found.skewness), value(found.kurtosis)) == (2.0, 4.0)


@pytest.mark.parametrize(
    ("n", "figure"), [(1, "standard_deviation"), (2, "skewness"), (3, "kurtosis"), (1, "consistency")]
)
def test_what_needs_more_attempts_is_withheld(n: int, figure: str) -> None:
    marks = [[100 * turn, 0] for turn in range(n)]
    found = quiz_figures(totals(marks), [tally.marks for tally in tallied(marks).values()])
    assert getattr(found, figure) == Figure(None, f"needs {n + 1} attempts")
    marks = [[100 * turn, 100 * (turn % 2)] for turn in range(n + 1)]
    found = quiz_figures(totals(marks), [tally.marks for tally in tallied(marks).values()])
    assert getattr(found, figure).value is not None


def test_discrimination_and_efficiency_are_withheld_below_twenty_attempts() -> None:
    few, enough = ([[100 * (n % 2), 100 * (n % 2)] for n in range(size)] for size in (ENOUGH - 1, ENOUGH))
    found = item_figures(tallied(few))[0]
    assert found.discrimination == found.efficiency == Figure(None, "needs 20 attempts")
    found = item_figures(tallied(enough))[0]
    assert (found.discrimination, found.efficiency) == (Figure(100.0), Figure(100.0))


def test_no_attempt_one_attempt_and_a_question_without_points() -> None:
    none = item_figures({"a": Tally(100)})["a"]
    assert (none.n, none.facility) == (0, Figure(None, "needs an attempt"))
    one = item_figures(tallied([[50]]))[0]
    assert (one.n, one.facility, one.weight) == (1, Figure(50.0), Figure(None, "needs 2 attempts"))
    free = item_figures(tallied([[0], [0]], possible=0))[0]
    assert free.facility == Figure(None, "the question gives no points")
    assert free.weight == Figure(None, "no mark varies")
    assert quiz_figures({}, []).mean == Figure(None, "needs an attempt")


def test_what_speaks_against_the_rest_weighs_nothing_and_is_called_negative() -> None:
    marks = [[100 - n, 4 * n] for n in range(ENOUGH)]
    found = item_figures(tallied(marks))
    assert found[0].weight == Figure(None, "negative")
    assert value(found[1].weight) == 100
    assert value(found[0].discrimination) == pytest.approx(-100)


def test_a_question_that_was_drawn_at_random_is_compared_with_the_whole_total() -> None:
    marks = [[100 * (n % 2), 100 * (n // 2 % 2)] for n in range(ENOUGH)]
    # Two answers that have nothing to do with one another: 0 with the rest, 1/sqrt 2 with their sum.
    assert value(item_figures(tallied(marks))[0].discrimination) == 0
    found = item_figures(tallied(marks, by_chance=True))[0]
    assert value(found.discrimination) == pytest.approx(100 / sqrt(2))
    assert found.weight == item_figures(tallied(marks))[0].weight


def test_internal_consistency_is_told_of_one_paper_and_of_two_questions_at_least() -> None:
    same, others = Counter({0: 2, 100: 2}), Counter({0: 2, 100: 1})
    assert quiz_figures(same, [same, others]).consistency == Figure(None, "attempts had different questions")
    assert quiz_figures(same, [same]).consistency == Figure(None, "needs 2 questions")
    assert quiz_figures(same, [same]).standard_error == Figure(None, "needs 2 questions")
    assert quiz_figures(Counter({100: 4}), [same, same]).consistency == Figure(None, "every total is the same")


@given(papers(), st.integers(1, 3))
def test_places_that_are_filled_at_random_vary_as_all_that_was_drawn(marks: list[list[int]], n_fixed: int) -> None:
    n, p, n_fixed = len(marks), len(marks[0]), min(n_fixed, len(marks[0]))
    fixed = [Counter(row[place] for row in marks) for place in range(n_fixed)]
    drawn = [mark for row in marks for mark in row[n_fixed:]]
    found = quiz_figures(totals(marks), fixed, Counter(drawn)).consistency
    if p > 1 and len(totals(marks)) > 1:
        shared = sum(var([row[place] for row in marks]) for place in range(n_fixed))
        shared += (p - n_fixed) * moment(drawn, 2) * n / (n - 1) if drawn else 0
        alpha = 100 * p / (p - 1) * (1 - shared / var([sum(row) for row in marks]))
        assert value(found) == pytest.approx(alpha, abs=1e-6)
        assert value(found) <= 100


def test_papers_with_more_or_fewer_questions_have_no_consistency() -> None:
    drawn = Counter({0: 5, 100: 4})
    assert quiz_figures(Counter({0: 2, 100: 2}), [], drawn).consistency.withheld == "attempts had different questions"


def test_memory_grows_with_the_marks_and_not_with_the_attempts() -> None:
    tally = Tally(100)
    for n in range(10_000):
        tally.add(n % 101, n % 101 + n % 7 * 100)
    assert (tally.n, len(tally.marks), len(tally.others)) == (10_000, 101, 7)


# --- times ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("n", [20, 21, 22, 23, 100])
def test_quartiles_are_by_nearest_rank(n: int) -> None:
    ordered = [7 * place % 41 for place in range(n)]
    found = times(Counter(ordered))
    ordered.sort()
    assert [one.value for one in (found.lower, found.median, found.upper)] == [
        ordered[ceil(n * part / 4) - 1] for part in (1, 2, 3)
    ]
    assert found.n == n


def test_few_times_say_nothing() -> None:
    found = times(Counter({30: ENOUGH - 1}))
    assert (found.n, found.median.value, found.median.withheld) == (ENOUGH - 1, None, "needs 20 attempts")
    assert times(Counter()).n == 0
