"""The laws of a plan: two pens write one text, and neither overwrites the other unseen (P30)."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.merge import Pen
from curriculum.source.sections import Section
from curriculum.sync import Answers, Change, Policy, Step, Stored, conflicts, plan

Files = Mapping[str, tuple[str, str]]

KEYS = st.sampled_from(["course:c", "module:m", "lesson:a", "lesson:b", "lesson:d", "glossary:g"])
TEXTS = st.sampled_from(["v1", "v2", "v3"])
PATHS = st.sampled_from(["one.md", "two.md", "three.md"])


@st.composite
def stored_documents(draw: st.DrawFn) -> Stored:
    """A document as loading and the admin can leave it."""
    loaded = draw(st.one_of(st.just(""), TEXTS))
    return Stored(draw(PATHS), loaded, draw(TEXTS), draw(st.booleans()), draw(st.booleans()))


FILES = st.dictionaries(KEYS, st.tuples(PATHS, TEXTS))
STORED = st.dictionaries(KEYS, stored_documents())


def apply(files: Files, stored: Mapping[str, Stored]) -> dict[str, Stored]:
    """What the database holds once the plan is carried out, in a few lines; `load` must do the same."""
    after = dict(stored)
    for change in plan(files, stored):
        row = stored.get(change.key)
        if change.key in files:
            path, text = files[change.key]
            published = text if change.takes_file or row is None else row.published
            after[change.key] = Stored(path, text, published, change.stays_out, row.has_draft if row else False)
        elif change.step is Step.RETIRED and row is not None:
            after[change.key] = Stored(row.path, "", row.published, True, row.has_draft)
    return after


@given(FILES, STORED)
def test_every_document_has_exactly_one_change(files: Files, stored: Mapping[str, Stored]) -> None:
    keys = [change.key for change in plan(files, stored)]
    assert sorted(keys) == sorted({*files, *(key for key, row in stored.items() if not row.is_retired)})


@given(FILES, STORED)
def test_what_the_admin_published_is_never_overwritten_without_a_conflict(
    files: Files, stored: Mapping[str, Stored]
) -> None:
    for change in plan(files, stored):
        row = stored.get(change.key)
        edited = row is not None and not row.is_retired and row.published != row.loaded
        if edited and row is not None and change.step is not Step.CONFLICT:
            assert not change.takes_file
            assert change.step in {Step.KEPT, Step.UPDATED}


@given(FILES, STORED)
def test_planning_after_applying_keeps_everything(files: Files, stored: Mapping[str, Stored]) -> None:
    if conflicts(plan(files, stored)):
        return
    after = apply(files, stored)
    assert {change.step for change in plan(files, after)} <= {Step.KEPT}
    assert apply(files, after) == after


@given(FILES, STORED)
def test_a_file_that_was_changed_is_published_or_in_conflict(files: Files, stored: Mapping[str, Stored]) -> None:
    for change in plan(files, stored):
        row = stored.get(change.key)
        if change.key in files and row is not None and not row.is_retired and files[change.key][1] != row.loaded:
            converged = files[change.key][1] == row.published
            assert converged or change.takes_file or change.step is Step.CONFLICT


@given(FILES)
def test_into_an_empty_database_everything_is_created(files: Files) -> None:
    assert {(change.step, change.takes_file) for change in plan(files, {})} <= {(Step.CREATED, True)}


@given(FILES, STORED)
def test_a_draft_changes_no_plan(files: Files, stored: Mapping[str, Stored]) -> None:
    without = {key: Stored(row.path, row.loaded, row.published, row.is_retired, False) for key, row in stored.items()}
    told = [(change.key, change.step, change.takes_file) for change in plan(files, stored)]
    assert told == [(change.key, change.step, change.takes_file) for change in plan(files, without)]


@given(FILES, STORED)
def test_the_order_of_the_files_changes_nothing(files: Files, stored: Mapping[str, Stored]) -> None:
    backwards = dict(reversed(list(files.items())))
    assert sorted(plan(files, stored), key=repr) == sorted(plan(backwards, stored), key=repr)


A = "lesson:a"


@pytest.mark.parametrize(
    ("file", "row", "expected"),
    [
        (("a.md", "v1"), None, (Step.CREATED, True, "")),
        (("a.md", "v1"), Stored("a.md", "v1", "v1"), (Step.KEPT, False, "")),
        (("a.md", "v2"), Stored("a.md", "v1", "v1"), (Step.UPDATED, True, "")),
        (("b.md", "v1"), Stored("a.md", "v1", "v1"), (Step.UPDATED, False, "moved from a.md")),
        (("b.md", "v2"), Stored("a.md", "v1", "v1"), (Step.UPDATED, True, "moved from a.md")),
        (("a.md", "v1"), Stored("a.md", "v1", "v2"), (Step.KEPT, False, "edited in the admin")),
        (
            ("b.md", "v1"),
            Stored("a.md", "v1", "v2"),
            (
                Step.CONFLICT,
                False,
                "its file moved, and it was edited in the admin; whatever the answer, it stands where its file is",
            ),
        ),
        (("b.md", "v2"), Stored("a.md", "v1", "v2"), (Step.UPDATED, False, "moved from a.md")),
        (("a.md", "v2"), Stored("a.md", "v1", "v2"), (Step.KEPT, False, "")),
        (
            ("a.md", "v3"),
            Stored("a.md", "v1", "v2"),
            (Step.CONFLICT, False, "changed in the file and in the admin since it was last loaded"),
        ),
        (
            ("a.md", "v1"),
            Stored("a.md", "", "v2"),
            (Step.CONFLICT, False, "changed in the file and in the admin since it was last loaded"),
        ),
        (("a.md", "v1"), Stored("a.md", "", "v1", is_retired=True), (Step.UPDATED, True, "taken up again")),
        (("a.md", "v1"), Stored("a.md", "v1", "v2", is_retired=True), (Step.KEPT, False, "taken out in the admin")),
        (
            ("a.md", "v2"),
            Stored("a.md", "v1", "v1", is_retired=True),
            (Step.CONFLICT, False, "it was taken out in the admin, and its file was changed"),
        ),
        (
            ("a.md", "v2"),
            Stored("a.md", "v1", "v1", has_draft=True),
            (Step.UPDATED, True, "an open draft stays as it is"),
        ),
        (None, Stored("a.md", "v1", "v1"), (Step.RETIRED, False, "")),
        (
            None,
            Stored("a.md", "v1", "v2"),
            (Step.CONFLICT, False, "its file is gone, and it was edited in the admin"),
        ),
        (None, Stored("a.md", "", "v1"), (Step.KEPT, False, "made in the admin")),
    ],
)
def test_each_case_of_a_document(
    file: tuple[str, str] | None, row: Stored | None, expected: tuple[Step, bool, str]
) -> None:
    (change,) = plan({A: file} if file else {}, {A: row} if row else {})
    assert (change.step, change.takes_file, change.note) == expected


# --- merging -------------------------------------------------------------------------------------------------------
def by_lines(_kind: str, text: str) -> list[Section]:
    """A cutter for texts like "a1\nb1\n": each line is a section, named by its first letter."""
    return [Section(line[0], line, "\n") for line in text.split("\n") if line]


@st.composite
def short_texts(draw: st.DrawFn) -> str:
    return "".join(f"{letter}{draw(st.integers(1, 3))}\n" for letter in draw(st.sampled_from(["ab", "abc", "b"])))


TRIPLES = st.dictionaries(KEYS, st.tuples(PATHS, short_texts(), short_texts(), short_texts()))
ANSWERS = st.builds(Answers, st.none() | st.sampled_from(Pen), st.dictionaries(KEYS, st.sampled_from(Pen)))


@given(TRIPLES, ANSWERS)
def test_planning_after_merging_keeps_everything(
    texts: Mapping[str, tuple[str, str, str, str]], answers: Answers
) -> None:
    files = {key: (path, file) for key, (path, file, _, _) in texts.items()}
    stored = {key: Stored(path, base, admin) for key, (path, _, base, admin) in texts.items()}
    changes = plan(files, stored, Policy(by_lines, answers))
    if conflicts(changes):
        return
    after = {
        change.key: Stored(
            change.path,
            files[change.key][1],
            files[change.key][1] if change.takes_file else change.merged or stored[change.key].published,
        )
        for change in changes
    }
    assert {change.step for change in plan(files, after, Policy(by_lines))} <= {Step.KEPT}


@given(TRIPLES, st.sampled_from(Pen))
def test_an_answer_for_all_leaves_no_conflict(texts: Mapping[str, tuple[str, str, str, str]], pen: Pen) -> None:
    files = {key: (path, file) for key, (path, file, _, _) in texts.items()}
    stored = {key: Stored(path, base, admin) for key, (path, _, base, admin) in texts.items()}
    assert conflicts(plan(files, stored, Policy(by_lines, Answers(pen)))) == []


BASE, FILE, ADMIN = "a1\nb1\n", "a2\nb1\n", "a1\nb2\n"


@pytest.mark.parametrize(
    ("file", "admin", "answer", "expected"),
    [
        (FILE, ADMIN, None, (Step.MERGED, "a2\nb2\n", "file: a; admin: b")),
        (FILE, "a3\nb2\n", None, (Step.CONFLICT, "", "changed in the file and in the admin since it was last loaded")),
        (FILE, "a3\nb2\n", Pen.FILES, (Step.MERGED, "a2\nb2\n", "file: a; admin: b")),
        (FILE, "a3\nb2\n", Pen.ADMIN, (Step.KEPT, "", "all as in the admin")),
        (FILE, "a3\nb1\n", Pen.FILES, (Step.UPDATED, "", "all as in the file")),
    ],
)
def test_each_case_of_two_pens(file: str, admin: str, answer: Pen | None, expected: tuple[Step, str, str]) -> None:
    (change,) = plan({A: ("a.md", file)}, {A: Stored("a.md", BASE, admin)}, Policy(by_lines, Answers(answer)))
    assert (change.step, change.merged, change.note) == expected


def test_an_answer_for_one_document_comes_before_that_for_all() -> None:
    answers = Answers(Pen.FILES, {A: Pen.ADMIN})
    assert (answers.of(A), answers.of("lesson:b")) == (Pen.ADMIN, Pen.FILES)


def test_a_merge_with_a_mistake_is_a_conflict_that_says_so_and_an_answer_takes_one_text_whole() -> None:
    files, stored = {A: ("a.md", FILE)}, {A: Stored("a.md", BASE, ADMIN)}
    (change,) = plan(files, stored, Policy(by_lines, unsound={A: "it is odd; mend it"}))
    assert (change.step, change.note) == (Step.CONFLICT, "merged, it has a mistake: it is odd; mend it")
    (change,) = plan(files, stored, Policy(by_lines, Answers(Pen.FILES), {A: "it is odd; mend it"}))
    assert (change.step, change.takes_file) == (Step.UPDATED, True)


@pytest.mark.parametrize(
    ("answer", "files", "expected"),
    [
        (Pen.FILES, {}, (Step.RETIRED, False)),
        (Pen.ADMIN, {}, (Step.KEPT, True)),
        (Pen.ADMIN, {"lesson:b": ("a.md", BASE)}, (Step.CONFLICT, False)),
        (Pen.FILES, {"lesson:b": ("a.md", BASE)}, (Step.RETIRED, False)),
    ],
)
def test_a_file_that_is_gone_is_answered(answer: Pen, files: Files, expected: tuple[Step, bool]) -> None:
    changes = plan(files, {A: Stored("a.md", BASE, ADMIN)}, Policy(by_lines, Answers(answer)))
    assert [(each.step, each.forgets_file) for each in changes if each.key == A] == [expected]


@pytest.mark.parametrize(
    ("answer", "row", "expected"),
    [
        (Pen.FILES, Stored("a.md", BASE, ADMIN), (Step.UPDATED, True, False)),
        (Pen.ADMIN, Stored("a.md", BASE, ADMIN), (Step.UPDATED, False, False)),
        (Pen.FILES, Stored("a.md", "older", ADMIN, is_retired=True), (Step.UPDATED, True, False)),
        (Pen.ADMIN, Stored("a.md", "older", ADMIN, is_retired=True), (Step.KEPT, False, True)),
    ],
)
def test_a_move_and_a_retirement_that_clash_are_answered(
    answer: Pen, row: Stored, expected: tuple[Step, bool, bool]
) -> None:
    (change,) = plan({A: ("b.md", BASE)}, {A: row}, Policy(by_lines, Answers(answer)))
    assert (change.step, change.takes_file, change.stays_out) == expected


def test_what_is_retired_and_has_no_file_is_not_mentioned() -> None:
    assert plan({}, {A: Stored("a.md", "v1", "v1", is_retired=True)}) == ()


def test_a_plan_is_told_by_path() -> None:
    assert [change.path for change in plan({"a": ("z.md", "1"), "b": ("y.md", "1")}, {})] == ["y.md", "z.md"]


def test_only_conflicts_are_conflicts() -> None:
    kept, torn = Change("a", "a.md", Step.KEPT), Change("b", "b.md", Step.CONFLICT)
    assert conflicts([kept, torn]) == [torn]
