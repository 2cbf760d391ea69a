"""The lines of a regrade, for a page and for a file: who answered what, and what becomes of the mark."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from curriculum.markup.prose import plain
from quizzes.cells import inert
from quizzes.models import QuestionVersion, Regrade, RegradeLine
from quizzes.pages.answers import in_words
from quizzes.reports.regrade import LISTS, lines_of, starts_of

PAGE = 50
# A file holds so many lines; a longer list comes in parts.
IN_FILE = 10_000
HEAD = (
    "Learner", "Address", "Quiz", "Attempt", "Answer", "Marked by a person", "Points possible", "Points before",
    "Points after", "Verdict", "Passed before", "Passed after", "What became of it",
)  # fmt: skip


class Row:
    """A line as a page or a file tells it. Answers that are alike are put into words once."""

    def __init__(self, line: RegradeLine, shown: Mapping[int, Any], known: dict[tuple[int, str], SafeString]) -> None:
        self.line, self.item, self.attempt = line, line.item, line.item.attempt
        self._shown, self._known = shown, known

    @cached_property
    def answer(self) -> SafeString:
        key = (self.item.version_id, json.dumps(self.item.response, sort_keys=True))
        if key not in self._known:
            self._known[key] = in_words(self._shown[self.item.version_id], self.item.response)
        return self._known[key]

    @property
    def passing(self) -> str:
        """What the mark does to the attempt; empty where it does nothing."""
        before, after = self.line.passed_before, self.line.passed_after
        if before == after:
            return ""
        return "passes" if after else "no longer passes" if before else "does not pass"

    @property
    def verdict(self) -> str:
        if self.line.verdict == RegradeLine.Verdict.OTHER_OPTIONS:
            return "cannot be judged: the question offered something else"
        return "changes" if self.line.verdict == RegradeLine.Verdict.CHANGES else "stays"


def rows_of(regrade: Regrade, shown: str, after: int, most: int) -> list[Row]:
    """Two queries for any number."""
    found = list(lines_of(regrade, shown, after)[:most])
    versions = QuestionVersion.objects.filter(question=regrade.question_id).only("shown")
    texts = {version.pk: version.shown for version in versions} if found else {}
    known: dict[tuple[int, str], SafeString] = {}
    return [Row(line, texts, known) for line in found]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def page(regrade: Regrade, asked: QueryDict) -> dict[str, Any]:
    """A page of a list, by keyset; anything odd that is asked for is the first page of what changes."""
    wanted = asked.get("list", "")
    shown, after = wanted if wanted in LISTS else "changes", _number(asked.get("after", ""))
    rows = rows_of(regrade, shown, after, PAGE + 1)
    return {
        "shown": shown,
        "shown_words": LISTS[shown][0],
        "lists": [(name, words) for name, (words, _) in LISTS.items()],
        "rows": rows[:PAGE],
        "is_later": bool(after),
        "next": rows[PAGE - 1].item.pk if len(rows) > PAGE else None,
        "parts": range(1, len(starts_of(regrade, IN_FILE)) + 1),
    }


def part_of(asked: QueryDict) -> int:
    return max(_number(asked.get("part", "")), 1)


def table(regrade: Regrade, part: int) -> str:
    """All lines of a part as CSV. The mark at its beginning tells spreadsheets that it is UTF-8."""
    starts = starts_of(regrade, IN_FILE)
    rows = rows_of(regrade, "all", starts[part - 1], IN_FILE) if part <= len(starts) else []
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(HEAD)
    answers: dict[str, str] = {}
    writer.writerows(_cells(row, answers) for row in rows)
    return written.getvalue()


def _cells(row: Row, answers: dict[str, str]) -> Iterator[object]:
    line, learner = row.line, row.attempt.learner
    if row.answer not in answers:
        answers[row.answer] = inert(plain(row.answer))
    yield inert(str(learner))
    yield inert(learner.email)
    yield inert(row.attempt.quiz.title)
    yield row.attempt.number
    yield answers[row.answer]
    yield _yes(line.by_hand)
    yield _points(row.item.possible)
    yield _points(line.old_points)
    yield _points(line.new_points)
    yield row.verdict
    yield _yes(line.passed_before)
    yield _yes(line.passed_after)
    yield line.get_fate_display()


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _points(value: Decimal | None) -> str:
    return "" if value is None else str(value)
