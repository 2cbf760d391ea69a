"""What is published goes back into files, byte for byte, and loading those changes nothing."""

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.models import Document
from tests.curriculum.rows import document, dump, edit, load, load_texts, publish, published, refused
from tests.curriculum.trees import TINY, varied, without, write
from tests.quizzes.course import GRADED

CONTENT = Path(__file__).resolve().parents[2] / "content"


def export(folder: Path, *options: str) -> str:
    said = StringIO()
    call_command("export_content", str(folder), *options, stdout=said)
    return said.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones as well."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(said: str) -> bool:
    return " 0 created, 0 updated, " in said and " merged" not in said and said.endswith(" 0 retired\n")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


# --- nobody edited -------------------------------------------------------------------------------------------------
def test_what_nobody_edited_comes_back_byte_for_byte(loaded: Path, out: Path) -> None:
    before = dump()
    assert export(out) == f"tiny: 8 files in {out}/tiny\n"
    assert files(out / "tiny") == files(loaded)
    assert [path.name for path in out.iterdir()] == ["tiny"]
    assert dump() == before


@pytest.mark.slow
@pytest.mark.django_db
def test_the_real_course_comes_back_byte_for_byte_and_loads_as_it_is(out: Path) -> None:
    load(CONTENT)
    export(out)
    name = "foundation-model-training"
    assert files(out / name) == files(CONTENT / name)
    edit("lesson:scaling-laws", "id: scaling-laws\n", "id: scaling-laws\n# a word of the admin\n")
    export(out, "--force")
    assert [path for path, text in files(CONTENT / name).items() if files(out / name)[path] != text] == [
        document("lesson:scaling-laws").path
    ]
    assert kept(load(out))


