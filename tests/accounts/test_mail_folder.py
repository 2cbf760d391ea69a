"""The folder that stands for a mail server in development, and its page."""

import importlib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse
from django.utils import timezone
from pytest_django import Settings

from accounts import mail, urls
from accounts.actions import Outcome, send_message
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "accounts.mail.FolderBackend"
    settings.MAIL_DIR = tmp_path / "var" / "mail"
    return tmp_path / "var" / "mail"


def send(**fields: str) -> None:
    assert send_message(MessageFactory(**fields).pk, timezone.now()) is Outcome.SENT


@pytest.mark.parametrize(
    "name",
    ["..", "../secret", "..%2Fsecret", "%2Fetc%2Fpasswd", "secret", "20260101T000000000000-0000000g", "a" * 300],
)
def test_no_name_leads_out_of_the_folder(client: Client, folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    (folder / "secret.eml").write_text("Subject: Secret\n\nsecret")
    (folder.parent / "secret.eml").write_text("Subject: Secret\n\nsecret")
    assert client.get(f"/mail/{name}/").status_code in {301, 404}
    assert mail.letter(name) is None


def test_a_mail_that_is_gone_is_not_found(client: Client, folder: Path) -> None:
    assert client.get("/mail/20260101T000000000000-00000000/").status_code == 404


def test_an_empty_folder_says_so(client: Client, folder: Path) -> None:
    assert "No mail yet." in client.get("/mail/").text


def test_what_a_mail_says_is_text_and_its_links_are_links(client: Client, folder: Path) -> None:
    send(
        subject="<b>Bold</b>",
        text='<script>alert(1)</script> <a href="javascript:alert(1)">x</a>\nhttps://example.org/a?b=1',
        html="<script>alert(2)</script>",
    )
    (letter,) = mail.letters()
    page = client.get(f"/mail/{letter.name}/").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert '<a href="https://example.org/a?b=1"' in page


def test_the_newest_mail_comes_first_and_unfinished_files_do_not_count(client: Client, folder: Path) -> None:
    send(subject="First")
    send(subject="Second", recipient="bob@example.org")
    (folder / "20990101T000000000000-00000000.unfinished").write_text("Subject: half")
    (folder / "notes.eml").write_text("Subject: not ours")
    assert [(letter.subject, letter.to) for letter in mail.letters()] == [
        ("Second", "bob@example.org"),
        ("First", "ann@example.org"),
    ]
    page = client.get("/mail/").text
    assert page.index("Second") < page.index("First")


def test_text_in_other_letters_survives(folder: Path) -> None:
    send(subject="Grüße – ☀", text="Zürich, 東京\n")
    (letter,) = mail.letters()
    assert (letter.subject, letter.text.strip()) == ("Grüße – ☀", "Zürich, 東京")


def test_in_production_the_page_does_not_exist(settings: Settings) -> None:
    assert reverse("mail") == "/mail/"
    try:
        settings.DEVELOPMENT = False
        importlib.reload(urls)
        clear_url_caches()
        names = {pattern.name for pattern in urls.urlpatterns}
        assert not names & {"mail", "mail_letter"}
    finally:
        settings.DEVELOPMENT = True
        importlib.reload(urls)
        clear_url_caches()


def test_an_unknown_name_has_no_route() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("mail_letter")
