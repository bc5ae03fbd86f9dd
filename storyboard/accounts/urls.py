from allauth.account import views as allauth
from django.urls import include, path, re_path

from storyboard.accounts import views

# Of allauth's pages only these: its e-mail page would change the address that somebody signs in with, unconfirmed.
# The sign-up page is closed (ByInvitation); mails to unknown addresses lead to it.
ENTRANCE = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", allauth.signup, name="account_signup"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
]
PASSWORD = [
    path("change/", allauth.password_change, name="account_change_password"),
    path("set/", allauth.password_set, name="account_set_password"),
    path("reset/", allauth.password_reset, name="account_reset_password"),
    path("reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    path("welcome", views.welcome, name="welcome"),
    path("me", views.me, name="me"),
    path("accounts/", include(ENTRANCE)),
    path("accounts/password/", include(PASSWORD)),
]
