"""Moments on pages: one form everywhere, in the reader's zone."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from storyboard.rooms.templatetags.storyboard import when

THIS_YEAR = timezone.now().year


@pytest.mark.parametrize(
    ("zone", "said"),
    [("UTC", "22 Nov 20:02"), ("Asia/Tokyo", "23 Nov 05:02"), ("America/New_York", "22 Nov 15:02")],
)
def test_a_moment_is_said_where_the_reader_lives(zone, said):
    with timezone.override(zone):
        assert f">{said}</time>" in when(datetime(THIS_YEAR, 11, 22, 20, 2, tzinfo=UTC))


def test_the_year_is_said_when_it_is_another_one():
    assert ">3 Jan 2019 08:05</time>" in when(datetime(2019, 1, 3, 8, 5, tzinfo=UTC))


def test_the_whole_of_it_stands_under_the_pointer_with_its_zone():
    with timezone.override("Europe/Berlin"):
        told = when(datetime(2019, 1, 3, 8, 5, tzinfo=UTC))
    assert 'title="Thursday, 3 January 2019, 09:05 CET"' in told
    assert 'datetime="2019-01-03T09:05:00+01:00"' in told


def test_no_moment_is_nothing():
    assert when(None) == ""


def test_no_page_writes_a_moment_in_a_form_of_its_own():
    """Days have their own form; a clock stands in a template by `when` alone."""
    pages = [path for folder in settings.TEMPLATES[0]["DIRS"] for path in Path(folder).rglob("*.html")]
    found = [
        path.name
        for path in pages
        if re.search(r"""\|(time\b|date:["'][^"']*[gGhHicrP])""", path.read_text())
    ]
    assert pages
    assert not found
