"""The cheap word of what came, for pages that do not follow the film otherwise."""

import pytest
from django.urls import reverse

from storyboard.projects.models import Project, Shot

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def test_a_poll_with_nothing_new_is_empty_and_reads_no_more_than_who_asks(
    signed_in, dana, film, django_assert_max_num_queries
):
    client, url = signed_in(dana), reverse("came", args=[film.pk])
    version = Project.objects.get(pk=film.pk).version
    with django_assert_max_num_queries(3):
        answer = client.get(f"{url}?version={version}", headers=PART)
    assert answer.status_code == 204
    assert not answer.cookies


def test_it_counts_the_takes_of_the_whole_film_once_something_moved(signed_in, dana, shot: Shot):
    shot.number_takes(2)
    Shot.objects.add(shot.scene).number_takes(1)
    url = reverse("came", args=[shot.project.pk])
    assert 'total="3"' in signed_in(dana).get(f"{url}?version=0", headers=PART).content.decode()


def test_without_htmx_it_leads_to_the_film(signed_in, dana, film):
    assert signed_in(dana).get(reverse("came", args=[film.pk])).headers["Location"] == film.get_absolute_url()
