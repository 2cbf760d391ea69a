"""The worked numbers of the lesson on benchmarks, reckoned again."""

from math import exp, isclose, log, sqrt

from tests.content.lesson import Lesson

LESSON = Lesson("evaluation/benchmarks")
TOPICS = {  # share of the traffic in per cent, tickets in the set, right answers
    "Delivery": (40, 60, 54),
    "Returns": (30, 50, 40),
    "Product": (20, 40, 34),
    "Account": (8, 25, 20),
    "Complaint": (2, 25, 10),
}


def test_the_floor_of_guessing() -> None:
    LESSON.says(f"(67.5 - 25)/(100 - 25) = {100 * (0.675 - 0.25) / 0.75:.1f}\\%")


def test_the_sampling_error_of_a_score() -> None:
    error = 100 * sqrt(0.82 * 0.18 / 1000)
    half = 1.96 * error
    LESSON.says(
        f"0.82 \\times 0.18/1000}} = {error / 100:.4f}$, or {error:.1f} points",
        f"± 1.96 × {error:.2f} = ± {half:.1f}",
        f"from {82 - half:.1f} to {82 + half:.1f}",
        f"each score is good to ± {half:.1f} points",
    )
    assert 82 - half < 80.5


def test_the_gap_on_the_same_questions() -> None:
    gap, error = (60 - 45) / 1000, sqrt(60 + 45 - 15**2 / 1000) / 1000
    LESSON.says(
        f"(60 − 45)/1000 = {100 * gap:.1f} points",
        f"= {error:.4f}",
        f"is {100 * error:.1f} point.",
        f"from −{abs(100 * (gap - 1.96 * error)):.1f} to {100 * (gap + 1.96 * error):.1f} points",
    )


def test_the_golden_set() -> None:
    assert sum(share for share, _, _ in TOPICS.values()) == 100
    assert sum(n for _, n, _ in TOPICS.values()) == 200
    for topic, (share, n, right) in TOPICS.items():
        LESSON.says(f"| {topic} | {share}% | {n} | {right} | {100 * right / n:.0f}% |")
    right = sum(right for _, _, right in TOPICS.values())
    LESSON.says(f"{right}/200 = {100 * right / 200:.0f}%")
    weighted = sum(share * hits / n for share, n, hits in TOPICS.values())
    terms = " + ".join(f"{share / 100:.2f} × {100 * hits / n:.0f}" for share, n, hits in TOPICS.values())
    LESSON.says(f"{terms} = {weighted:.1f}%")
    error = sqrt(sum(share**2 * hits / n * (1 - hits / n) / n for share, n, hits in TOPICS.values()))
    LESSON.says(f"{error:.1f} points, so the 95% interval reaches some {1.96 * error:.0f} points")
    assert 0.02 * 200 == 4


def test_the_check_on_weights() -> None:
    LESSON.says(f"= {0.8 * 90 + 0.2 * 60:.0f} +- 0.1", f"! {150 / 2:.0f} +- 0.1", f"! {0.2 * 90 + 0.8 * 60:.0f} +- 0.1")


def test_the_confusion_matrix() -> None:
    tp, fp, fn, tn = 80, 20, 40, 860
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    total = tp + fp + fn + tn
    LESSON.says(
        f"{tp}/{tp + fp} = {precision:.2f}",
        f"{tp}/{tp + fn} = {recall:.3f}",
        f"(0.80 + 0.667) = {2 * precision * recall / (precision + recall):.3f}",
        f"({tp} + {tn})/{total} = {100 * (tp + tn) / total:.0f}\\%$",
        f"would have {100 * (fp + tn) / total:.0f}%",
        f"Of {total:,} tickets {tp + fn} did. The bot flagged {tp + fp}",
    )


def test_zeros_and_perplexity() -> None:
    LESSON.says(f"3/200 = {100 * 3 / 200:.1f}%")
    assert isclose(1 - 0.05 ** (1 / 200), 0.015, abs_tol=0.0002)  # the exact limit, which 3/n stands for
    loss = -sum(map(log, (0.5, 0.25, 0.125, 0.5))) / 4
    LESSON.says(f"its loss is {loss:.3f} and its perplexity {exp(loss):.2f}")
