"""The forms of the accounts' pages: allauth's, with our words and our rules, and the profile."""

from typing import Any, cast

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailConfirmationHMAC
from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from accounts import actions
from accounts.models import User, time_zones

HELP_TO_CHOOSE = "At least ten characters. A few words in a row are easy to remember and hard to guess."
LONGEST_PASSWORD = 256


def name_field() -> forms.CharField:
    return forms.CharField(
        label="Name",
        max_length=80,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="How Epoch addresses you.",
    )


class OurWords:
    """Labels instead of placeholders: a placeholder is gone once one types."""

    words: dict[str, str] = {}
    helps: dict[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            if name in self.helps:
                field.help_text = self.helps[name]
            if isinstance(field.widget, forms.PasswordInput):
                # A hash of megabytes would cost time and prove nothing.
                field.widget.attrs["maxlength"] = LONGEST_PASSWORD
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class LoginForm(OurWords, allauth_forms.LoginForm):  # type: ignore[misc]
    words = {"login": "E-mail address", "password": "Password"}
    helps = {"password": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(OurWords, allauth_forms.SignupForm):  # type: ignore[misc]
    words = {"email": "E-mail address", "password1": "Password"}
    helps = {"password1": HELP_TO_CHOOSE}
    field_order = ["display_name", "email", "password1", "time_zone"]

    account_already_exists: bool
    display_name = name_field()
    # Filled by the browser (time-zone.js). Whatever is not a zone is UTC: nobody sees this field to mend it.
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        return name if name in time_zones() else "UTC"

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Account, role, address and mail in one transaction; a known address is answered like a new one.

        The password is hashed in both cases, so that the time tells nothing either (P23).
        """
        adapter = get_adapter()
        user = adapter.save_user(request, adapter.new_user(request), self, commit=False)
        user.display_name = self.cleaned_data["display_name"]
        user.time_zone = self.cleaned_data["time_zone"]
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    address = actions.register_learner(user)
                    adapter.send_confirmation_mail(request, EmailConfirmationHMAC(address), signup=True)
            except IntegrityError:
                # Somebody took the address between the check and the insert.
                self.account_already_exists = True
            else:
                return user, None
        answer: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return answer


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    helps = {"password": ""}


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": "E-mail address"}


class OnePassword(OurWords):
    """The new password once: managers fill it, and whoever mistypes it can reset it."""

    words = {"oldpassword": "Current password", "password1": "New password"}
    helps = {"oldpassword": "", "password1": HELP_TO_CHOOSE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ChangePasswordForm(OnePassword, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(OnePassword, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(OnePassword, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangeEmailForm(OurWords, allauth_forms.AddEmailForm):  # type: ignore[misc]
    words = {"email": "New e-mail address"}


def zones_by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """UTC, then each region with its cities: labels begin with the city, so that typing finds it."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(time_zones()):
        region, _, city = name.partition("/")
        if city and region not in {"Etc", "SystemV", "US"}:
            regions.setdefault(region, []).append((name, city.replace("_", " ")))
    return [("", [("UTC", "UTC")]), *regions.items()]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    display_name = name_field()
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="The zone that your times are shown in.",
        error_messages={"invalid_choice": "This is not a time zone; choose one from the list."},
    )

    class Meta:
        model = User
        fields = ["display_name", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = self._choices()

    def _choices(self) -> list[Any]:
        """A name that the list does not offer, such as an old one, stays selectable for who has it."""
        choices: list[Any] = list(zones_by_region())
        offered = {name for _, zones in choices for name, _ in zones}
        current = self.instance.time_zone
        return choices if current in offered else [(current, current), *choices]
