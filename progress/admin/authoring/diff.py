"""What changed between two texts, line by line and, within a line, word by word: rows for a template."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORD = re.compile(r"\s+|\w+|[^\w\s]")
AROUND = 2
# Lines that are compared word by word; beyond, a replaced stretch is shown as lines taken out and put in.
MOST_PAIRS = 200


@dataclass(frozen=True)
class Line:
    """A line of the diff: `sort` is same, out, in or skip; `old` and `new` are line numbers, None where it has none."""

    sort: str
    old: int | None
    new: int | None
    html: SafeString


def diff_of(before: str, after: str) -> list[Line]:
    """The changed lines, each with two lines around it."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Line] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False) if len(old) + len(new) < 4_000 else None
    groups = (matcher or difflib.SequenceMatcher(None, old, new)).get_grouped_opcodes(AROUND)
    for index, group in enumerate(groups):
        if index:
            found.append(Line("skip", None, None, format_html("…")))
        for sort, a, b, c, d in group:
            found += _lines(sort, old, new, (a, b), (c, d))
    return found


def _lines(
    sort: str, old: list[str], new: list[str], of_old: tuple[int, int], of_new: tuple[int, int]
) -> Iterator[Line]:
    (a, b), (c, d) = of_old, of_new
    if sort == "equal":
        for i, j in zip(range(a, b), range(c, d), strict=True):
            yield Line("same", i + 1, j + 1, format_html("{}", old[i]))
        return
    n_pairs = min(b - a, d - c, MOST_PAIRS)
    pairs = [_words(old[a + k], new[c + k]) for k in range(n_pairs)]
    for i in range(a, b):
        yield Line("out", i + 1, None, pairs[i - a][0] if i - a < n_pairs else format_html("{}", old[i]))
    for j in range(c, d):
        yield Line("in", None, j + 1, pairs[j - c][1] if j - c < n_pairs else format_html("{}", new[j]))


def _words(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both lines with the words marked that differ; whole lines where hardly any word stays."""
    one, two = WORD.findall(old), WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    if len(one) * len(two) > 250_000 or matcher.quick_ratio() < 0.4:
        return format_html("{}", old), format_html("{}", new)
    left: list[tuple[SafeString]] = []
    right: list[tuple[SafeString]] = []
    for sort, a, b, c, d in matcher.get_opcodes():
        was, now = "".join(one[a:b]), "".join(two[c:d])
        if sort == "equal":
            left.append((format_html("{}", was),))
            right.append((format_html("{}", now),))
            continue
        if was:
            left.append((format_html("<del>{}</del>", was),))
        if now:
            right.append((format_html("<ins>{}</ins>", now),))
    return format_html_join("", "{}", left), format_html_join("", "{}", right)
