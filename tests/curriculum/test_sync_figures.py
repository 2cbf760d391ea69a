"""Two pens on figures: compared by digest, never overwritten unseen (P30)."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from curriculum.merge import Pen
from curriculum.models import Asset, Lesson
from curriculum.sync import Answers
from curriculum.sync_figures import Copy, Stored, plan_figures
from tests.curriculum.rows import load, load_texts, publish, published, refused, upload
from tests.curriculum.trees import FIGURES, SVG, TINY, varied

PATH, KEY = "figures/hill.svg", "figure:figures/hill.svg"
FILE, ADMIN, OTHER = (SVG.replace("M0 0H9", d) for d in ("M1 1H8", "M2 2H7", "M3 3H6"))
SHA = st.sampled_from(["a", "b", "c"])


def one(file: str, now: str, loaded: str, *, shown: bool = False, answer: Pen | None = None) -> tuple[str, bool, bool]:
    """The step of one figure, whether it takes the file, and whether it forgets it; an empty digest is none."""
    files = {PATH: Copy(file, 1)} if file else {}
    stored = {PATH: Stored(Copy(now, 1), loaded)} if now else {}
    (change,) = plan_figures(files, stored, {PATH} if shown else set(), Answers(answer))
    return change.step.value, change.takes_file, change.forgets_file


@pytest.mark.parametrize(
    ("file", "now", "loaded", "expected"),
    [
        ("a", "", "", ("created", True, False)),
        ("a", "a", "a", ("kept", False, False)),
        ("b", "a", "a", ("updated", True, False)),
        ("a", "b", "a", ("kept", False, False)),
        ("b", "b", "a", ("kept", False, False)),
        ("b", "c", "a", ("conflict", False, False)),
        ("b", "b", "", ("kept", False, False)),
        ("b", "c", "", ("conflict", False, False)),
        ("", "a", "a", ("retired", False, False)),
        ("", "a", "", ("kept", False, False)),
        ("", "b", "a", ("conflict", False, False)),
    ],
)
def test_three_digests_say_what_becomes_of_a_figure(
    file: str, now: str, loaded: str, expected: tuple[str, bool, bool]
) -> None:
    assert one(file, now, loaded) == expected


def test_a_figure_that_a_stored_text_shows_outlives_its_file() -> None:
    assert one("", "a", "a", shown=True) == ("kept", False, True)
    assert one("", "b", "a", shown=True) == ("kept", False, True)


def test_an_answer_settles_a_conflict() -> None:
    assert one("b", "c", "a", answer=Pen.FILES) == ("updated", True, False)
    assert one("b", "c", "a", answer=Pen.ADMIN) == ("kept", False, False)
    assert one("", "b", "a", answer=Pen.FILES) == ("retired", False, False)
    assert one("", "b", "a", answer=Pen.ADMIN) == ("kept", False, True)


@given(file=SHA | st.just(""), now=SHA | st.just(""), loaded=SHA | st.just(""), shown=st.booleans())
def test_what_the_admin_holds_alone_is_lost_by_no_plan(file: str, now: str, loaded: str, shown: bool) -> None:
    if not file and not now:
        return
    step, takes_file, _ = one(file, now, loaded, shown=shown)
    if now and now != loaded and now != file:
        assert step in {"kept", "conflict"} and not takes_file
    assert step != "retired" or not shown


# --- with a database -----------------------------------------------------------------------------------------------
def replaced(text: str) -> None:
    upload("hill", text, replace=True)


def stored(path: str = PATH) -> str:
    return Asset.objects.get(path=path).text


@pytest.mark.django_db
def test_a_figure_of_the_admin_outlives_a_load(loaded: Path) -> None:
    upload("spare", OTHER)
    said = load_texts(loaded, varied("one/alpha.md", "title: Alpha", "title: New"))
    assert said == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    assert stored("figures/spare.svg") == OTHER
    assert load(loaded, "--plan").startswith("  kept      tiny/course.md")
    assert "  kept      tiny/figures/spare.svg (uploaded in the admin)\n" in load(loaded, "--plan")


@pytest.mark.django_db
def test_a_figure_that_was_replaced_in_the_admin_stays_and_is_shown(loaded: Path) -> None:
    replaced(ADMIN)
    assert "M2 2H7" in Lesson.objects.get(slug="alpha").body_html
    load_texts(loaded, varied("one/alpha.md", "title: Alpha", "title: New"))
    assert stored() == ADMIN
    alpha = Lesson.objects.get(slug="alpha")
    assert alpha.title == "New" and "M2 2H7" in alpha.body_html


@pytest.mark.django_db
def test_both_pens_at_one_figure_are_a_conflict_that_names_both(
    loaded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replaced(ADMIN)
    assert refused(lambda: load_texts(loaded, TINY, {PATH: FILE})).startswith("1 in conflict; nothing was changed.")
    with pytest.raises(CommandError):
        call_command("load_content", str(loaded))
    file, admin = (f"{sha256(text.encode()).hexdigest()[:12]}, {len(text)} bytes" for text in (FILE, ADMIN))
    assert capsys.readouterr().out == (
        f"  conflict  tiny/{PATH} ({KEY}: changed in the file and in the admin since it was last loaded; "
        f"files: {file}; admin: {admin})\n"
    )
    assert load_texts(loaded, TINY, FIGURES) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "kept"), [("files", FILE), ("admin", ADMIN)])
@pytest.mark.parametrize("key", ["", f"{KEY}="])
def test_an_answer_is_taken_and_needed_once(loaded: Path, answer: str, kept: str, key: str) -> None:
    replaced(ADMIN)
    with pytest.raises(CommandError, match="1 in conflict"):
        load_texts(loaded, TINY, {PATH: FILE})
    load(loaded, "--prefer", f"{key}{answer}")
    assert stored() == kept
    assert kept.split('d="')[1][:6] in Lesson.objects.get(slug="alpha").body_html
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"


@pytest.mark.django_db
def test_an_answer_for_a_figure_that_is_not_there_is_refused(loaded: Path) -> None:
    assert refused(lambda: load(loaded, "--prefer", "figure:figures/hil.svg=admin")).startswith(
        "--prefer: no document figure:figures/hil.svg here"
    )


WITHOUT_HILL = varied(
    "one/alpha.md", '![A hill that rises to the right and ends in a plain](../figures/hill.svg "A hill.")', ""
)


@pytest.mark.django_db
def test_a_figure_whose_file_is_gone_stays_while_a_text_of_the_admin_shows_it(loaded: Path) -> None:
    shown = "![A hill that rises to the right](../figures/hill.svg)"
    publish("lesson:gamma", published("lesson:gamma").replace("The last lead.", f"The last lead.\n\n{shown}"))
    load_texts(loaded, WITHOUT_HILL, {})
    asset = Asset.objects.get(path=PATH)
    assert (asset.text, asset.loaded_sha256) == (SVG, "")
    assert "<svg" in Lesson.objects.get(slug="gamma").body_html
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"


@pytest.mark.django_db
def test_a_figure_that_nobody_shows_goes_with_its_file(loaded: Path) -> None:
    load_texts(loaded, WITHOUT_HILL, {})
    assert not Asset.objects.exists()


@pytest.mark.django_db
def test_the_same_from_both_pens_is_no_conflict(loaded: Path) -> None:
    replaced(FILE)
    load_texts(loaded, TINY, {PATH: FILE})
    asset = Asset.objects.get(path=PATH)
    assert asset.sha256 == asset.loaded_sha256
    load_texts(loaded, TINY, {PATH: OTHER})
    assert stored() == OTHER
