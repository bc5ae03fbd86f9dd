import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from storyboard.accounts.models import Person
from storyboard.projects.finding import find
from storyboard.projects.models import Project


def test_who_may_see_but_not_do_is_told_so(film: Project, vic: Person, eli: Person) -> None:
    assert find(Project.objects.all(), vic, film.pk) == film
    assert find(Project.objects.all(), eli, film.pk, may="editable_by") == film
    with pytest.raises(PermissionDenied, match="Only owners and editors"):
        find(Project.objects.all(), vic, film.pk, may="editable_by")


def test_who_may_not_see_finds_nothing(film: Project, max: Person) -> None:
    with pytest.raises(Http404):
        find(Project.objects.all(), max, film.pk, may="editable_by")
