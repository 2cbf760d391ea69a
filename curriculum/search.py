"""Search over passages, one interface on both databases: SQLite's FTS5 and PostgreSQL's text search.

Words are stemmed as English; the last word of a query matches as a prefix, since it may not be finished. Passages that
hold every word come first, then those that hold some. Of each page only its best passage is shown.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from curriculum.models import Passage

MAX_CHARACTERS = 200
MAX_WORDS = 12
MAX_LETTERS = 30
OPEN, CLOSE = "\x02", "\x03"
# How much a hit of each kind weighs beside a lesson's.
WEIGHT = {
    Passage.Kind.LESSON: 1.0,
    Passage.Kind.LAB: 0.9,
    Passage.Kind.MODULE: 0.7,
    Passage.Kind.TERM: 0.6,
    # What it says in a line, a lesson explains.
    Passage.Kind.HANDOUT: 0.5,
}
# Passages that hold every word stand above all that hold some, and a term asked for by its very name above these.
EVERY, NAMED = 1000.0, 2000.0
# Of how many letters the beginning of an unfinished word must consist, at the least, to be looked for instead of it.
MIN_BEGINNING = 4
# Words that say nothing about what is looked for; questions are full of them.
STOP_WORDS = {
    "a", "about", "an", "and", "are", "as", "at", "be", "between", "by", "can", "do", "does", "for", "from", "had",
    "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "so", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "was", "we", "what", "when",
    "where", "which", "who", "whom", "why", "will", "with", "you", "your",
}  # fmt: skip

SQLITE = """
    SELECT p.id, snippet(curriculum_passage_words, 2, %s, %s, '…', 28), -bm25(curriculum_passage_words, 8.0, 5.0, 1.0)
    FROM curriculum_passage_words JOIN curriculum_passage p ON p.id = curriculum_passage_words.rowid
    WHERE curriculum_passage_words MATCH %s ORDER BY 3 DESC, p.id LIMIT %s
"""
POSTGRESQL = """
    SELECT id, ts_headline('english', text, query, %s), ts_rank('{0.5, 0.5, 0.8, 1.0}', words, query, 32)
    FROM (
        SELECT p.id, p.text, p.words, query FROM curriculum_passage p, to_tsquery('english', %s) query
        WHERE p.words @@ query ORDER BY ts_rank('{0.5, 0.5, 0.8, 1.0}', p.words, query, 32) DESC, p.id LIMIT %s
    ) found ORDER BY 3 DESC, id
"""
HEADLINE = f"StartSel={OPEN}, StopSel={CLOSE}, MaxWords=32, MinWords=18, MaxFragments=1"


@dataclass(frozen=True)
class Hit:
    """A page that answers the query, and where on it."""

    kind: str
    title: str
    trail: str
    url: str
    snippet_html: SafeString
    score: float


def words(query: str) -> list[str]:
    """The words to look for, lower-cased; words that say nothing are left out unless there is nothing else."""
    found = [word[:MAX_LETTERS] for word in _words(query[:MAX_CHARACTERS])[:MAX_WORDS]]
    telling = [word for word in found if word not in STOP_WORDS]
    return telling or found


def find(query: str, limit: int = 20) -> list[Hit]:
    """The pages that answer `query`, best first: at most `limit`, none for a query without a word."""
    looked_for = words(query)
    if not looked_for:
        return []
    looked_for[-1] = _beginning(looked_for[-1])
    rows = _rows(looked_for, every=True, limit=limit * 3)
    if len(looked_for) > 1:
        known = {row[0] for row in rows}
        rows += [row for row in _rows(looked_for, every=False, limit=limit * 3) if row[0] not in known]
    return _hits(rows, " ".join(_words(query)), limit)


def _words(text: str) -> list[str]:
    # Composed letters: a decomposed é would come apart into two words. An underscore parts words, as the indexes do.
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def _beginning(word: str) -> str:
    """The longest beginning of a word that some passage holds; the word itself where there is none.

    The indexes hold stems: "evaluati", on its way to "evaluation", begins none, and "evalu" does.
    """
    longest, held = len(word), max(MIN_BEGINNING, (len(word) + 1) // 2)
    if longest <= held or _is_held(word) or not _is_held(word[:held]):
        return word
    # Halving: what holds a beginning holds every shorter one.
    while held < longest - 1:
        middle = (held + longest) // 2
        if _is_held(word[:middle]):
            held = middle
        else:
            longest = middle
    return word[:held]


def _is_held(beginning: str) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table, condition = "curriculum_passage", "words @@ to_tsquery('english', %s)"
            cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1", [f"{beginning}:*"])  # noqa: S608
        else:
            table, condition = "curriculum_passage_words", "curriculum_passage_words MATCH %s"
            cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1", [f'"{beginning}"*'])  # noqa: S608
        return cursor.fetchone() is not None


def _rows(looked_for: list[str], *, every: bool, limit: int) -> list[tuple[int, str, float, bool]]:
    """Passage id, snippet, score, and whether it holds every word; best first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            terms = [*looked_for[:-1], f"{looked_for[-1]}:*"]
            cursor.execute(POSTGRESQL, [HEADLINE, (" & " if every else " | ").join(terms), limit])
        else:
            terms = [*(f'"{word}"' for word in looked_for[:-1]), f'"{looked_for[-1]}"*']
            cursor.execute(SQLITE, [OPEN, CLOSE, (" AND " if every else " OR ").join(terms), limit])
        return [(row[0], row[1], row[2], every) for row in cursor.fetchall()]


def _hits(rows: Iterable[tuple[int, str, float, bool]], query: str, limit: int) -> list[Hit]:
    found = list(rows)
    passages = (
        Passage.objects.select_related("course").defer("text", "course__body_html").in_bulk([row[0] for row in found])
    )
    best: dict[tuple[int, str, str], Hit] = {}
    for identifier, snippet, score, every in found:
        passage = passages.get(identifier)
        if passage is None:
            # The course was published anew between the two questions.
            continue
        named = passage.kind == Passage.Kind.TERM and " ".join(_words(passage.title)) == query
        weighed = score * WEIGHT[Passage.Kind(passage.kind)] + (NAMED if named else EVERY if every else 0.0)
        key = (passage.course_id, passage.kind, passage.slug)
        if key not in best or weighed > best[key].score:
            best[key] = Hit(passage.kind, _title(passage), passage.trail, _url(passage), _marked(snippet), weighed)
    return sorted(best.values(), key=lambda hit: -hit.score)[:limit]


def _title(passage: Passage) -> str:
    return f"{passage.title}: {passage.heading}" if passage.heading else passage.title


def _url(passage: Passage) -> str:
    course, anchor = passage.course.slug, f"#{passage.anchor}" if passage.anchor else ""
    match passage.kind:
        case Passage.Kind.LESSON:
            return reverse("lesson", args=[course, passage.slug]) + anchor
        case Passage.Kind.MODULE:
            return reverse("module", args=[course, passage.slug])
        case Passage.Kind.HANDOUT:
            return reverse("handout", args=[course, passage.slug])
        case Passage.Kind.LAB:
            return reverse("lab", args=[passage.slug])
        case _:
            return reverse("glossary", args=[course]) + f"#term-{passage.slug}"


def _marked(snippet: Any) -> SafeString:
    """The snippet, escaped, with the words found marked."""
    return mark_safe(escape(snippet).replace(OPEN, "<mark>").replace(CLOSE, "</mark>"))  # noqa: S308
