"""What an author goes on with: the quiz's draft, or where there is none what is published."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest

from curriculum.actions.drafts import text_of
from curriculum.actions.publish import digest
from curriculum.actions.reading import read_one
from curriculum.markup.problem import Problem
from curriculum.models import Document, Revision
from curriculum.source import front_matter
from curriculum.source import parts as curriculum_parts
from curriculum.source.glossary import unix_lines
from quizzes.admin.fence import courses_of
from quizzes.models import AttemptItem, Question, Quiz
from quizzes.source import parts
from quizzes.source.fields import read_section
from quizzes.source.question import QuestionText
from quizzes.source.sections import Place, place_of, places, section_of
from quizzes.source.text import ENDED


@dataclass(frozen=True)
class Draft:
    """A quiz with the text that an author goes on with; `seen` is its digest."""

    quiz: Quiz
    revision: Revision | None

    @property
    def text(self) -> str:
        return self.revision.text if self.revision else ""

    @property
    def seen(self) -> str:
        return self.revision.sha256 if self.revision else ""

    @property
    def is_changed(self) -> bool:
        return self.quiz.document.draft_id is not None

    @property
    def published(self) -> str:
        document = self.quiz.document
        return document.published.text if document.published else ""

    def twin_of(self, question: QuestionText) -> str:
        """The id of a section that says the same; empty where none does."""
        for place in places(self.text):
            said = read_section(section_of(self.text, place))[0]
            if replace(said, id="") == replace(question, id=""):
                return place.id
        return ""

    def taken(self) -> set[str]:
        """Ids that no new question may have: those of the course, retired ones too, and those of this text."""
        stored = Question.objects.filter(course=self.quiz.course_id).values_list("slug", flat=True)
        return {*stored, *(place.id for place in places(self.text))}

    def examine(self, text: str, id: str) -> "Examined":
        """One section of `text`, read within the course; the others cost nothing."""
        place = place_of(text, id)
        if place is None:
            return Examined()
        one = read_one(self.quiz.document, alone(text, place))
        content = getattr(one.part, "content", None)
        found = content if isinstance(content, parts.Quiz) else None
        return Examined(
            place,
            next((question for question in found.questions if question.id == id), None) if found else None,
            next((case for case in found.cases if case.id == id), None) if found else None,
            within(one.problems, text, place),
        )

    def course(self) -> curriculum_parts.Course | None:
        """The course around the quiz as it is being written, without its bodies."""
        return read_one(self.quiz.document, "").course

    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with the text as a whole."""
        return read_one(self.quiz.document, self.text).problems


@dataclass(frozen=True)
class Examined:
    """A section where it stands, the question or the case that it becomes, if it does, and what is wrong with it."""

    place: Place | None = None
    question: parts.Question | None = None
    case: parts.Case | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_warning)


def draft_of(request: HttpRequest, pk: int) -> Draft:
    """The text of a quiz by its document, published or not yet, for whoever may change it and teaches its course; to
    anybody else it is as if not there (P15)."""
    rows = Document.objects.taught().filter(kind=Document.Kind.QUIZ, course__retired_at__isnull=True)
    related = rows.select_related("course", "draft", "published")
    document = related.filter(pk=pk, course__in=courses_of(request.user)).first()
    if document is None or not request.user.has_perm("quizzes.change_quiz"):
        raise Http404
    revision = text_of(document)
    quiz = Quiz.objects.filter(document=document).first() or _unstored(document, revision)
    quiz.document, quiz.course = document, document.course
    return Draft(quiz, revision)


def _unstored(document: Document, revision: Revision | None) -> Quiz:
    """A quiz that was never published, as its pages name it."""
    fields, _body, _line = front_matter.split("", revision.text if revision else "", [])
    title = fields.text("title", required=False) if fields else ""
    return Quiz(slug=document.slug, title=title or document.slug, shuffle="all")


def answers_to(draft: Draft, id: str) -> int | None:
    """How many answers the published question has; None where it is not published."""
    question = Question.objects.taught().filter(course=draft.quiz.course_id, slug=id).first()
    if question is None:
        return None
    return AttemptItem.objects.filter(version__question=question, response__isnull=False).count()


def digest_in(text: str, id: str) -> str:
    """Of the section with this id; a word where there is none yet, so that a form says which it is of."""
    place = place_of(text, id)
    return digest(section_of(text, place)) if place else "new"


def within(problems: Iterable[Problem], text: str, place: Place) -> tuple[Problem, ...]:
    """Those that stand in the lines of a section."""
    lines = range(place.line, place.line + len(ENDED.findall(text[place.start : place.end])))
    return tuple(problem for problem in problems if problem.line in lines)


def alone(text: str, place: Place) -> str:
    """The text with all blanked but the front matter, the section, and the case around it or the questions of the
    case that it is; each keeps its lines."""
    lines = unix_lines(text).split("\n")
    found = places(text)
    kept = set(range(front_matter.split("", text, [])[2]))
    for index, each in enumerate(found):
        end = found[index + 1].line - 1 if index + 1 < len(found) else len(lines)
        is_around = each.is_case and each.id == place.case
        if each == place or (place.case and is_around) or (place.is_case and each.case == place.id):
            kept.update(range(each.line - 1, end))
    return "\n".join(line if index in kept else "" for index, line in enumerate(lines)).rstrip("\n") + "\n"
