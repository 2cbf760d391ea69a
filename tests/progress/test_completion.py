"""What counts as done, and how much of what."""

from hypothesis import given
from hypothesis import strategies as st

from progress.completion import Count, count, is_complete, next_part
from progress.outline import ModuleOutline, Outline, Part
from tests.progress.strategies import numbered, orderly

PARTS = numbered([(30, 1), (20, 1), (10, 2)])
COURSE = Outline((ModuleOutline("one", "One", 1, 1, PARTS[:2]), ModuleOutline("two", "Two", 2, 2, PARTS[2:])))


def test_an_outline_is_its_parts_in_order() -> None:
    assert [part.key for part in COURSE] == ["lesson:p0", "lab:p1", "quiz:p2"]
    assert COURSE.keys == {"lesson:p0", "lab:p1", "quiz:p2"}
    assert COURSE.n_weeks == 2
    assert Outline(()).n_weeks == 0


def test_counts_are_of_the_parts_asked_about_alone() -> None:
    done = {"lab:p1", "lesson:p2", "lesson:gone"}
    assert count(COURSE, done) == Count(1, 3, 40)
    assert count(COURSE.modules[0].parts, done) == Count(1, 2, 30)
    assert count(COURSE.modules[1].parts, done) == Count(0, 1, 10)


def test_percent_is_rounded_down_so_that_100_means_done() -> None:
    assert Count(2, 3, 10).percent == 66
    assert Count(199, 200, 1).percent == 99
    assert Count(3, 3, 0).percent == 100
    assert Count(0, 0, 0).percent == 0


def test_the_next_is_the_first_that_is_not_done() -> None:
    assert next_part(COURSE, ()) == PARTS[0]
    assert next_part(COURSE, {"lesson:p0", "quiz:p2"}) == PARTS[1]
    assert next_part(COURSE, COURSE.keys) is None


def test_what_has_no_parts_was_never_there_to_be_completed() -> None:
    assert not is_complete(Outline(()), ())
    assert not is_complete(COURSE, {"lesson:p0", "lab:p1"})
    assert is_complete(COURSE, COURSE.keys)


@given(orderly, st.data())
def test_complete_means_100_percent_nothing_next_and_no_minutes(parts: tuple[Part, ...], data: st.DataObject) -> None:
    course = Outline((ModuleOutline("one", "One", 1, 1, parts),))
    done = data.draw(st.frozensets(st.sampled_from([part.key for part in parts])))
    found = count(course, done)
    following = next_part(course, done)
    assert is_complete(course, done) == (found.percent == 100) == (following is None) == (done == course.keys)
    assert found.n_done == len(done)
    assert found.minutes_left == sum(part.minutes for part in parts if part.key not in done)
    if following is not None:
        more = count(course, done | {following.key})
        assert (more.n_done, more.minutes_left) == (found.n_done + 1, found.minutes_left - following.minutes)
