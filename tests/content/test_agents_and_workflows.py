"""The worked numbers of the lesson on agents and workflows, from what it assumes."""

from math import comb, prod

from tests.content.lesson import Lesson

AGENTS = Lesson("evaluation/agents-and-workflows")
# Of each run: calls, those of the right tool, those with the right arguments, and whether the end state is right.
RUNS = ((3, 3, 3, True), (4, 4, 3, True), (2, 2, 2, True), (3, 3, 2, False), (1, 1, 1, False))
HAND_OVER = 6.0


def at_least_one(n: int, c: int, k: int) -> float:
    return 1 - comb(n - c, k) / comb(n, k)


def every_one(n: int, c: int, k: int) -> float:
    return comb(c, k) / comb(n, k)


def test_five_runs() -> None:
    calls, tools, arguments, done = (sum(column) for column in zip(*RUNS, strict=True))
    AGENTS.says(
        f"**{calls}** | **{tools}** | **{arguments}** | **{done} of {len(RUNS)}**",
        f"{done}/{len(RUNS)} = {done / len(RUNS):.0%}",
        f"{arguments} of {calls} calls, or {arguments / calls:.0%}",
    )
    for name, run in zip(("straight", "recovers", "skips the stock", "wrong size", "only says so"), RUNS, strict=True):
        AGENTS.says(f"{name} | {run[0]} | {run[1]} | {run[2]} | {'yes' if run[3] else 'no'}")


def test_steps_multiply() -> None:
    AGENTS.says(
        f"$0.95^{{10}} = {0.95**10:.3f}$",
        f"At 20 steps, {0.95**20:.3f} is left",
        f"= {0.9**0.1:.4f}$",
        f"each needs {0.9**0.1:.2%}",
        f"over ten steps it is {0.95**10:.0%}".capitalize(),
        f"at {0.99**10:.2f}, {0.95**10:.2f} and {0.9**10:.2f}, at 20 steps at "
        f"{0.99**20:.2f}, {0.95**20:.2f} and {0.9**20:.2f}",
    )


def test_the_steps_of_the_shop() -> None:
    steps = [0.98, 0.95, 0.92, 0.99]
    AGENTS.says(
        f"= {prod(steps):.3f}$",
        f"any of them makes about {prod([0.98, 0.95, 0.93, 0.99]):.3f}",
        f"97 in place of 92 it makes {prod([0.98, 0.95, 0.97, 0.99]):.3f}",
        f"even if perfect, makes {prod([1, 0.95, 0.92, 0.99]):.3f}",
    )
    better = [prod(steps) / step * (step + 0.01) for step in steps]
    assert max(better) - min(better) < 0.001


def test_catch_and_repeat() -> None:
    step = 0.95 + 0.05 * 0.8 * 0.95
    AGENTS.says(f"= {step:.3f}$", f"with {step**10:.3f} in place of {0.95**10:.3f}")


def test_consistency() -> None:
    n, c, k = 10, 7, 3
    one, every = at_least_one(n, c, k), every_one(n, c, k)
    assert comb(n - c, k) == 1
    AGENTS.says(
        f"= {comb(n, k)}$ ways to draw three",
        f"= 1 - 1/120 = {one:.3f}$",
        f"= {comb(c, k)}$ draw three successes",
        f"35/120 = {every:.3f}$",
        f"{one:.0%} or {every:.0%}",
    )
    p = (every_one(n, 10, k) + every_one(n, 6, k)) / 2
    AGENTS.says(f"| 0.80 | {p:.3f} |", f"| 0.80 | {every_one(n, 8, k):.3f} |")


def test_what_a_completed_task_costs() -> None:
    agents = ((0.12, 0.6), (0.20, 0.8))
    rows = {
        "run": [f"${run:.2f}" for run, _ in agents],
        "completed task, in runs": [f"{1 / completed:.2f}" for _, completed in agents],
        "completed task, in dollars": [f"${run / completed:.2f}" for run, completed in agents],
        "ticket, hand-overs counted": [
            f"${run:.2f} + {1 - completed:.2f} · $6 = ${run + (1 - completed) * HAND_OVER:.2f}"
            for run, completed in agents
        ],
    }
    AGENTS.says(*(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()))


def test_a_mean_that_nobody_waited() -> None:
    AGENTS.says(f"the mean is {(8 * 0.5 + 2 * 5) / 10:.1f} seconds")


def test_the_check_on_a_chain() -> None:
    AGENTS.says(
        f"= {0.97**6:.1%}".rstrip("%") + " +- 0.4", f"0.97^6 = {0.97**6:.3f}$", f"steps at 90% make {0.9**10:.0%}"
    )


def test_the_exam_question_on_four_proposals() -> None:
    now = prod((0.99, 0.97, 0.88, 0.98))
    third, fourth = now / 0.88 * 0.94, now / 0.98
    merged = now / 0.99 / 0.97 * 0.98
    assert third > max(fourth, merged, now * 0.99)
    Lesson("evaluation/exam.quiz").says(
        f"= {now:.3f}. With the third step at 94 it is {third:.3f}; the fourth at 100 gives {fourth:.3f}, "
        f"the merged step {merged:.3f}, the fifth step {now * 0.99:.3f}"
    )
