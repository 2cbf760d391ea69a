"""Next-token prediction: a text is its own labels, contexts can be too long for it, and smoothing has a price.

static/labs/next-token.model.js is the twin in the browser of this module and of ngram.py: the same numbers, the same
words.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.next_token_texts import PRESETS
from curriculum.labs.ngram import ORDERS, SMOOTHINGS, Fitted, fit, joined, measure, perplexity, written
from curriculum.labs.numbers import digits, fixed, number

CHALLENGE = "held-out-perplexity"
ASKED = 6.8  # a held-out perplexity of at most this
_ORDER = 3  # the only order that gets there


@cache
def _challenge() -> Fitted:
    return fit(PRESETS["tidy"].text, "words")


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"order": n, "smoothing": k}; it meets the challenge when, with the tidy replies in words, the held-out
    perplexity is at most 6.8.
    """
    answer = response if isinstance(response, Mapping) else {}
    order, k = number(answer.get("order")), number(answer.get("smoothing"))
    is_order = order is not None and order.is_integer() and ORDERS[0] <= order <= ORDERS[1]
    if order is None or not is_order or k is None or not (k == 0 or SMOOTHINGS[0] <= k <= SMOOTHINGS[1]):
        return Verdict(
            False,
            "No answer to judge: it needs an order n from 1 to 5 and a smoothing k of 0 or from 0.001 to 1.",
        )
    return _verdict(int(order), k)


def _verdict(order: int, k: float) -> Verdict:
    fitted = _challenge()
    losses = measure(fitted, order, k)
    held = len(fitted.tokens) - fitted.split
    at = (
        f"With the tidy replies in words, training perplexity is {written(perplexity(losses.training))} "
        f"and held-out perplexity {written(perplexity(losses.held_out))}"
    )
    if perplexity(losses.held_out) < ASKED + 0.005:  # as it is written, with two decimals
        return Verdict(
            True,
            f"Met. {at}: two tokens of context say much and still recur in so small a text, "
            "and a little smoothing leaves room for what is new.",
        )
    if losses.impossible:
        return Verdict(
            False,
            f"Too little smoothing. {at}: {losses.impossible} of {held} held-out tokens never followed their context "
            "in training, and without smoothing each has probability 0.",
        )
    # Half the smoothing would be a clear gain.
    much = losses.held_out - measure(fitted, order, k / 2).held_out > 0.1
    asked = f"{at}; at most {fixed(ASKED, 2)} is asked."
    if order < _ORDER:
        also = " There is too much smoothing as well." if much else ""
        return Verdict(False, f"Underfitting: the context is too short to tell what comes next. {asked}{also}")
    if order > _ORDER:
        what = "Too much smoothing, and a context too long" if much else "Overfitting: the context is too long"
        seen = f"Of the {held} held-out contexts {losses.seen} occurred in training."
        return Verdict(False, f"{what} for so little text. {asked} {seen}")
    if measure(fitted, order, k * 0.95).held_out < losses.held_out:
        side, why = "much", "Mass that was earned by counts goes to tokens that never came."
    else:
        side, why = "little", "What is new in the held-out part is held nearly impossible."
    return Verdict(False, f"Too {side} smoothing. {asked} {why}")


_SHOWN_SMOOTHING = 0.01


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: losses of every order, and the first pairs of the text."""
    fitted = fit(PRESETS[str(options["preset"])].text, "words")
    held = len(fitted.tokens) - fitted.split
    found = [measure(fitted, order, _SHOWN_SMOOTHING) for order in range(ORDERS[0], ORDERS[1] + 1)]
    highest = max(losses.held_out for losses in found)
    xs = [50 + 75 * index for index in range(len(found))]

    def height(loss: float) -> float:
        return 160 - 130 * loss / highest

    def line(losses: Sequence[float]) -> str:
        return " ".join(f"{x},{height(loss):.1f}" for x, loss in zip(xs, losses, strict=True))

    return {
        "name": PRESETS[str(options["preset"])].name,
        "k": f"{_SHOWN_SMOOTHING:g}",
        "tokens": len(fitted.tokens),
        "pairs": len(fitted.tokens) - 1,
        "held": held,
        "first": [
            {"context": joined(fitted.tokens[max(0, place - 2) : place], "words"), "label": fitted.tokens[place]}
            for place in range(1, 5)
        ],
        "training": line([losses.training for losses in found]),
        "held_out": line([losses.held_out for losses in found]),
        "ends": {
            "training": f"{height(found[-1].training):.1f}",
            "held_out": f"{height(found[-1].held_out):.1f}",
        },
        "rows": [
            {
                "order": order,
                "x": xs[order - 1],
                "training": fixed(losses.training, 3),
                "held_out": fixed(losses.held_out, 3),
                "perplexity": digits(perplexity(losses.held_out)),
                "seen": f"{losses.seen} of {held}",
            }
            for order, losses in enumerate(found, 1)
        ],
    }


LAB = Lab(
    id="next-token",
    title="Train on a text",
    summary="See how a text labels itself, train an n-gram model on it, and find the context and the smoothing "
    "that predict what was held out.",
    minutes=12,
    phase=1,
    tag="next-token-lab",
    script="labs/next-token.js",
    template="curriculum/labs/next-token.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={"order": 3, "smoothing": 0.013},
)
