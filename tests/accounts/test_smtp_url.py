import pytest
from django.core.exceptions import ImproperlyConfigured

from config.smtp import Server, parse


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", "begins with ''"),
        ("mail.example.org", "begins with ''"),
        ("https://mail.example.org", "begins with 'https'"),
        ("smtp://", "names no host"),
        ("smtp://:25", "names no host"),
        ("smtp://mail.example.org:mail", "no valid host and port"),
        ("smtp://mail.example.org:99999", "no valid host and port"),
        ("smtp+tls://user:pass/word@mail.example.org", "no valid host and port"),
        ("smtp+tls://user:12/34@mail.example.org", "goes on after the port"),
        ("smtp+tls://user:12#34@mail.example.org", "goes on after the port"),
        ("smtp://mail.example.org/inbox", "goes on after the port"),
    ],
)
def test_a_bad_address_stops_the_start_and_does_not_repeat_the_password(url: str, complaint: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint) as refusal:
        parse(url)
    assert "smtp+tls://user:password@" in str(refusal.value)
    assert "word@" not in str(refusal.value).replace("user:password@", "")
    assert "34@" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", Server("localhost", 25, "", "", starttls=False, tls=False)),
        ("smtp+tls://mail.example.org", Server("mail.example.org", 587, "", "", starttls=True, tls=False)),
        ("smtps://u@mail.example.org:4650/", Server("mail.example.org", 4650, "u", "", starttls=False, tls=True)),
        (
            "smtp+tls://epoch%40example.org:p%2Fw%23%3A@mail.example.org:2587",
            Server("mail.example.org", 2587, "epoch@example.org", "p/w#:", starttls=True, tls=False),
        ),
    ],
)
def test_an_address_names_host_port_user_password_and_kind_of_tls(url: str, server: Server) -> None:
    assert parse(url) == server
