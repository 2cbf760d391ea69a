"""The laws of drawing a paper: the seed alone decides, every row holds, and nobody is favoured."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.sampling import Candidate, Draw, always_drawn, arrange, draw

SEEDS = st.text(max_size=12)
IDS = [f"q{number}" for number in range(12)]
# The values that chi-squared exceeds once in a thousand times. The seeds are fixed, so a test passes always or never.
CHI_SQUARED = {8: 26.1, 11: 31.3, 23: 49.7, 35: 66.6}


@st.composite
def pools(draw_: st.DrawFn) -> list[Candidate]:
    """Questions, some of them in cases, wherever those stand."""
    return [
        Candidate(
            identifier,
            draw_(st.sampled_from(["scaling", "data"])),
            draw_(st.sampled_from(["easy", "medium", "hard"])),
            draw_(st.sampled_from(["", "", "case-a", "case-b"])),
        )
        for identifier in IDS[: draw_(st.integers(0, 12))]
    ]


ROWS = st.builds(
    Draw,
    take=st.none() | st.integers(0, 5),
    questions=st.lists(st.sampled_from([*IDS, "case-a", "gone"]), max_size=4, unique=True).map(tuple),
    objective=st.sampled_from(["", "", "scaling", "data", "gone"]),
    difficulty=st.sampled_from(["", "", "easy", "hard"]),
)
BLUEPRINTS = st.lists(ROWS, max_size=4)


def unit(question: Candidate) -> str:
    return question.case or question.id


def units(pool: Iterable[Candidate], ids: Sequence[str]) -> list[str]:
    """The units of a paper, each once, in its order."""
    of = {question.id: unit(question) for question in pool}
    return list(dict.fromkeys(of[identifier] for identifier in ids))


def fits(pool: Iterable[Candidate], name: str, row: Draw) -> bool:
    return (not row.questions or name in row.questions) and any(
        row.objective in ("", question.objective) and row.difficulty in ("", question.difficulty)
        for question in pool
        if unit(question) == name
    )


# --- laws -------------------------------------------------------------------------------------------------------


@given(pools(), BLUEPRINTS, SEEDS, st.booleans())
def test_one_seed_gives_one_paper(pool: list[Candidate], blueprint: list[Draw], seed: str, shuffle: bool) -> None:
    assert draw(pool, blueprint, seed, shuffle=shuffle) == draw(pool, blueprint, seed, shuffle=shuffle)


@given(pools(), BLUEPRINTS, SEEDS, st.booleans(), st.data())
def test_the_order_of_the_pool_is_irrelevant_to_what_is_drawn(
    pool: list[Candidate], blueprint: list[Draw], seed: str, shuffle: bool, data: st.DataObject
) -> None:
    paper = draw(pool, blueprint, seed, shuffle=shuffle)
    again = draw(data.draw(st.permutations(pool)), blueprint, seed, shuffle=shuffle)
    assert set(again) == set(paper)
    if shuffle:
        assert units(pool, again) == units(pool, paper)


@given(pools(), BLUEPRINTS, SEEDS, st.booleans())
def test_no_question_comes_twice_and_none_from_nowhere(
    pool: list[Candidate], blueprint: list[Draw], seed: str, shuffle: bool
) -> None:
    paper = draw(pool + pool[:3], blueprint, seed, shuffle=shuffle)
    assert len(set(paper)) == len(paper)
    assert set(paper) <= {question.id for question in pool}


@given(pools(), BLUEPRINTS, SEEDS, st.booleans())
def test_a_case_comes_whole_and_in_its_order(
    pool: list[Candidate], blueprint: list[Draw], seed: str, shuffle: bool
) -> None:
    paper = draw(pool, blueprint, seed, shuffle=shuffle)
    for case in ("case-a", "case-b"):
        members = [question.id for question in pool if question.case == case]
        at = [place for place, identifier in enumerate(paper) if identifier in members]
        assert [paper[place] for place in at] in ([], members)
        assert at == list(range(at[0], at[0] + len(at))) if at else True


@given(pools(), BLUEPRINTS, SEEDS)
def test_unshuffled_a_paper_keeps_the_order_of_the_pool(
    pool: list[Candidate], blueprint: list[Draw], seed: str
) -> None:
    paper = draw(pool, blueprint, seed, shuffle=False)
    everything = draw(pool, [], seed, shuffle=False)
    assert paper == [identifier for identifier in everything if identifier in paper]
    assert units(pool, everything) == list(dict.fromkeys(map(unit, pool)))


@given(pools(), SEEDS, st.booleans())
def test_an_empty_blueprint_takes_everything(pool: list[Candidate], seed: str, shuffle: bool) -> None:
    assert sorted(draw(pool, [], seed, shuffle=shuffle)) == sorted(question.id for question in pool)


@given(pools(), st.lists(ROWS, min_size=1, max_size=4), SEEDS)
def test_every_row_holds(pool: list[Candidate], blueprint: list[Draw], seed: str) -> None:
    """Row by row: the papers of the blueprint's beginnings differ by what the next row takes.

    Fixed rows come first here, since they take theirs first wherever they stand.
    """
    blueprint = sorted(blueprint, key=lambda row: row.take is not None)
    taken: list[str] = []
    for number, row in enumerate(blueprint, 1):
        paper = units(pool, draw(pool, blueprint[:number], seed, shuffle=False))
        new = set(paper) - set(taken)
        left = {unit(question) for question in pool if fits(pool, unit(question), row)} - set(taken)
        assert set(taken) <= set(paper)
        assert new <= left
        assert len(new) == (len(left) if row.take is None else min(row.take, len(left)))
        taken = paper


@given(pools(), BLUEPRINTS, SEEDS)
def test_fixed_rows_take_theirs_wherever_they_stand(pool: list[Candidate], blueprint: list[Draw], seed: str) -> None:
    fixed = [row for row in blueprint if row.take is None]
    if fixed:
        assert set(draw(pool, fixed, seed, shuffle=True)) <= set(draw(pool, blueprint, seed, shuffle=True))


# --- by hand ----------------------------------------------------------------------------------------------------


@given(pools(), BLUEPRINTS, SEEDS)
def test_what_is_always_drawn_is_in_every_paper(pool: list[Candidate], blueprint: list[Draw], seed: str) -> None:
    always = always_drawn(pool, blueprint)
    assert always <= set(draw(pool, blueprint, seed, shuffle=True))
    if all(row.take is None for row in blueprint):
        assert always == set(draw(pool, blueprint, seed, shuffle=True))


def test_what_a_row_takes_some_of_is_not_always_drawn() -> None:
    pool = [Candidate("fixed", "scaling", "easy"), Candidate("one", "data", "easy"), Candidate("two", "data", "easy")]
    assert always_drawn(pool, [Draw(questions=("fixed",)), Draw(take=1)]) == {"fixed"}


POOL = [
    Candidate("a", "scaling", "easy"),
    Candidate("b", "scaling", "hard", "bill"),
    Candidate("c", "data", "easy"),
    Candidate("d", "data", "medium", "bill"),
    Candidate("e", "scaling", "medium"),
]


def test_a_seed_gives_this_paper_under_every_version() -> None:
    assert draw(POOL, [], "seed", shuffle=True) == ["b", "d", "c", "a", "e"]
    assert arrange(["a", "b", "c", "d"], "seed", "q", shuffle=True) == ["a", "c", "b", "d"]


@pytest.mark.parametrize(
    ("rows", "paper"),
    [
        ([Draw(questions=("e", "a"))], ["a", "e"]),
        ([Draw(questions=("bill",))], ["b", "d"]),
        # A question of a case is not named alone.
        ([Draw(questions=("b",))], []),
        ([Draw(take=9, objective="data")], ["b", "d", "c"]),
        # No one question of the case is easy and about scaling.
        ([Draw(take=9, objective="scaling", difficulty="easy")], ["a"]),
        ([Draw(take=9, objective="data", difficulty="hard")], []),
        ([Draw(take=1, difficulty="hard")], ["b", "d"]),
        ([Draw(take=9, objective="scaling"), Draw(questions=("a",))], ["a", "b", "d", "e"]),
        ([Draw(take=2, questions=("a", "c")), Draw(take=1, objective="data", difficulty="easy")], ["a", "c"]),
        ([Draw(take=0)], []),
        ([Draw(take=-1)], []),
        ([Draw(objective="scaling", difficulty="medium")], ["e"]),
        ([Draw(questions=("gone",)), Draw(take=3, objective="gone")], []),
    ],
)
def test_paper(rows: list[Draw], paper: list[str]) -> None:
    assert draw(POOL, rows, "any", shuffle=False) == paper


def test_a_fixed_question_is_kept_from_an_earlier_row() -> None:
    for number in range(50):
        rows = [Draw(take=1, objective="scaling", difficulty="easy"), Draw(take=1), Draw(questions=("a",))]
        paper = draw(POOL, rows, f"seed {number}", shuffle=True)
        assert "a" in paper
        assert len(units(POOL, paper)) == 2


# --- chance -----------------------------------------------------------------------------------------------------


def chi_squared(counts: Iterable[int], expected: float) -> float:
    return sum((count - expected) ** 2 / expected for count in counts)


def test_each_candidate_is_equally_likely() -> None:
    pool = [Candidate(identifier, "scaling", "easy") for identifier in IDS]
    drawn = Counter(
        identifier
        for number in range(2000)
        for identifier in draw(pool, [Draw(take=3)], f"seed {number}", shuffle=True)
    )
    # Twelve that are drawn three at a time vary less than if each were drawn alone; this makes up for it.
    assert chi_squared(drawn.values(), 500) * 11 / 9 < CHI_SQUARED[11]
    assert len(drawn) == 12


def test_a_later_row_favours_nobody_that_an_earlier_one_passed_over() -> None:
    pool = [Candidate(identifier, "scaling" if number < 6 else "data", "hard") for number, identifier in enumerate(IDS)]
    rows = [Draw(take=3, objective="scaling"), Draw(take=2, difficulty="hard")]
    left, drawn = Counter[str](), Counter[str]()
    for number in range(3000):
        first = set(draw(pool, rows[:1], f"seed {number}", shuffle=True))
        left.update(set(IDS) - first)
        drawn.update(set(draw(pool, rows, f"seed {number}", shuffle=True)) - first)
    statistic = sum((drawn[each] - left[each] * 2 / 9) ** 2 / (left[each] * 2 / 9) for each in IDS)
    assert statistic < CHI_SQUARED[11]


def test_each_arrangement_is_equally_likely() -> None:
    counts = Counter(tuple(arrange("abcd", f"seed {number}", "q", shuffle=True)) for number in range(2400))
    assert set(counts) == set(permutations("abcd"))
    assert chi_squared(counts.values(), 100) < CHI_SQUARED[23]


def test_what_a_seed_says_of_one_question_tells_nothing_of_another() -> None:
    counts = Counter(
        (*arrange("abc", f"seed {number}", "one", shuffle=True), *arrange("abc", f"seed {number}", "two", shuffle=True))
        for number in range(3600)
    )
    assert len(counts) == 36
    assert chi_squared(counts.values(), 100) < CHI_SQUARED[35]


@given(st.lists(st.text(max_size=5), unique=True, max_size=8), SEEDS, SEEDS, st.data())
def test_options_are_the_same_whatever_order_they_came_in(
    ids: list[str], seed: str, item: str, data: st.DataObject
) -> None:
    arranged = arrange(ids, seed, item, shuffle=True)
    assert arranged == arrange(data.draw(st.permutations(ids)), seed, item, shuffle=True)
    assert sorted(arranged) == sorted(ids)
    # One option fewer leaves the others as they were.
    assert arrange(ids[1:], seed, item, shuffle=True) == [each for each in arranged if each not in ids[:1]]
    assert arrange(ids, seed, item, shuffle=False) == ids
