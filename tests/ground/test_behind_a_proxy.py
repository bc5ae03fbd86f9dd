"""What the settings say behind a proxy that speaks HTTPS, and only there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from storyboard import environment
from storyboard.accounts.models import Person
from storyboard.projects.models import Project
from tests.conftest import PASSWORD
from tests.ground.live import ROOT

SITE = "https://film.example"
NAMES = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER")
TELL = (
    f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {NAMES}]))"
)


def settings_with(origins: str, data: Path) -> list[Any]:
    """How a fresh start reads this CSRF_TRUSTED_ORIGINS."""
    own = {"CSRF_TRUSTED_ORIGINS": origins, "STORYBOARD_DATA": str(data)}
    env = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
    told = subprocess.check_output([sys.executable, "-c", TELL], cwd=ROOT, env=env, timeout=60)
    found: list[Any] = json.loads(told)
    return found


def test_https_origins_alone_make_cookies_secure(tmp_path: Path) -> None:
    secure, csrf, hsts, header = settings_with(f"{SITE},https://other.example", tmp_path)
    assert secure
    assert csrf
    assert hsts > 0
    assert header == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.mark.parametrize("origins", ["", "http://film.example", f"{SITE},http://film.example"])
def test_without_https_everywhere_no_header_is_believed(origins: str, tmp_path: Path) -> None:
    assert settings_with(origins, tmp_path) == [False, False, 0, None]


def test_behind_https_cookies_are_secure_and_invitations_lead_there(
    client: Client, dana: Person, film: Project
) -> None:
    film.invitations.create(made_by=dana)
    proxied = {"X-Forwarded-Proto": "https", "Host": "film.example"}
    with override_settings(ALLOWED_HOSTS=["film.example"], **environment.https_of([SITE])):
        typed = {"login": dana.email, "password": PASSWORD}
        answer = client.post(reverse("account_login"), typed, headers=proxied)
        page = client.get(reverse("members", args=[film.pk]), headers=proxied)
    assert answer.cookies["sessionid"]["secure"]
    assert f"{SITE}/invitations/" in page.content.decode()
    assert "max-age" in page["Strict-Transport-Security"]
