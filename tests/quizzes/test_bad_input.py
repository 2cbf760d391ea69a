"""Whatever a client sends is refused with a reason, and nothing of it is stored (P24); nothing answers 500."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.actions import marking
from quizzes.models import AttemptItem
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(exam: Sitting) -> Sitting:
    exam.start()
    exam.client.raise_request_exception = False
    return exam


def stored(sitting: Sitting) -> list[tuple[Any, ...]]:
    return list(AttemptItem.objects.filter(attempt=sitting.attempt).order_by("pk").values_list("response", "revision"))


def refused(sitting: Sitting, sent: dict[str, Any], **more: Any) -> None:
    """By the script's way and by the form's: 4xx with words, and nothing stored."""
    before = stored(sitting)
    for headers in ({"accept": "application/json"}, {}):
        answer = sitting.client.post(sitting.at(), sent, headers=headers, **more)
        assert 400 <= answer.status_code < 500, (answer.status_code, sent)
        assert len(answer.content) > 20
    assert stored(sitting) == before


def place(sitting: Sitting, slug: str) -> int:
    return sitting.items[slug].position


def option_of(sitting: Sitting, slug: str) -> str:
    return str(sitting.items[slug].version.shown["options"][0]["id"])


@pytest.mark.parametrize(
    "typed", ["nan", "NaN", "inf", "-Infinity", "1e999999999", "0x10", "1;DROP TABLE", "9" * 61, "١٢٣", "1\x002"]
)
def test_what_is_no_number_is_refused_or_marked_wrong_and_never_breaks(sat: Sitting, typed: str) -> None:
    n = place(sat, "number")
    answer = sat.client.post(sat.at(), {f"revision-{n}": 0, f"q{n}": typed, f"q{n}-unit": "GB"})
    assert answer.status_code < 500
    sat.submit()
    marking.sweep()
    assert sat.items["number"].outcome in {"wrong", "unanswered"}


@pytest.mark.parametrize("slug", ["which", "several", "truth", "order", "match", "number", "short", "essay", "lab"])
@pytest.mark.parametrize("junk", ["\x00", "a\x00b", "\x1b[31m", "\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe"])
def test_control_characters_and_broken_text_are_refused(sat: Sitting, slug: str, junk: "str | bytes") -> None:
    n = place(sat, slug)
    field = {"order": f"q{n}-{option_of(sat, 'order')}", "lab": f"q{n}-parameters"}.get(slug, f"q{n}")
    if slug == "match":
        field = f"q{n}-{sat.items['match'].version.shown['prompts'][0]['id']}"
    before = stored(sat)
    answer = sat.client.post(sat.at(), {f"revision-{n}": 0, field: junk})
    assert answer.status_code < 500
    if isinstance(junk, str):
        assert (answer.status_code, stored(sat)) == (400, before)
    assert not any("\x00" in json.dumps(row[0], ensure_ascii=False) for row in stored(sat))


def test_an_option_of_another_question_and_of_no_question_is_refused(sat: Sitting) -> None:
    n = place(sat, "which")
    for chosen in (option_of(sat, "truth"), option_of(sat, "several"), "0000000000", "../../etc/passwd", "🦆"):
        refused(sat, {f"revision-{n}": 0, f"q{n}": chosen})


def test_a_question_of_somebody_elses_attempt_cannot_be_named(sat: Sitting) -> None:
    other = Sitting("exam")
    other.start()
    for position in (0, 12, 99, 9999):
        refused(sat, {f"revision-{position}": 0, f"q{position}": "x"})
    assert all(row[0] is None for row in stored(other))


def test_lists_for_scalars_are_refused(sat: Sitting) -> None:
    for slug in ("which", "truth", "number", "short", "essay"):
        n = place(sat, slug)
        refused(sat, {f"revision-{n}": 0, f"q{n}": ["one", "two"]})
    n = place(sat, "order")
    first = option_of(sat, "order")
    refused(sat, {f"revision-{n}": 0, f"q{n}-{first}": ["1", "2"]})


def test_two_responses_in_one_place_are_refused_with_the_place(sat: Sitting) -> None:
    n, item = place(sat, "order"), sat.items["order"]
    first, second = (row["id"] for row in item.version.shown["options"][:2])
    sent = {f"revision-{n}": 0, f"q{n}-{first}": "1", f"q{n}-{second}": "1"}
    refused(sat, sent)
    assert "place 1" in sat.client.post(sat.at(), sent).content.decode()


def test_texts_that_are_too_long_are_refused_whole_and_shown_again(sat: Sitting) -> None:
    n = place(sat, "essay")
    text = "Quail " * 4_000
    refused(sat, {f"revision-{n}": 0, f"q{n}": text})
    page = sat.client.post(sat.at(), {f"revision-{n}": 0, f"q{n}": text}).content.decode()
    assert text.strip() in page
    refused(sat, {f"revision-{place(sat, 'short')}": 0, f"q{place(sat, 'short')}": "s" * 501})


def test_ten_megabytes_and_ten_thousand_fields_are_refused(sat: Sitting) -> None:
    n = place(sat, "essay")
    refused(sat, {f"revision-{n}": 0, f"q{n}": "x" * 10_000_000})
    refused(sat, {f"revision-{n}": 0, f"q{n}": "x"} | {f"q{n}-{number}": "1" for number in range(10_000)})
    several = place(sat, "several")
    refused(sat, {f"revision-{several}": 0, f"q{several}": ["a"] * 1_500})


@pytest.mark.parametrize("revision", ["-1", "", "x", "1e3", "0x1", "99999999999999999999", "١", "1 ", ["0", "1", "x"]])
def test_a_revision_that_is_none_is_refused(sat: Sitting, revision: Any) -> None:
    n = place(sat, "which")
    refused(sat, {f"revision-{n}": revision, f"q{n}": option_of(sat, "which")})


def test_other_content_types_carry_no_answer(sat: Sitting) -> None:
    n = place(sat, "which")
    sent = {f"revision-{n}": 0, f"q{n}": option_of(sat, "which")}
    deep = "[" * 100_000 + "]" * 100_000
    before = stored(sat)
    for body, kind in (
        (json.dumps(sent), "application/json"),
        (deep, "application/json"),
        ("<a/>", "text/xml"),
        ("garbage", "multipart/form-data; boundary=x"),
        ("--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (f"q{n}=%ff%fe&revision-{n}=0", "application/x-www-form-urlencoded; charset=nonsense"),
    ):
        answer = sat.client.generic("POST", sat.at(), body, content_type=kind)
        assert 400 <= answer.status_code < 500, (kind, answer.status_code)
    assert stored(sat) == before


def test_odd_addresses_are_not_found(sat: Sitting) -> None:
    for page in ("questions/0/", "questions/99/", "questions/99999999999999999999/", "../999999999999999999999/"):
        answer = sat.client.get(sat.at(page))
        assert answer.status_code in {302, 404}, page
    for number in ("0", "999999999999999999999999", "-1", "1.5", "%00"):
        assert sat.client.get(f"{sat.address}attempts/{number}/").status_code == 404


def test_going_on_to_a_place_that_is_none_stays_here(sat: Sitting) -> None:
    n = place(sat, "which")
    for goal in ("//evil.example", "https://evil.example", "9" * 400, "-1", "١", "submit"):
        answer = sat.client.post(sat.at(f"questions/{n}/"), {f"revision-{n}": 0, "go": goal})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(sat.at())


def test_joining_leads_nowhere_else(sat: Sitting) -> None:
    for goal in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"):
        answer = sat.client.post("/courses/tiny/join/", {"next": goal})
        assert answer.headers["Location"] == "/desk/"


def test_a_check_refuses_what_it_did_not_show(loaded: object) -> None:
    client = Client(raise_request_exception=False)
    for query in ("answer=zzz", "answer=a&answer=b", "answer=%00", f"answer={'x' * 5_000}", "answer-x=1", "answered=1"):
        answer = client.get(f"/courses/tiny/checks/first-check/?{query}")
        assert answer.status_code == 400, query
    assert client.get("/courses/tiny/checks/which/").status_code == 404


NAMES = st.sampled_from(
    ["revision-1", "revision-2", "q1", "q2", "q3", "q1-unit", "q1-x", "flag-1", "go", "q", "revision-"]
)
VALUES = st.text(max_size=30) | st.sampled_from(["0", "1", "GB", "on"])


@given(sent=st.dictionaries(NAMES, st.lists(VALUES, max_size=3), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_form_whatever_breaks_anything(sat: Sitting, sent: dict[str, list[str]]) -> None:
    for headers in ({"accept": "application/json"}, {}):
        assert sat.client.post(sat.at(), sent, headers=headers).status_code < 500
    assert sat.get().status_code == 200


def test_after_all_that_the_right_answers_are_still_taken(sat: Sitting) -> None:
    test_lists_for_scalars_are_refused(sat)
    assert sat.save(RIGHT).status_code == 302
    assert all(row[1] == 1 for row in stored(sat))
