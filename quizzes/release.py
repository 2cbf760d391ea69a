"""Who may see the key of an attempt (P14)."""


def is_released(
    *, purpose: str, finished: bool, another_open: bool, attempts_left: int | None, closed: bool, given_up: bool
) -> bool:
    """Whether a learner may see what was right in an attempt.

    In practice: as soon as it is finished. In a graded quiz: when the learner can answer it in no way any more. Any
    purpose that is not practice is kept as strictly as a graded quiz.
    """
    if purpose == "practice":
        return finished
    return not can_still_answer(
        finished=finished, another_open=another_open, attempts_left=attempts_left, closed=closed, given_up=given_up
    )


def can_still_answer(
    *, finished: bool, another_open: bool, attempts_left: int | None, closed: bool, given_up: bool
) -> bool:
    """Whether a learner can submit another answer to the quiz of an attempt.

    `finished`: this attempt was submitted or has expired, grace included. `another_open`: another attempt of the
    learner at the same quiz is in progress, though it may be the last one. `attempts_left`: how many can still be
    begun, None for any number. `closed`: none can be begun, since the quiz has closed for this learner. `given_up`:
    the learner gave up what was left, for good.
    """
    has_more = attempts_left is None or attempts_left > 0
    return not finished or another_open or (has_more and not closed and not given_up)
