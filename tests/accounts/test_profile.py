import pytest
from django.test import Client

from accounts.forms import ProfileForm, zones_by_region
from accounts.models import User, time_zones

PAGE = "/accounts/profile/"


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"] == "/accounts/login/?next=/accounts/profile/"


@pytest.mark.parametrize(
    ("name", "zone"), [("", "UTC"), ("x" * 81, "UTC"), ("Ann", "Mars/Olympus"), ("Ann", ""), ("Ann", "../etc")]
)
def test_what_is_wrong_is_said_and_not_saved(signed_in: Client, ann: User, name: str, zone: str) -> None:
    page = signed_in.post(PAGE, {"display_name": name, "time_zone": zone})
    assert 'id="errors"' in page.text
    ann.refresh_from_db()
    assert (ann.display_name, ann.time_zone) == ("Ann", "UTC")


def test_a_refused_name_does_not_show_in_the_bar(signed_in: Client) -> None:
    page = signed_in.post(PAGE, {"display_name": "Zed", "time_zone": "nowhere"})
    assert "<summary>Zed" not in page.text


def test_only_name_and_time_zone_can_be_written(signed_in: Client, ann: User) -> None:
    signed_in.post(
        PAGE,
        {
            "display_name": "Ann B.",
            "time_zone": "Pacific/Chatham",
            "email": "evil@example.org",
            "is_staff": "1",
            "is_superuser": "1",
            "groups": "1",
        },
    )
    ann.refresh_from_db()
    assert (ann.display_name, ann.time_zone) == ("Ann B.", "Pacific/Chatham")
    assert (ann.email, ann.is_staff, ann.is_superuser) == ("ann@example.org", False, False)


def test_saving_does_not_undo_what_happened_meanwhile(
    signed_in: Client, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = ProfileForm.is_valid

    def is_valid(form: ProfileForm) -> bool:
        User.objects.filter(pk=ann.pk).update(is_active=False, email="moved@example.org")
        return checked(form)

    monkeypatch.setattr(ProfileForm, "is_valid", is_valid)
    signed_in.post(PAGE, {"display_name": "Ann B.", "time_zone": "UTC"})
    ann.refresh_from_db()
    assert (ann.display_name, ann.is_active, ann.email) == ("Ann B.", False, "moved@example.org")


def test_saving_says_so(signed_in: Client) -> None:
    page = signed_in.post(PAGE, {"display_name": "Ann", "time_zone": "UTC"}, follow=True)
    assert '<li class="success">Saved.</li>' in page.text


def test_the_list_offers_zones_by_region_with_the_city_first() -> None:
    regions = dict(zones_by_region())
    assert ("Europe/Berlin", "Berlin") in regions["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina/Buenos Aires") in regions["America"]
    offered = {name for zones in regions.values() for name, _ in zones}
    assert offered <= time_zones()


def test_a_zone_that_the_list_does_not_offer_stays_with_who_has_it(ann: User) -> None:
    ann.time_zone = "US/Eastern"
    form = ProfileForm({"display_name": "Ann", "time_zone": "US/Eastern"}, instance=ann)
    assert form.is_valid()
