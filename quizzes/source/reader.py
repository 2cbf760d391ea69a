"""Reads quizzes and knowledge checks: the reader of questions that the curriculum is handed."""

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from curriculum.markup.limits import excess
from curriculum.markup.lines import Lines
from curriculum.markup.page import Rendered
from curriculum.markup.problem import Mistake, Problem
from curriculum.source.front_matter import Fields
from curriculum.source.quiz_files import QuizReader, Read, Sheet
from quizzes.grading import fold
from quizzes.source import twins
from quizzes.source.blueprint import blueprint_mistakes, read_rows, unit_of, whole
from quizzes.source.desk import Desk, plain
from quizzes.source.keys import objects, pieces
from quizzes.source.lint import identifier, mistakes_of, spread, warnings_of
from quizzes.source.parts import Case, Question, Quiz, Topic
from quizzes.source.question import QuestionText, Taught, Words
from quizzes.source.section import parse_case, parse_check, parse_question
from quizzes.source.text import Case as CasePiece
from quizzes.source.text import Pieces, Section, split, stretches

PURPOSES = ("practice", "graded")
MARKINGS = ("exam", "learn")
SHUFFLES = ("all", "options", "questions", "none")
MAX_QUESTIONS, MAX_TITLE = 400, 100
# How much more than a lesson a quiz may hold, since it is rendered piece by piece.
MAX_TIMES = 4
TAUGHT_KINDS = frozenset({"lesson", "course", "module", "term"})


class _Told(NamedTuple):
    """A question with its text, and the id of its case."""

    text: QuestionText
    question: Question
    case: str


def read_quiz(sheet: Sheet, fields: Fields, body: str, first_line: int) -> Quiz | None:
    """The quiz whose front matter is `fields`; `body` begins after `first_line` lines. None where it is too large."""
    cut = _cut(sheet, body, first_line)
    if cut is None:
        return None
    id, line = _id_of(fields)
    title, summary = fields.text("title"), fields.text("summary")
    purpose = fields.choice("purpose", PURPOSES)
    minutes, pass_mark = fields.integer("minutes", 1, 240), fields.integer("pass_mark", 1, 100)
    marking = fields.choice("marking", MARKINGS)
    attempts = whole(fields, "attempts", 1, 50)
    time_limit = whole(fields, "time_limit", 1, 600)
    shuffle = fields.choice("shuffle", SHUFFLES, "all")
    rows = read_rows(fields)
    topics = _topics(sheet, fields)
    fields.refuse_unknown()
    if purpose == "graded" and attempts is None:
        sheet.complain(fields.line_of("purpose"), "a graded quiz does not say how many attempts", "add attempts: 3")
    if purpose == "practice" and attempts is not None:
        what = "a practice quiz limits its attempts"
        sheet.complain(fields.line_of("attempts"), what, "remove attempts:, or write purpose: graded")
    intro = _intro(sheet, cut.intro)
    cases, told = _sections(sheet, cut.sections, {topic.id for topic in topics})
    if not told:
        sheet.complain(first_line + 1, "the quiz has no questions", "add one (see content/README.md)")
    texts = [each.text for each in told]
    for number, mistake in spread(texts):
        sheet.warn(number, mistake.what, mistake.mend)
    units = [unit_of(each.text.id, [each.text]) for each in told if not each.case]
    units += [unit_of(case.id, [each.text for each in told if each.case == case.id]) for case in cases]
    in_cases = {each.text.id: each.case for each in told if each.case}
    Desk(sheet).complain(blueprint_mistakes(rows, units, in_cases))
    return Quiz(
        id=id,
        line=line,
        title=title,
        summary=summary,
        purpose=purpose,
        minutes=minutes,
        pass_mark=pass_mark,
        marking=marking,
        attempts=attempts,
        time_limit=time_limit,
        shuffle=shuffle,
        blueprint=tuple(draw for _, draw in rows),
        topics=topics,
        intro=intro,
        cases=tuple(cases),
        questions=tuple(each.question for each in told),
    )


def read_check(sheet: Sheet, head: str, text: str, line: int) -> Question:
    """The question of a fence that opens at `line`: the words after its name, and the text inside."""
    question, mistakes = parse_check(head, text, line)
    desk = Desk(sheet)
    desk.complain(list(mistakes))
    return _question(desk, question, None, sheet.objectives, is_check=True, is_sound=not mistakes)


def compare(quizzes: Iterable[Read], checks: Iterable[Read]) -> Iterable[Problem]:
    """What can only be said of all questions of a course together: ids that stand twice, and twins."""
    return twins.compare(
        [(read.path, read.content) for read in quizzes if isinstance(read.content, Quiz)],
        [(read.path, read.content) for read in checks if isinstance(read.content, Question)],
    )


class _Reader:
    """The functions of this module as the curriculum takes them."""

    def read_quiz(self, sheet: Sheet, fields: Fields, body: str, first_line: int) -> Quiz | None:
        return read_quiz(sheet, fields, body, first_line)

    def read_check(self, sheet: Sheet, head: str, text: str, line: int) -> Question:
        return read_check(sheet, head, text, line)

    def stretches(self, body: str) -> Iterable[tuple[str, str]]:
        return stretches(body)

    def compare(self, quizzes: Iterable[Read], checks: Iterable[Read]) -> Iterable[Problem]:
        return compare(quizzes, checks)


READER: QuizReader = _Reader()