LINE_ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Tiny courses that pass the check: other bytes that mean the same, other words, other names, a quiz."""
    texts = dict(TINY)
    if draw(st.booleans()):
        listed = varied("one/module.md", "lessons: [alpha, beta]", "lessons: [alpha, beta]\nquizzes: [exam]")
        texts |= {**listed, "one/quiz.md": GRADED}
    if draw(st.booleans()):
        texts["two/the third, and last.md"] = texts.pop("two/gamma.md")
    gamma = "two/gamma.md" if "two/gamma.md" in texts else "two/the third, and last.md"
    words = draw(st.text("aé\u2028z \U0001f600", min_size=1, max_size=20))
    texts[gamma] = texts[gamma].replace("last lead", f"last lead {words} x")
    for path in texts:
        mark, end = draw(st.sampled_from(["", "\ufeff"])), draw(st.sampled_from(["", "\n", "\n\n\n"]))
        texts[path] = (mark + texts[path].rstrip("\n") + end).replace("\n", draw(LINE_ENDS))
    return texts


@pytest.mark.django_db
@settings(max_examples=8)
@given(texts=trees(), keys=st.sets(st.sampled_from(["lesson:alpha", "lesson:gamma", "module:two", "glossary:words"])))
def test_load_then_export_is_the_identity_and_export_then_load_a_no_op(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str], keys: set[str]
) -> None:
    folder, out = tmp_path_factory.mktemp("in") / "tiny", tmp_path_factory.mktemp("out")
    with transaction.atomic():
        load_texts(folder, texts)
        export(out)
        assert files(out / "tiny") == files(folder)
        for key in keys:
            publish(key, published(key).replace("title: ", "title: New "))
        export(out, "--force")
        changed = {path for path, text in files(folder).items() if files(out / "tiny")[path] != text}
        assert changed == {document(key).path for key in keys}
        assert kept(load(out))
        export(out, "--force")
        assert files(out / "tiny").keys() == files(folder).keys()
        transaction.set_rollback(True)


# --- somebody edited -----------------------------------------------------------------------------------------------
def test_an_edit_of_the_admin_is_a_difference_in_that_file_and_no_other(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    expected = files(loaded) | {"two/gamma.md": published("lesson:gamma").encode()}
    assert export(loaded.parent, "--force") == f"tiny: 8 files in {loaded}, 1 of them changed\n"
    assert files(loaded) == expected
    assert kept(load(loaded))
    assert export(loaded.parent, "--force") == f"tiny: 8 files in {loaded}, 0 of them changed\n"


def test_what_is_retired_is_not_written(loaded: Path, out: Path) -> None:
    load_texts(loaded, varied("two/module.md", "[gamma]", "[]", without("two/gamma.md")))
    export(out)
    assert "two/gamma.md" not in files(out / "tiny")
    assert Document.objects.filter(slug="gamma").exists()


def test_a_draft_is_not_written(loaded: Path, out: Path) -> None:
    revision = edit("lesson:gamma", "The last lead.", "Only a draft.")
    publish("lesson:gamma", TINY["two/gamma.md"])
    Document.objects.filter(slug="gamma").update(draft=revision)
    export(out)
    assert files(out / "tiny") == files(loaded)


def test_a_course_is_written_into_the_folder_that_holds_it_whatever_its_name(loaded: Path, out: Path) -> None:
    write(out / "spring-term")
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    export(out, "--force")
    assert [path.name for path in out.iterdir()] == ["spring-term"]
    assert b"Written in the admin." in files(out)["spring-term/two/gamma.md"]


def test_one_course_of_several_is_written_alone(loaded: Path, out: Path) -> None:
    load_texts(loaded, varied("course.md", "id: tiny", "id: other"))
    export(out, "--course", "other")
    assert [path.name for path in out.iterdir()] == ["other"]
    export(out.parent / "both")
    assert sorted(path.name for path in (out.parent / "both").iterdir()) == ["other", "tiny"]


# --- refusals ------------------------------------------------------------------------------------------------------
def a_course(place: Path) -> None:
    write(place)


def another_course(place: Path) -> None:
    write(place, varied("course.md", "id: tiny", "id: other"))


def other_files(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "thesis.md").write_text("my only copy")


def a_course_with_a_repository(place: Path) -> None:
    write(place)
    (place / ".git").mkdir()
    (place / ".git" / "HEAD").write_text("ref")


def a_course_with_a_spreadsheet(place: Path) -> None:
    write(place)
    (place / "marks.csv").write_text("a,b")


def a_link(place: Path) -> None:
    place.parent.mkdir()
    elsewhere = write(place.parent.parent / "elsewhere")
    place.symlink_to(elsewhere)


def a_file(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("a file")


@pytest.mark.parametrize(
    ("prepare", "options", "said"),
    [
        (a_course, [], "holds the course already; add --force to replace its files"),
        (another_course, ["--force"], "holds something else than the course tiny; name another folder"),
        (other_files, ["--force"], "holds something else than the course tiny; name another folder"),
        (a_course_with_a_repository, ["--force"], "and would be lost (.git: hidden); move it away"),
        (a_course_with_a_spreadsheet, ["--force"], "(tiny/marks.csv: not a file of a course; keep only .md"),
        (a_link, ["--force"], "is not a folder; move it away, or name another folder"),
        (a_file, ["--force"], "is not a folder; move it away, or name another folder"),
    ],
)
def test_what_would_be_lost_is_never_overwritten(
    loaded: Path, out: Path, prepare: Callable[[Path], None], options: list[str], said: str
) -> None:
    prepare(out / "tiny")
    before = files(out.parent)
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    assert said in refused(lambda: export(out, *options))
    assert files(out.parent) == before


def test_a_course_is_not_written_into_a_course(loaded: Path) -> None:
    assert "is itself the folder of a course; name the folder above it" in refused(lambda: export(loaded))


def test_a_course_that_is_not_taught_is_not_written(loaded: Path, out: Path) -> None:
    assert refused(lambda: export(out, "--course", "tyni")) == "no course 'tyni' is taught; there are: tiny"


@pytest.mark.parametrize(
    "path", ["../outside.md", "/tmp/outside.md", "one/../../outside.md", ".hidden/a.md", "..\\a.md"]
)
def test_nothing_is_written_outside_the_folder(loaded: Path, out: Path, path: str) -> None:
    Document.objects.filter(slug="gamma").update(path=path)
    before = files(out.parent)
    assert "is no path inside a course; nothing was written" in refused(lambda: export(out))
    assert files(out.parent) == before


# --- all or nothing --------------------------------------------------------------------------------------------------
@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The disk is full after three files."""
    left = iter(range(3))
    write_bytes = Path.write_bytes

    def limited(path: Path, data: bytes) -> int:
        if next(left, None) is None:
            raise OSError(28, "No space left on device")
        return write_bytes(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", limited)
        yield


def test_on_a_full_disk_nothing_changes(loaded: Path, full_disk: None) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    before = files(loaded.parent)
    assert "No space left on device" in refused(lambda: export(loaded.parent, "--force"))
    assert files(loaded.parent) == before


def test_where_the_new_folder_cannot_be_put_the_old_one_comes_back(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    before = files(loaded.parent)
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    assert "Permission denied" in refused(lambda: export(loaded.parent, "--force"))
    assert files(loaded.parent) == before


def test_where_neither_folder_can_be_put_the_old_one_is_kept_aside(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    before = sorted(path.read_bytes() for path in loaded.rglob("*.md"))
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name in {"new", "old"}:
            raise OSError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    assert "Permission denied" in refused(lambda: export(loaded.parent, "--force"))
    (aside,) = loaded.parent.glob(".*/old")
    assert sorted(path.read_bytes() for path in aside.rglob("*.md")) == before
