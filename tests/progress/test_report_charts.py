"""Charts of reports count what the learners' own records say, for the learners that the filters leave."""

from collections import Counter
from datetime import UTC, date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curriculum.models import Course, Enrolment
from progress.models import LessonRecord, Plan, Study
from progress.reports.cohort_desk import rows_of
from progress.reports.tables.charts import funnel, learners, marks, weeks
from progress.reports.tables.charts.plots import HEIGHT, LEFT, RIGHT, TOP, Plot, Scale, column, line, short, ticks
from progress.reports.tables.marks import quizzes_of
from progress.reports.tables.paging import batches
from progress.reports.tables.report import Scope
from progress.selection import Selection
from quizzes.models import Attempt, Quiz
from tests.progress.authors import author
from tests.progress.cohorts import another_course
from tests.progress.completing import attempt
from tests.progress.reporting import NOW, asked, crowd
from tests.progress.telling import MONDAY, do_all, studying

HERE = "/admin/reports/progress/chart/"
MARCH = date(2026, 3, 2)


def scoped(**filters: Any) -> Scope:
    return asked("progress", Selection(**filters))[1]


# --- drawing ----------------------------------------------------------------------------------------------------------
def test_a_scale_ends_at_a_round_number() -> None:
    assert [Scale.of(n).top for n in (0, 1, 2, 3, 6, 11, 99, 100, 101, 1_206_114)] == [
        2, 2, 2, 5, 10, 20, 100, 100, 200, 2_000_000,
    ]  # fmt: skip
    scale = Scale.of(100)
    assert (scale.y(0), scale.y(100), scale.y(50)) == (HEIGHT, TOP, (HEIGHT + TOP) / 2)
    assert [words for _, words in scale.levels] == ["0", "50", "100"]
    assert [words for _, words in Scale.of(5).levels] == ["0", "5"]
    assert [short(n) for n in (0, 500, 20_000, 2_500, 5_000_000)] == [
        "0", "500", "20\xa0k", "2.5\xa0k", "5\xa0M",
    ]  # fmt: skip


def test_columns_and_lines_fill_the_box() -> None:
    x, width = column(3, 4)
    assert (column(0, 4)[0], x + width) == (LEFT, RIGHT)
    assert line([0, 10], 2, Scale.of(10)) == f"M{float(LEFT)} {float(HEIGHT)}L{float(RIGHT)} {float(TOP)}"
    assert line([], 5, Scale.of(1)) == ""
    assert len(ticks([str(n) for n in range(200)], centred=True)) <= 14
    assert [name for _, name in ticks(["a", "b", "c"], centred=False)] == ["a", "b", "c"]


def test_weeks_are_added_up_and_what_is_to_come_is_not_done() -> None:
    week = timedelta(days=7)
    plot = weeks.weeks({MARCH: 3, MARCH + 2 * week: 2}, {MARCH: 1}, MARCH + week + timedelta(days=3))
    assert list(plot.rows) == [(MARCH, 3, 1), (MARCH + week, 3, 1), (MARCH + 2 * week, 5, None)]
    assert plot.says == "By the end of this week 3 parts were planned, and 1 are done"


def test_a_picture_of_weeks_is_bounded_and_begins_with_what_came_before() -> None:
    old, far = MARCH - timedelta(weeks=700), MARCH + timedelta(weeks=700)
    plot = weeks.weeks({old: 4, MARCH: 1, far: 9}, {old: 2}, MARCH)
    assert len(plot.rows) == 52 + 26 + 1
    assert plot.rows[0] == (MARCH - timedelta(weeks=52), 4, 2) and plot.rows[-1][1:] == (5, None)


def test_empty_pictures_are_told_in_words() -> None:
    assert "no lesson is taught" in funnel.funnel([], 0).says
    assert "nobody has one yet" in marks.histogram("Quiz", {}).says
    assert weeks.weeks({}, {}, MARCH).rows[0] == (MARCH, 0, 0)


# --- counting ---------------------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def test_the_funnel_counts_who_opened_and_who_has_done(course: Course) -> None:
    ann, bob, _ = (studying(course) for _ in range(3))
    do_all(ann, MONDAY)
    LessonRecord.objects.filter(learner=ann, lesson__slug="beta").update(done_at=None)
    do_all(bob, MONDAY, "alpha")
    assert _numbers(funnel.draw(scoped())) == {"alpha": (2, 2), "beta": (1, 0), "gamma": (1, 1)}
    Enrolment.objects.filter(user=ann).update(enrolled_at=NOW)
    assert _numbers(funnel.draw(scoped(from_on=NOW.date())))["alpha"] == (1, 1)


def _numbers(plots: list[Plot]) -> dict[str, Any]:
    return {str(title).partition(". ")[2].lower(): tuple(rest) for title, *rest in plots[0].rows}


