"""The accounts' own routes. They stand before allauth's, three of which they replace."""

from django.conf import settings
from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("accounts/profile/", views.profile, name="profile"),
    path("accounts/sessions/", views.Sessions.as_view(), name="usersessions_list"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        views.ConfirmEmail.as_view(),
        name="account_confirm_email",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
if settings.DEVELOPMENT:
    urlpatterns += [
        path("mail/", views.mail_folder, name="mail"),
        path("mail/<str:name>/", views.mail_letter, name="mail_letter"),
    ]
