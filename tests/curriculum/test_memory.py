"""A text is rendered once while all that it asks for stays the same, and a reading with memory is one without."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.markup.page import Rendered, Surroundings
from curriculum.markup.render import render
from curriculum.source import bodies, memory
from curriculum.source.course import Reading
from curriculum.source.memory import Memory
from tests.curriculum.trees import FIGURES, TINY, read, varied


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the texts that were rendered, memory beginning empty."""
    paths: list[str] = []

    def counted(path: str, text: str, around: Surroundings, first_line: int = 0) -> Rendered:
        paths.append(path)
        return render(path, text, around, first_line)

    monkeypatch.setattr(memory, "render", counted)
    monkeypatch.setattr(bodies, "MEMORY", Memory())
    return paths


def test_the_same_course_is_not_rendered_again(rendered: list[str]) -> None:
    first = read(TINY, FIGURES)
    n_rendered = len(rendered)
    assert n_rendered > 5
    assert read(TINY, FIGURES) == first
    assert len(rendered) == n_rendered


def test_only_what_changed_is_rendered(rendered: list[str]) -> None:
    read(TINY, FIGURES)
    del rendered[:]
    read({**TINY, "two/gamma.md": TINY["two/gamma.md"] + "\nOne more sentence.\n"}, FIGURES)
    assert rendered == ["tiny/two/gamma.md"]


CHANGES: dict[str, dict[str, str | None]] = {
    "a term's name": {"glossary.md": TINY["glossary.md"].replace("## Token", "## Tokens")},
    "a term's id": {"glossary.md": TINY["glossary.md"].replace("{#token}", "{#tokens}")},
    "an id that others link to": {"one/beta.md": TINY["one/beta.md"].replace("id: beta", "id: bet")},
    "a lesson that is gone": {"one/beta.md": None},
    "front matter, which moves the lines": {"one/alpha.md": TINY["one/alpha.md"].replace("id:", "# words\nid:", 1)},
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_text_points_to_counts_as_well(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {path: text for path, text in {**TINY, **CHANGES[name]}.items() if text is not None}
    fresh = _fresh(texts, monkeypatch)
    monkeypatch.setattr(bodies, "MEMORY", Memory())
    read(TINY, FIGURES)
    assert read(texts, FIGURES) == fresh


def test_another_figure_at_the_same_path_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {path: text.replace("M0 0H9", "M0 0H7") for path, text in FIGURES.items()}
    monkeypatch.setattr(bodies, "MEMORY", Memory())
    read(TINY, FIGURES)
    found = read(TINY, figures)
    monkeypatch.setattr(bodies, "MEMORY", Memory())
    assert found == read(TINY, figures)


@given(st.lists(st.sampled_from(sorted(TINY)), max_size=3), st.integers(0, 400))
def test_a_memory_that_is_too_small_changes_nothing(paths: list[str], most: int) -> None:
    texts = {**TINY, **{path: f"{TINY[path]}\n\nMore words.\n" for path in paths}}
    small, large = Memory(most), Memory()
    found = []
    for one in (small, large, small):
        with patch.object(bodies, "MEMORY", one):
            found.append(read(texts, FIGURES))
    assert found[0] == found[1] == found[2]


def test_what_one_process_rendered_another_takes_along(rendered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(TINY, FIGURES)
    entries = vars(bodies)["MEMORY"].entries("tiny")
    assert entries
    assert vars(bodies)["MEMORY"].entries("tiny") is None
    del rendered[:]
    other = Memory()
    other.take(entries)
    monkeypatch.setattr(bodies, "MEMORY", other)
    assert read(TINY, FIGURES) == first
    assert rendered == []
    assert other.entries("tiny") is None


def test_with_the_bodies_of_one_text_the_others_are_not_rendered(rendered: list[str]) -> None:
    found = read(TINY, FIGURES, bodies_of={"one/alpha.md"})
    assert set(rendered) == {"tiny/one/alpha.md"}
    whole = read(TINY, FIGURES)
    assert found.part("one/alpha.md") == whole.part("one/alpha.md") is not None
    assert found.problems == ()


def test_mistakes_of_one_text_are_told_as_in_the_whole_course() -> None:
    texts = varied("two/gamma.md", "The last lead.", "See [[tokn]] and [there](nowhere.md).")
    path = "tiny/two/gamma.md"
    one, whole = read(texts, FIGURES, bodies_of={"two/gamma.md"}), read(texts, FIGURES)
    assert one.problems_at(path) == whole.problems_at(path) != ()


def _fresh(texts: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Reading:
    monkeypatch.setattr(bodies, "MEMORY", Memory())
    return read(texts, FIGURES)
