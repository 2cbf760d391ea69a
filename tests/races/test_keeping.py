"""What a learner does twice at once at a lesson is kept once; of two notes one is kept, and the other told so."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow
REPEATED = 60
CONSTRAINTS = (
    {"table": "progress_lessonrecord", "names": ["lesson_record_once"]},
    {"table": "progress_bookmark", "names": ["bookmark_once"]},
    {"table": "progress_note", "names": ["note_once"]},
)


def twice_at_once(crew: Crew) -> Counter[str]:
    learner = crew.ask("newest_learner")
    wrong: Counter[str] = Counter()
    for number in range(REPEATED):
        crew.ask("forget_kept")
        crew.together(do("mark_done", learner=learner), do("mark_done", learner=learner))
        crew.together(do("bookmark", learner=learner), do("bookmark", learner=learner))
        for revision in (0, 1):
            texts = [f"{name} {number} {revision}" for name in ("one", "other")]
            told = crew.together(*(do("write_note", learner=learner, text=text, revision=revision) for text in texts))
            wrong["not one note was kept"] += [each.value for each in told].count(True) != 1
        found = crew.ask("count_kept")
        wrong["kept twice"] += (found["records"], found["notes"], found["bookmarks"]) != (1, 1, 1)
        wrong["a revision is missing"] += found["revision"] != 2
    return wrong


def test_twice_at_once_is_kept_once(muster: Muster) -> None:
    crew = muster(2)
    crew.ask("lay_studies", n=1)
    assert +twice_at_once(crew) == Counter()


def test_control_without_the_constraints_it_is_kept_twice(muster: Muster) -> None:
    crew = muster(2)
    crew.ask("lay_studies", n=1)
    for each in CONSTRAINTS:
        crew.ask("drop", **each)
    wrong = twice_at_once(crew)
    print(dict(wrong))
    assert wrong["kept twice"] > 0