def test_weeks_say_what_each_learners_own_page_says(course: Course) -> None:
    people = crowd(course)
    do_all(people[4], MONDAY + timedelta(days=8))
    again = attempt(people[1], Quiz.objects.get(slug="exam"), MONDAY + timedelta(days=8), passed=True)
    Attempt.objects.filter(pk=again.pk).update(number=2)
    attempt(people[1], Quiz.objects.get(slug="exam"), MONDAY, passed=True)
    plan = Study.objects.get(enrolment__user=people[5]).plan
    assert plan
    Plan.objects.filter(pk=plan.pk).update(settled=["lesson:alpha"])
    planned: Counter[date] = Counter()
    done: Counter[date] = Counter()
    studies = Study.objects.filter(enrolment__left_at=None).select_related("plan", "enrolment__user")
    for row in rows_of(studies, course, NOW):
        assert row.study.plan
        for part in row.where.outline.parts:
            planned[weeks.week_of(row.where.due.get(part.key, row.study.plan.begins_on))] += 1
            if part.key in row.where.done:
                done[weeks.week_of(row.where.done[part.key].astimezone(UTC).date())] += 1
    found = weeks.draw(scoped())[0]
    assert sum(done.values()) > 8 and len(planned) > 1
    assert list(found.rows) == list(weeks.weeks(planned, done, NOW.date()).rows)


def test_marks_are_those_of_the_rows_by_tenths(course: Course) -> None:
    people = crowd(course)
    exam = Quiz.objects.get(slug="exam")
    for points, person in enumerate(people[5:9], 3):
        made = attempt(person, exam, MONDAY, passed=True)
        Attempt.objects.filter(pk=made.pk).update(points=f"{points}.00", possible="7.00")
    report, scope = asked("progress")
    place = [one.name for one in report.columns(scope)].index("exam_best")
    cells = [row[place] for batch in batches(report, scope) for row in batch]
    by_rows = Counter(min(int(cell) // 10, 9) for cell in cells if cell is not None)  # type: ignore[arg-type]
    quiz = next(one for one in quizzes_of(course) if one.slug == "exam")
    assert dict(marks.counts(scope)[quiz.pk]) == by_rows and len(by_rows) > 1
    assert sum(n for _, n in marks.draw(scope)[0].rows) == sum(by_rows.values())  # type: ignore[misc]


def test_charts_heed_the_pace_of_so_many_and_say_so_of_more(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _ = studying(course), studying(course)
    do_all(ann, MONDAY)
    Enrolment.objects.filter(user=ann).update(left_at=NOW)
    assert _numbers(funnel.draw(scoped(pace="left")))["alpha"] == (1, 1)
    assert _numbers(funnel.draw(scoped(pace="behind")))["alpha"] == (0, 0)
    monkeypatch.setattr(learners, "MOST", 1)
    with pytest.raises(learners.TooMany):
        funnel.draw(scoped(pace="left"))
    assert "there is no chart by pace" in author().get(f"{HERE}funnel/?pace=left").content.decode()


@pytest.mark.parametrize("draw", [funnel.draw, weeks.draw, marks.draw])
def test_of_nobody_there_is_an_empty_picture(course: Course, draw: Any) -> None:
    do_all(studying(course), MONDAY)
    (plot,) = draw(scoped(pace="left"))
    assert not any(number for _, *numbers in plot.rows for number in numbers)


def test_plans_beyond_the_most_are_left_out_and_counted(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    studying(course)
    studying(course, begun_at=MONDAY + timedelta(days=1))
    monkeypatch.setattr(weeks, "MOST_PLANS", 1)
    assert "not counting what is planned for 1 learner with rare plans" in weeks.draw(scoped())[0].says


@pytest.mark.parametrize("draw", [funnel.draw, weeks.draw, marks.draw])
def test_queries_do_not_grow_with_learners(course: Course, draw: Any) -> None:
    scope, numbers = scoped(), []
    for n in (1, 12):
        for _ in range(n):
            do_all(studying(course), MONDAY)
        draw(scope)
        with CaptureQueriesContext(connection) as queries:
            draw(scope)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 6


# --- pages ------------------------------------------------------------------------------------------------------------
def test_charts_stand_behind_the_fence_of_their_report(course: Course) -> None:
    another_course()
    teacher = author("another")
    assert Client().get(f"{HERE}funnel/").status_code == 302
    assert teacher.get(f"{HERE}nothing/").status_code == 404
    assert teacher.get("/admin/reports/nothing/chart/funnel/").status_code == 404
    refused = teacher.get(f"{HERE}funnel/?course=tiny")
    assert refused.status_code == 400 and "<svg viewBox" not in refused.content.decode()


def test_a_chart_is_a_page_or_a_piece_of_the_reports_page(course: Course) -> None:
    do_all(studying(course), MONDAY)
    client = author()
    report = client.get("/admin/reports/progress/?to_on=2030-01-01").content.decode()
    there = f"{HERE}funnel/?course=tiny&to_on=2030-01-01"
    assert f'data-hx-get="{there}"' in unescape(report) and f'<a href="{there}">Funnel' in unescape(report)
    page = client.get(there).content.decode()
    piece = client.get(there, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page and "<html" not in piece
    for found in (page, piece):
        assert "Of 1 learner: 1 opened the first lesson" in found and "<details>" in found and "style=" not in found
