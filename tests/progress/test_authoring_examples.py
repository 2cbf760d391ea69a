"""Each example of the editor's toolbar, inserted into a text that is empty but for its front matter, has no mistake."""

import pytest

from curriculum.models import Document
from progress.admin.authoring.examples import TERM, examples_for
from tests.curriculum.trees import problems
from tests.quizzes.course import TEXTS

Kind = Document.Kind
PATHS = {
    Kind.COURSE: "course.md",
    Kind.MODULE: "one/module.md",
    Kind.LESSON: "one/alpha.md",
    Kind.HANDOUT: "one/new.handout.md",
    Kind.GLOSSARY: "glossary.md",
    Kind.QUIZ: "one/new.quiz.md",
}
FRONT = {
    Kind.HANDOUT: "---\nid: new\ntitle: New\nsummary: New.\n---\n",
    Kind.QUIZ: "---\nid: new\ntitle: New\nsummary: New.\npurpose: practice\nminutes: 5\npass_mark: 50\n"
    "marking: learn\n---\n",
}
LISTS = {Kind.HANDOUT: "handouts: [new]", Kind.QUIZ: "quizzes: [exam, drill, new]"}


def course_with(kind: Kind, text: str) -> dict[str, str]:
    texts = dict(TEXTS)
    path = PATHS[kind]
    if kind in LISTS:
        texts["one/module.md"] = listed(texts["one/module.md"], LISTS[kind])
    front = FRONT.get(kind) or "---".join(texts[path].split("---")[:2]) + "---\n"
    texts[path] = f"{front}\n{text}\n"
    return texts


def listed(module: str, line: str) -> str:
    key = line.partition(":")[0]
    rows = [row for row in module.split("\n") if not row.startswith(f"{key}:")]
    return "\n".join([rows[0], line, *rows[1:]])


@pytest.mark.parametrize("kind", Kind)
def test_every_example_of_a_kind_of_text_is_free_of_mistakes(kind: Kind) -> None:
    found = examples_for(kind, objective="count", taught="[Alpha](../course.md)")
    assert {one.group for one in found} >= {"Text"}
    # A quiz without a question has a mistake of its own, and a glossary that does not begin with a term.
    after = next((one.text for one in found if one.group == "Question"), "")
    before = TERM.text.replace("new-term", "another") if kind is Kind.GLOSSARY else ""
    for one in found:
        alone = one.group == "Question"
        said = problems(course_with(kind, f"{before}\n\n{one.text}\n\n{'' if alone else after}"))
        path = f"tiny/{PATHS[kind]}"
        assert [words for words in said if words.startswith(path)] == [], one.name
