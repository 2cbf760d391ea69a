"""The worked numbers of the lesson on selecting data."""

from math import comb, exp, log, prod, sqrt

import pytest

from curriculum.labs.data_selection_dsir import inclusion, log_weights
from curriculum.labs.data_selection_minhash import probability
from curriculum.labs.data_selection_texts import grams
from curriculum.labs.formulas import jaccard
from tests.content.lesson import Lesson

LESSON = Lesson("pre-training/selecting-data")
NOTICES = ("we refund the money within ten days", "we refund the money within five days")
TARGET, POOL = (0.4, 0.3, 0.2, 0.1), (0.1, 0.3, 0.2, 0.4)
DOCUMENTS = ((2, 1, 0, 0), (1, 1, 1, 0), (0, 2, 1, 0), (0, 1, 1, 1), (0, 0, 1, 2))
MEDICAL = (
    "the patient was given insulin today",
    "high blood pressure in the patient",
    "the doctor treated the patient infection",
)
TOY_POOL = (
    "the patient took insulin this morning",
    "the doctor measured high blood pressure",
    "the nurse treated the infection quickly",
    "the team won the football final",
    "cheap running shoes on sale online",
    "the stock market fell sharply today",
)


def weight(counts: tuple[int, ...]) -> float:
    return prod((p / q) ** count for p, q, count in zip(TARGET, POOL, counts, strict=True))


@pytest.mark.parametrize(("n", "name"), [(1, "words"), (2, "2-grams"), (3, "3-grams")])
def test_the_likeness_of_the_two_notices(n: int, name: str) -> None:
    one, other = (set(grams(notice, n)) for notice in NOTICES)
    LESSON.says(f"| {name} | {len(one & other)} | {len(one | other)} | {jaccard(one, other):.2f} |")


def test_a_million_pages_and_the_entries_that_agree() -> None:
    assert round(comb(1_000_000, 2) / 1e9) == 500
    LESSON.says("500 billion pairs")
    s = 3 / 7
    LESSON.says(f"$112 \\times 3/7 = {112 * s:.0f}$", f"a standard deviation of about {sqrt(112 * s * (1 - s)):.0f}")


def test_fourteen_bands_of_eight_by_hand() -> None:
    band = 0.8**8
    LESSON.says(
        f"$0.8^8 = {band:.3f}$",
        f"$1 - {band:.3f} = {1 - band:.3f}$",
        f"$0.832^{{14}} = {(1 - band) ** 14:.3f}$",
        f"$1 - 0.076 = {probability(0.8, 14, 8):.3f}$",
        f"here {(1 / 14) ** (1 / 8):.2f}",
    )


def test_the_table_and_the_figure_of_the_bands() -> None:
    shares = (f"{probability(s, 14, 8) * 100:.1f}%" for s in (0.5, 0.7, 0.75, 0.8))
    LESSON.says(f"| $P$ | {' | '.join(shares)} | {probability(0.9, 14, 8) * 100:.2f}% |")
    LESSON.says(f"rises earlier: {probability(0.5, 20, 5) * 100:.1f}% at 0.5")
    missed, caught = 1 - probability(0.8, 14, 8), probability(0.5, 14, 8)
    LESSON.says(f"some {missed * 100:.0f} in 100 are missed", f"some {caught * 100:.0f} in 100 are caught")


def test_ten_bands_of_four() -> None:
    assert probability(0.6, 10, 4) == pytest.approx(0.75, abs=0.006)
    assert probability(0.6, 4, 10) == pytest.approx(0.024, abs=0.001)
    LESSON.says(f"$0.6^4 = {0.6**4:.4f}$", f"{(1 - 0.6**4) ** 10:.4f}", f"only {probability(0.6, 14, 8) * 100:.1f}%")


def test_five_documents_and_their_chances() -> None:
    weights = [weight(counts) for counts in DOCUMENTS]
    LESSON.says(f"weights are {', '.join(f'{w:.4g}' for w in weights[:4])} and {weights[4]:.4f}")
    LESSON.says(f"{weights[0]:.0f} / {sum(weights):.4f} = {weights[0] / sum(weights) * 100:.1f}%")
    chances = inclusion([log(w) for w in weights], 2)
    LESSON.says("their chances are {:.2f}, {:.2f}, {:.2f}, {:.2f} and {:.2f}".format(*chances))
    a, b, c, d, e = (f"{chance * 100:.1f}%" for chance in chances)
    LESSON.says(f"A is taken with {a}, B with {b}, C with {c}, D with {d} and E with {e}")


def test_the_draw_by_weight_agrees_with_counting_all_orders() -> None:
    weights = [weight(counts) for counts in DOCUMENTS]
    total = sum(weights)
    second = sum(w / total * weights[0] / (total - w) for w in weights[1:])
    assert inclusion([log(w) for w in weights], 2)[0] == pytest.approx(weights[0] / total + second, abs=1e-4)


def test_a_text_written_twice() -> None:
    once, twice = weight((1, 1, 1, 0)), weight((2, 2, 2, 0))
    LESSON.says(f"rises from {once:.0f} to {twice:.0f}")
    assert exp(2 * log(once)) == pytest.approx(twice)


def test_few_buckets() -> None:
    many, few = (inclusion(log_weights(MEDICAL, TOY_POOL, buckets), 3) for buckets in (1024, 64))
    LESSON.says(
        f"with {many[2] * 100:.1f}% and one about the stock market with {many[5] * 100:.1f}%",
        f"{few[2] * 100:.1f}% and {few[5] * 100:.1f}%",
    )
