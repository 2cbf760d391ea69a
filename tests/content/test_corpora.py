"""The worked numbers of the lesson on corpora."""

from math import prod

from tests.content.lesson import Lesson

LESSON = Lesson("pre-training/corpora")
EXAM = Lesson("pre-training/exam.quiz")
TAKEN_OUT = (10, 4, 50, 35, 25, 0.5)  # per cent of what the step before has left
RUN = 500  # billion tokens
SOURCES = {  # available, in billion tokens, and share of the run, in per cent
    "Filtered web": (1_000, 70),
    "Code": (100, 15),
    "Papers and books": (50, 11),
    "Encyclopedia": (5, 4),
}


def test_the_pages_that_each_step_leaves() -> None:
    left = 1_000_000.0
    for share in TAKEN_OUT:
        left *= 1 - share / 100
        LESSON.says(f"| {share:g}% | {left:,.0f} |")
    kept = prod(1 - share / 100 for share in TAKEN_OUT)
    LESSON.says(f"they come to {sum(TAKEN_OUT):g}", f"0.995 = {kept:.4f}", f"About {kept:.0%} of the pages survive")
    tokens = left * 700
    LESSON.says(f"At 700 tokens a page, {left:,.0f} pages give {tokens / 1e6:.0f} million tokens")
    LESSON.says(f"a crawl of {1.4e12 / (kept * 700) / 1e9:.1f} billion pages")


def test_the_mixture() -> None:
    assert sum(share for _, share in SOURCES.values()) == 100
    pool = sum(available for available, _ in SOURCES.values())
    LESSON.says(f"The pool of {pool:,} billion tokens")
    for name, (available, share) in SOURCES.items():
        read = RUN * share / 100
        LESSON.says(f"| {name} | {available:,} | {share}% | {read:.0f} | {read / available:.2f} |")
        LESSON.says(f"{available / pool:.1%}")
    LESSON.says(f"By size the encyclopedia would make up {5 / pool:.1%} of what is read", "0.04 × 500 / 5")


def test_passes_of_the_check() -> None:
    LESSON.says(f"= {0.08 * 300 / 8:g}", f"! {300 / 8:g}", "0.08 × 300 = 24 billion")


def test_the_offer_of_more_text() -> None:
    share = 600 / (220 + 600)
    LESSON.says(f"600 / (220 + 600) = {share:.0%}", f"only {200 * (1 - share):.0f} billion of the filtered tokens")


def test_educational_part_and_law() -> None:
    assert 1.3 / 15 < 0.1
    LESSON.says("less than a tenth of the whole", f"takes about {1 - 2**-0.095:.0%} off the loss")


def test_passes_through_the_manuals() -> None:
    by_plan, by_size = 0.06 * 400 / 6, 400 / (900 + 6)
    EXAM.says(f"- [x] {by_plan:.1f} passes, against {by_size:.2f} in proportion to size")
    EXAM.says(f"the manuals would get {by_size * 6:.1f} billion", f"A share of 20% would mean {0.2 * 400 / 6:.0f}")
