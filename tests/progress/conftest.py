"""The tiny course with somebody who studies it."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course
from progress.actions.study import begin_study
from tests.curriculum.rows import load
from tests.curriculum.trees import write
from tests.factories import UserFactory
from tests.quizzes.course import TEXTS


@pytest.fixture(autouse=True)
def each_with_fresh_limits(fresh_limits: None) -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny", TEXTS)


@pytest.fixture
def loaded(db: None, folder: Path) -> Path:
    load(folder)
    return folder


@pytest.fixture
def course(loaded: Path) -> Course:
    return Course.objects.get(slug="tiny")


@pytest.fixture
def learner(course: Course) -> User:
    """Somebody in Berlin who began the tiny course today."""
    person: User = UserFactory(time_zone="Europe/Berlin")
    begin_study(person, course, timezone.now())
    return person


@pytest.fixture
def at(learner: User) -> Client:
    """The learner's browser."""
    client = Client()
    client.force_login(learner)
    return client
