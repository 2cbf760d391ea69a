"""Write tests/labs/rouge-score.json: pairs of texts, and what rouge-score 0.1.2 makes of them.

    python -m venv var/rouge && var/rouge/bin/pip install rouge-score==0.1.2
    PYTHONPATH=. var/rouge/bin/python scripts/rouge_record.py

The same pairs each time. rouge-score is no dependency: docs/decisions/0002-dependencies.md says why.
"""

import json
from collections.abc import Callable
from pathlib import Path

from rouge_score.rouge_scorer import RougeScorer

from curriculum.labs.chance import chance

RECORD = Path(__file__).resolve().parent.parent / "tests" / "labs" / "rouge-score.json"
N_PAIRS = 600
KINDS = ("rouge1", "rouge2", "rougeL")
# Few, so that they meet; among them what tokenizers disagree on.
VOCABULARY = """
the The refund refunded order ORDER is is not can cannot within five days . , ! ? a an 5 1,000 5.50 €5 50% 10- 3-day
e-mail x/y (now) don't “soon” v2.0 U.S. #1 _ - — ... &amp; &quot; &lt;br&gt; <skipped> naïve Ärger STRASSE straße
İstanbul ΣΑΣ 你好 退款 😀 ½
"""
WORDS = [*VOCABULARY.split(), "5\u212a", "e\u0301", "-\n", "\n", "\t", "\u00a0", "\u3000", "\u2009"]


def pair(next_number: Callable[[], float]) -> tuple[str, str]:
    """A reference, and a candidate that has most of it, or nothing to do with it."""

    def drawn() -> str:
        return WORDS[int(next_number() * len(WORDS))]

    def joined(words: list[str]) -> str:
        return "".join(word + (" " if next_number() < 0.93 else "") for word in words)

    reference = [drawn() for _ in range(int(next_number() * 14))]
    if next_number() < 0.2:
        return joined(reference), joined([drawn() for _ in range(int(next_number() * 14))])
    candidate = []
    for word in reference:
        chosen = next_number()
        candidate += [word] if chosen < 0.75 else [drawn()] if chosen < 0.85 else [word, word] if chosen < 0.9 else []
    if next_number() < 0.3:
        cut = int(next_number() * len(candidate))
        candidate = candidate[cut:] + candidate[:cut]
    return joined(reference), joined(candidate)


def main() -> None:
    scorer = RougeScorer(KINDS, use_stemmer=False)
    next_number = chance(2004)
    lines = []
    for _ in range(N_PAIRS):
        reference, candidate = pair(next_number)
        scores = scorer.score(reference, candidate)
        row = [reference, candidate, *([round(value, 9) for value in scores[kind]] for kind in KINDS)]
        lines.append(json.dumps(row, ensure_ascii=False))
    RECORD.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
