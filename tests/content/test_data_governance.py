"""The worked numbers of Data governance, from their formulas."""

from math import sqrt

from tests.content.lesson import Lesson

LESSON = Lesson("fine-tuning/data-governance")
TOPICS = ("delivery", "refund", "damage", "fraud")
TRAFFIC = (0.4, 0.3, 0.2, 0.1)
RESOLVED = (0.9, 0.8, 0.5, 0.2)


def kappa(table: list[list[int]]) -> tuple[float, float, float]:
    """Agreement, agreement by chance, and Cohen's kappa of two labellers."""
    n = sum(map(sum, table))
    agreed = sum(row[place] for place, row in enumerate(table)) / n
    chance = sum(sum(row) * sum(column) for row, column in zip(table, zip(*table, strict=True), strict=True)) / n**2
    return agreed, chance, (agreed - chance) / (1 - chance)


def in_file() -> list[float]:
    kept = [share * rate for share, rate in zip(TRAFFIC, RESOLVED, strict=True)]
    return [share / sum(kept) for share in kept]


def test_kappa_of_the_topics() -> None:
    table = [[72, 14, 4], [6, 36, 8], [2, 10, 48]]
    for name, row in zip(("refund", "exchange", "delivery"), table, strict=True):
        LESSON.says(f"| {name} | {' | '.join(map(str, row))} | {sum(row)} |")
    columns = [sum(column) for column in zip(*table, strict=True)]
    LESSON.says(f"| Sum | {' | '.join(map(str, columns))} | {sum(columns)} |")
    agreed, chance, found = kappa(table)
    LESSON.says(
        f"72 + 36 + 48 = {72 + 36 + 48} of {sum(columns)}, so $p_o = {agreed:.2f}$",
        f"90/200 × 80/200 = {0.45 * 0.40:.2g}, and so on:",
        f"{0.45 * 0.40:.2g} + {0.25 * 0.30:.2g} + {0.30 * 0.30:.2g} = {chance:.3f}$$",
        f"\\frac{{{agreed:.2f} - {chance:.3f}}}{{{1 - chance:.3f}}} = {found:.2f}$$",
    )


def test_kappa_after_the_rule_was_added() -> None:
    table = [[82, 4, 2], [3, 50, 3], [1, 3, 52]]
    agreed, chance, found = kappa(table)
    LESSON.says(
        f"agrees on {round(agreed * 200)}, with $p_e = {chance:.4f}$: kappa is {found:.2f}",
        f"two labellers on 200; kappa {found:.2f}",
    )


def test_kappa_of_the_rare_label() -> None:
    agreed, chance, found = kappa([[2, 7], [7, 184]])
    LESSON.says(f"That is {agreed:.0%} agreement", f"agree on {chance:.1%}, and kappa is {found:.2f}")


def test_kappa_of_the_check() -> None:
    agreed, chance, found = kappa([[36, 4], [4, 56]])
    LESSON.says(f"= {found:.3f} +- 0.004", f"({agreed:.2f} - {chance:.2f})/(1 - {chance:.2f}) = {found:.3f}$")


def test_a_noisy_test_set() -> None:
    LESSON.says(
        f"0.90 \\times 0.95 + 0.10 \\times 0.05 = {0.9 * 0.95 + 0.1 * 0.05:.2f}$$", "A perfect model scores 95%"
    )


def test_shares_of_the_file() -> None:
    for name, traffic, rate, share in zip(TOPICS, TRAFFIC, RESOLVED, in_file(), strict=True):
        LESSON.says(f"| {name} | {traffic:.0%} | {rate:.0%} | {share:.1%} | {share / traffic:.2f} |")
    kept = [share * rate for share, rate in zip(TRAFFIC, RESOLVED, strict=True)]
    LESSON.says(
        f"{' + '.join(f'{one:.2f}' for one in kept)} = {sum(kept):.0%}",
        f"0.02 / {sum(kept):.2f} is {kept[3] / sum(kept):.1%}",
    )


def test_scores_by_two_mixes() -> None:
    right = (0.95, 0.90, 0.70, 0.40)
    by_file, by_traffic = (
        sum(share * score for share, score in zip(shares, right, strict=True)) for shares in (in_file(), TRAFFIC)
    )
    LESSON.says(
        f"Weighted as in the file, that is {by_file:.1%}",
        f"Weighted as in the traffic, it is {by_traffic:.1%}",
    )
    assert round((by_file - by_traffic) * 100) == 5
    tested = round(1250 * in_file()[3])
    LESSON.says(f"some {tested} are fraud", f"uncertain by about {1.96 * sqrt(0.4 * 0.6 / tested) * 100:.0f} points")


def test_mending_the_balance() -> None:
    counts = [round(10_000 * share) for share in in_file()]
    assert sum(counts) == 10_000
    more = 0
    while counts[3] + more < 0.1 * (10_000 + more):
        more += 1
    weights = [traffic / share for traffic, share in zip(TRAFFIC, in_file(), strict=True)]
    total = sum(weight * count for weight, count in zip(weights, counts, strict=True))
    effective = total**2 / sum(weight**2 * count for weight, count in zip(weights, counts, strict=True))
    LESSON.says(
        f"bring {counts[3]} fraud tickets in 10,000 up to 10%",
        ", ".join(f"{weight:.2f}".rstrip("0") for weight in weights),
        f"{more} more ({(1000 - counts[3]) / 0.9:.1f}, rounded up), found among",
        f"worth about {round(effective, -1):,.0f} evenly weighted",
    )


def test_agreement_in_the_exam_practice() -> None:
    agreed, chance, found = kappa([[10, 30], [30, 930]])
    Lesson("fine-tuning/exam.quiz").says(
        f"On {agreed * 1000:.0f} replies they agree, and Cohen's kappa is {found:.2f}",
        f"because {agreed:.0%} agreement",
        f"shows {found:.2f}: they",
    )
    assert chance > 0.9


def test_the_flattering_test_of_the_exam_practice() -> None:
    apart = (91 - 86) / (0.15 - 0.04)
    others = 91 + 0.04 * apart
    accidents = others - apart
    Lesson("fine-tuning/exam.quiz").says(
        f"about {others:.0f}% of the other requests and on {accidents:.0f}% of accidents",
        f"0.85 × {others:.0f} + 0.15 × {accidents:.0f} is {0.85 * others + 0.15 * accidents:.0f}%",
    )
