"""The worked numbers of the lesson on evaluating RAG, from what was marked, returned and claimed."""

from math import sqrt
from statistics import mean

from tests.content.lesson import Lesson

RAG = Lesson("evaluation/evaluating-rag")
MARKED = ("A", "BC", "D", "EF", "G")
RETURNED = ("AKL", "KBL", "MND", "FEM", "KMN")
NAMES = ("shoes", "headphones", "warranty", "address", "Norway")
CLAIMS = ((2, 2), (3, 2), (2, 2), (2, 2), (1, 0))  # of each answer: all, and those that a passage supports


def recalls(k: int) -> list[float]:
    return [len(set(marked) & set(got[:k])) / len(marked) for marked, got in zip(MARKED, RETURNED, strict=True)]


def precisions() -> list[float]:
    return [len(set(marked) & set(got)) / len(got) for marked, got in zip(MARKED, RETURNED, strict=True)]


def reciprocal(marked: str, got: str) -> float:
    return next((1 / rank for rank, passage in enumerate(got, 1) if passage in marked), 0.0)


def test_what_the_search_returned() -> None:
    hits = mean(recall > 0 for recall in recalls(3))
    mrr = mean(map(reciprocal, MARKED, RETURNED))
    means = (hits, mean(recalls(3)), mean(precisions()), mrr)
    RAG.says(" | ".join(f"**{value:.2f}**" for value in means), f"= {mrr:.2f}$")
    for topic, values in zip(
        ("return period (A)", "postage (B, C)", "battery (D)", "order (E, F)", "Norway (G)"),
        ("1 | 1 | 1/3 | 1 |", "1 | 1/2 | 1/3 | 1/2 |", "1 | 1 | 1/3 | 1/3 |", "1 | 1 | 2/3 | 1 |", "0 | 0 | 0 | 0 |"),
        strict=True,
    ):
        RAG.says(f"{topic} | {values}")


def test_the_rows_of_the_search() -> None:
    assert [recall > 0 for recall in recalls(3)] == [True, True, True, True, False]
    assert recalls(3) == [1, 1 / 2, 1, 1, 0]
    assert precisions() == [1 / 3, 1 / 3, 1 / 3, 2 / 3, 0]
    assert [reciprocal(*pair) for pair in zip(MARKED, RETURNED, strict=True)] == [1, 1 / 2, 1 / 3, 1, 0]


def test_more_passages() -> None:
    RAG.says(
        f"With one, the five questions have a recall of {mean(recalls(1)):.2f}; "
        f"with two, {mean(recalls(2)):.2f}; with three, {mean(recalls(3)):.2f}",
        f"reach no more than {mean(len(marked) / 3 for marked in MARKED):.2f}",
    )


def test_what_the_answers_claim() -> None:
    all_claims, supported = (sum(each) for each in zip(*CLAIMS, strict=True))
    RAG.says(
        *(f"{name} | {good} of {n} |" for name, (n, good) in zip(NAMES, CLAIMS, strict=True)),
        f"{supported} of {all_claims}, or {supported / all_claims:.2f}",
        f"the mean of the five answers it is {mean(good / n for n, good in CLAIMS):.2f}",
        f"Three of five, or {3 / 5:.2f}",
    )


def test_the_interval_of_a_hundred_questions() -> None:
    share, n, z = 0.8, 100, 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    RAG.says(f"a 95% interval from {middle - reach:.0%} to {middle + reach:.0%}")


def test_refusals() -> None:
    RAG.says(f"declines 14 of the 20: {14 / 20:.0%}", f"6 of the 80: {6 / 80:.1%}")


def test_the_check_on_ranks() -> None:
    ranks = (1 / 2, 1, 0, 1 / 4)
    RAG.says(f"= {mean(ranks):.4f} +- 0.006", f"! {sum(ranks) / 3:.3f} +-", f"! {mean((2, 1, 4)):.2f} +-")
