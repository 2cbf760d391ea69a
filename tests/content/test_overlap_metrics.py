"""The worked numbers of the lesson on overlap metrics, reckoned again by the twin of its lab."""

from math import exp, isclose
from statistics import mean

from sacrebleu.metrics.bleu import BLEU

from curriculum.labs.text_metrics import bleu, bleu_counts, bleu_score, chrf, greedy, harmonic, rescaled, rouge
from tests.content.lesson import Lesson

LESSON = Lesson("evaluation/overlap-metrics")
PAIRS = {
    "identical": ("the cat sat on the mat", "the cat sat on the mat"),
    "one word": ("the cat sat on the mat", "the cat lay on the mat"),
    "cut short": ("the quick brown fox jumps over the lazy dog", "the quick brown fox"),
    "extra words": ("the refund was issued", "yes the refund was issued to your card this morning"),
    "word order": ("police killed the gunman", "the gunman killed police"),
    "paraphrase": ("the delivery is late", "your parcel has not arrived on time"),
    "repetition": ("the cat is on the mat", "the the the the the the the"),
    "negation": (
        "the order can be cancelled within thirty days",
        "the order cannot be cancelled within thirty days",
    ),
}
PRINTED = ("extra words", "cut short", "negation", "paraphrase", "repetition")


def test_recall_and_precision() -> None:
    for name, recall, precision in (
        ("extra words", "R = 4/4 = {:.0f}", "P = 4/10 = {:.1f}"),
        ("cut short", "R = 4/9 = {:.3f}", "P = 4/4 = {:.0f}"),
    ):
        reference, candidate = PAIRS[name]
        found = rouge(candidate, reference, 1)
        LESSON.says(recall.format(found.recall), precision.format(found.precision))
    reference, candidate = PAIRS["extra words"]
    LESSON.says(f"F_1 = {rouge(candidate, reference, 1).f1:.3f}")


def test_three_kinds_of_rouge() -> None:
    reference, candidate = PAIRS["word order"]
    one, two, longest = (rouge(candidate, reference, kind).f1 for kind in (1, 2, "L"))
    LESSON.says(f"a perfect {one:.1f}", f"ROUGE-2 is {two:.2f}", f"ROUGE-L is {longest:.1f}")
    unstemmed = rouge("the customer was refund", "the customers were refunded", 1).f1
    stemmed = rouge("the custom was refund", "the custom were refund", 1).f1  # as Porter's stemmer leaves them
    LESSON.says(f"{unstemmed:.2f} as it stands and {stemmed:.2f} after stemming")


def test_brevity_and_negation() -> None:
    reference, candidate = PAIRS["cut short"]
    LESSON.says(f"e^{{1 - 9/4}} = {exp(1 - 9 / 4):.4f}", f"to {bleu(candidate, reference).score:.2f} on the scale")
    reference, candidate = PAIRS["negation"]
    counts = bleu_counts(candidate, [reference])
    assert (list(counts.correct), list(counts.total)) == ([7, 5, 3, 2], [8, 7, 6, 5])
    product = 7 / 8 * 5 / 7 * 3 / 6 * 2 / 5
    assert isclose(product, 1 / 8)
    LESSON.says(f"its fourth root is {product**0.25:.4f}", f"BLEU is {bleu(candidate, reference).score:.2f}")


def test_a_corpus() -> None:
    counts = [bleu_counts(candidate, [reference]) for reference, candidate in PAIRS.values()]
    references, candidates = zip(*PAIRS.values(), strict=True)
    pooled = BLEU()
    score = pooled.corpus_score(list(candidates), [list(references)]).score
    single = mean(bleu_score(one).score for one in counts)
    LESSON.says(
        f"that gives {score:.2f}",
        f"sentence scores is {single:.2f}",
        f"Pool the counts first: {score:.2f}, not {single:.2f}",
        str(pooled.get_signature()),
    )
    reference, candidate = PAIRS["repetition"]
    assert bleu(candidate, reference, smoothing="none").score == 0
    LESSON.says(f"score 0 without smoothing and {bleu(candidate, reference).score:.2f} with it")


def test_case() -> None:
    texts = "the cat sat on the mat.", "The cat sat on the mat."
    LESSON.says(f"is {bleu(*texts).score:.2f} with case and {bleu(*texts, lower=True).score:.0f} without")


def test_what_the_code_prints() -> None:
    for name in PRINTED:
        reference, candidate = PAIRS[name]
        one, score = rouge(candidate, reference, 1), bleu(candidate, reference, smoothing="none").score
        LESSON.says(f"{name} {one.recall:.4f} {one.precision:.4f} {one.f1:.4f} {score:.2f}")


def test_bertscore() -> None:
    rows = ((0.9, 0.2, 0.1), (0.3, 0.8, 0.4))
    found = greedy(rows, [1] * 2, [1] * 3)
    recall, precision = mean(map(max, rows)), mean(map(max, zip(*rows, strict=True)))
    assert isclose(found.recall, recall)
    assert isclose(found.precision, precision)
    assert isclose(found.f1, harmonic(precision, recall))
    LESSON.says(
        f"giving recall {recall:.2f}",
        f"giving precision {precision:.2f}",
        f"F_1 = {found.f1:.3f}",
        f"our {found.f1:.3f} becomes {rescaled(found.f1, 0.4):.3f}",
    )


def test_the_table_of_scores() -> None:
    for name in ("identical", "paraphrase", "negation", "word order", "extra words", "cut short", "repetition"):
        reference, candidate = PAIRS[name]
        shared = [rouge(candidate, reference, 1).f1 * 100, rouge(candidate, reference, "L").f1 * 100]
        scores = [*shared, bleu(candidate, reference).score, chrf(candidate, reference).score]
        plain = [f"{score:.1f}".removesuffix(".0") for score in scores]
        cells = [cell.strip().removesuffix(".0") for cell in LESSON.text.split("|")]
        place = cells.index(name)
        assert cells[place + 1 : place + 5] == plain


def test_the_check_on_recall() -> None:
    found = rouge("courier will send it", "we will send the spare key by courier", 1)
    LESSON.says(f"= {found.recall:.3f} +- 0.005", f"! {found.precision:.2f} +- 0.005", f"! {found.f1:.1f} +- 0.005")


def test_no_candidate_is_shorter_than_four_words() -> None:
    LESSON.says("no candidate here is that short")
    assert min(len(candidate.split()) for _, candidate in PAIRS.values()) >= 4


def test_the_question_on_bertscore() -> None:
    rows = ((0.8, 0.5, 0.2), (0.1, 0.3, 0.9))
    found = greedy(rows, [1] * 2, [1] * 3)
    Lesson("evaluation/practice.quiz").says(
        f"= {found.precision:.2f} +- 0.01",
        f"2.2 / 3 = {found.precision:.3f}",
        f"(0.8 + 0.9) / 2 = {found.recall:.2f}",
        f"the F1, is {found.f1:.3f}",
        f"! {found.recall:.2f} +- 0.005",
        f"! {found.f1:.2f} +- 0.005",
        f"! {mean(sum(rows, ())):.2f} +- 0.005",
    )