# --- parts ---------------------------------------------------------------------------------------------------------
def _cut(sheet: Sheet, body: str, first_line: int) -> Pieces | None:
    """The body in pieces; None where it is too large, so that all work on it is bounded."""
    too_much = excess(Lines(body, first_line), MAX_TIMES)
    if too_much is None:
        cut = split(body, first_line)
        count = sum(1 for _ in cut.questions())
        if count <= MAX_QUESTIONS:
            return cut
        what = f"{count} questions, where {MAX_QUESTIONS} is the most"
        too_much = first_line + 1, Mistake(what, "divide the quiz in two")
    Desk(sheet).complain([too_much])
    return None


def _id_of(fields: Fields) -> tuple[str, int]:
    """The quiz's id, which is taken and checked before this is called, and its line."""
    node = fields.values.get("id")
    return str(getattr(node, "value", "")), fields.line_of("id")


def _topics(sheet: Sheet, fields: Fields) -> tuple[Topic, ...]:
    found: list[Topic] = []
    for row in fields.rows("topics", required=False):
        id, title, read = row.identifier(), row.text("title"), row.text("read", limit=600)
        if id in {topic.id for topic in found}:
            sheet.complain(row.line_of("id"), f"the topic {id!r} stands twice", "give each its own id")
        if id in sheet.objectives:
            what = f"the topic {id!r} is an objective of the course"
            sheet.complain(row.line_of("id"), what, "remove the topic, or choose another id")
        found.append(Topic(id, title, Desk(sheet).inline(Words(read, row.line_of("read")))))
    return tuple(found)


def _intro(sheet: Sheet, section: Section) -> Rendered:
    rendered = sheet.render(section.text, section.first_line)
    Desk(sheet).refuse(rendered, Words(section.text, section.first_line + 1))
    return rendered


def _sections(
    sheet: Sheet, sections: Sequence[Section | CasePiece], topics: set[str]
) -> tuple[list[Case], list[_Told]]:
    """The cases, and every question in order."""
    desk = Desk(sheet)
    cases: list[Case] = []
    told: list[_Told] = []
    for section in sections:
        case = None
        if isinstance(section, CasePiece):
            case = _case(desk, section)
            cases.append(case)
        for piece in section.questions if isinstance(section, CasePiece) else (section,):
            text, mistakes = parse_question(piece.text, piece.first_line)
            desk.complain(list(mistakes))
            objectives = sheet.objectives | topics
            question = _question(desk, text, case, objectives, is_check=False, is_sound=not mistakes)
            told.append(_Told(text, question, case.id if case else ""))
    return cases, told


def _case(desk: Desk, piece: CasePiece) -> Case:
    text, mistakes = parse_case(piece.head.text, piece.head.first_line)
    desk.complain([*mistakes, *identifier("case", text.id, text.line)])
    if not text.stem:
        desk.complain([(text.line, Mistake("the case has no text", "write it below its heading"))])
    if not piece.questions:
        desk.complain([(text.line, Mistake("the case has no questions", "write them below it, as ### sections"))])
    return Case(text.id, _title(desk, text.name, text.line), desk.block(text.stem), text.line)


def _question(
    desk: Desk, text: QuestionText, case: Case | None, objectives: Set[str], *, is_check: bool, is_sound: bool
) -> Question:
    mistakes = list(mistakes_of(text, objectives, is_check=is_check))
    desk.complain(mistakes)
    stem = desk.block(text.stem)
    found = pieces(text, desk)
    explanation, model = desk.block(text.explanation), desk.block(text.model)
    taught = _taught(desk, text.taught)
    words = {piece.answer.line: plain(piece.html) for piece in found}
    for line, mistake in warnings_of(text, words):
        desk.sheet.warn(line, mistake.what, mistake.mend)
    shown: dict[str, object] = {}
    key: dict[str, object] = {}
    if is_sound and not mistakes:
        own_shown, own_key = objects(text, found)
        shared = {"id": case.id, "title": case.title, "html": case.html} if case else None
        shown = {"kind": text.kind, "stem": stem, "case": shared, **own_shown}
        key = {**own_key, "explanation": explanation, "taught": taught}
        if model:
            key["model"] = model
    asked = plain(stem)
    return Question(
        id=text.id,
        kind=text.kind,
        title=_title(desk, text.name, text.line) or _shortened(asked),
        objective=text.objective,
        difficulty=text.difficulty,
        points=int(text.points) if text.points and not mistakes else 1,
        case=case.id if case else "",
        shown=shown,
        key=key,
        line=text.line,
        gist=fold(f"{plain(case.html)} {asked}" if case else asked),
    )


def _title(desk: Desk, name: str, line: int) -> str:
    """A heading's words as plain ones."""
    return plain(desk.inline(Words(name, line)))


def _shortened(words: str) -> str:
    return words if len(words) <= MAX_TITLE else words[:MAX_TITLE].rsplit(" ", 1)[0] + " …"


def _taught(desk: Desk, link: Taught | None) -> dict[str, str] | None:
    if link is None or not link.target:
        return None
    path, _, anchor = link.target.partition("#")
    try:
        target = desk.sheet.locate(path, anchor, link.line)
        # A file without front matter has no kind; its own mistake is told there.
        if target.kind and target.kind not in TAUGHT_KINDS:
            raise Mistake(f"{link.target[:100]} teaches nothing", "link to a lesson, a module, the course or a term")
    except Mistake as mistake:
        desk.complain([(link.line, mistake)])
        return None
    title = _title(desk, link.title, link.line)
    return {"kind": target.kind, "slug": target.slug, "anchor": target.anchor, "title": title, "url": target.url}
