"""The page of a roster: looked at row by row, and stored only then; what comes back is not trusted (P18, P23)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import Course
from progress.actions.cohorts import add_by_roster, join_cohort
from progress.models import Cohort, Study
from progress.roster import read
from tests.factories import UserFactory
from tests.progress.cohorts import STUDIES, a_cohort, page, staff, study_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]


def upload(client: Client, cohort: Cohort, text: str | bytes) -> Any:
    raw = text.encode() if isinstance(text, str) else text
    return client.post(page(cohort, "roster"), {"file": SimpleUploadedFile("roster.csv", raw)})


def signed_in(html: str) -> str:
    found = re.search(r'name="roster" value="([^"]+)"', html)
    assert found
    return found[1]


def test_every_row_is_shown_before_anything_is_stored_and_then_the_good_ones_are(learner: User) -> None:
    cohort, client = a_cohort(), staff()
    answer = upload(client, cohort, "email,name\nnew@x.org,New\nno address,Bad\nnew@x.org,\ncy@x.org,<b>Cy</b>\n")
    html = answer.content.decode()
    assert "4 rows: 2 can be added, 2 have a problem and are left out." in html
    assert html.index("This is not an e-mail address.") < html.index("new@x.org</td><td>New")
    assert "<b>Cy" not in html and not User.objects.filter(email="new@x.org").exists()
    assert client.post(page(cohort, "roster"), {"roster": signed_in(html)}).status_code == 302
    assert set(Study.objects.filter(cohort=cohort).values_list("enrolment__user__email", flat=True)) == {
        "new@x.org",
        "cy@x.org",
    }
    client.post(page(cohort, "roster"), {"roster": signed_in(html)})
    assert Message.objects.count() == 2


def test_the_preview_looks_the_same_whether_somebody_has_an_account_or_not() -> None:
    """P23"""
    cohort, client = a_cohort(), staff()
    UserFactory(email="aaa@x.org")
    UserFactory(email="bbb@x.org", is_active=False)
    html = upload(client, cohort, "aaa@x.org\nbbb@x.org\nccc@x.org\n").content.decode()
    said = re.findall(r"<tr><td>\d</td><td>(\w+)@x.org</td>(.*?)</tr>", html)
    assert [name for name, _ in said] == ["aaa", "bbb", "ccc"] and len({rest for _, rest in said}) == 1


def test_what_changed_since_the_preview_is_judged_again(learner: User) -> None:
    cohort, client = a_cohort(), staff()
    signed = signed_in(upload(client, cohort, f"{learner.email}\nnew@x.org\n").content.decode())
    join_cohort(learner, a_cohort("Winter").code, timezone.now())
    answer = client.post(page(cohort, "roster"), {"roster": signed}, follow=True)
    assert "One learner was added. 1 rows were left out." in answer.content.decode()
    assert study_of(learner).cohort.name == "Winter"  # type: ignore[union-attr]


def test_a_preview_of_another_cohort_person_or_hour_or_a_forged_one_is_refused() -> None:
    cohort, other, client = a_cohort(), a_cohort("Winter"), staff()
    signed = signed_in(upload(client, cohort, "new@x.org\n").content.decode())
    forged = signing.dumps([cohort.pk, 1, "new@x.org\n"], salt="other", compress=True)
    tried = [(client, other, signed), (staff(), cohort, signed), (client, cohort, forged), (client, cohort, "x")]
    for browser, target, text in tried:
        answer = browser.post(page(target, "roster"), {"roster": text})
        assert "Send the file again." in answer.content.decode()
    assert not User.objects.filter(email="new@x.org").exists() and not Message.objects.exists()
    assert client.post(page(cohort, "roster"), {"roster": signed}).status_code == 302
    assert User.objects.filter(email="new@x.org").exists()


def test_a_preview_ends_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort, client = a_cohort(), staff()
    signed = signed_in(upload(client, cohort, "new@x.org\n").content.decode())
    monkeypatch.setattr("progress.admin.roster.GOOD_FOR", timedelta(seconds=-1))
    assert "an hour ago" in client.post(page(cohort, "roster"), {"roster": signed}).content.decode()
    assert not User.objects.filter(email="new@x.org").exists()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        ("Zoë".encode("latin-1"), "not in UTF-8"),
        ("".join(f"a{n}@x.org\n" for n in range(50_000)).encode(), "more than 5,000 rows"),
        (b"someone@example.org,Name of somebody\n" * 50_000, "larger than 1 MB"),
        (b'a@x.org,"\n', "opened and not closed"),
    ],
)
def test_a_file_that_is_refused_says_why_once(raw: bytes, words: str) -> None:
    answer = upload(staff(), a_cohort(), raw)
    assert answer.status_code == 400
    assert answer.content.decode().count('class="errornote"') == 1 and words in answer.content.decode()


def test_no_file_is_told_too() -> None:
    answer = staff().post(page(a_cohort(), "roster"), {})
    assert (answer.status_code, "Choose a file." in answer.content.decode()) == (400, True)


def test_of_many_rows_the_first_200_are_shown_those_with_a_problem_first() -> None:
    text = "".join(f"a{n}@x.org\n" for n in range(300)) + "bad\n"
    html = upload(staff(), a_cohort(), text).content.decode()
    assert html.count("<tr><td>") == 200 and html.index("<td>bad</td>") < html.index("<td>a0@x.org</td>")
    assert "101 more rows are not shown." in html


def test_the_preview_takes_the_same_queries_for_any_number_of_rows() -> None:
    cohort, client = a_cohort(), staff()

    def n_queries(n: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            upload(client, cohort, "".join(f"p{k}@x.org\n" for k in range(n)))
        return len(queries)

    n_queries(1)
    assert n_queries(3) == n_queries(900)


def test_members_by_roster_are_on_the_list() -> None:
    cohort, client = a_cohort(), staff()
    add_by_roster(cohort.pk, read("new@x.org,New One\n"), timezone.now())
    html = client.get(f"{STUDIES}?cohort={cohort.pk}").content.decode()
    assert "New One" in html and Course.objects.get(slug="tiny").title in html
