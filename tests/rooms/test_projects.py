from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from storyboard.accounts.models import Person
from storyboard.projects.forms import ProjectForm
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Take

SignIn = Callable[[Person], Client]
CHOICES = {"aspect_ratio": "16:9", "person_generation": "allow_adult", "resolution": "1080p"}


def test_the_first_page_teaches_and_offers_the_sample(signed_in: SignIn, max: Person) -> None:
    page = signed_in(max).get(reverse("projects")).content.decode()
    assert "Your first film" in page
    assert "New project" in page
    assert "Open the sample project" in page


def test_a_new_project_opens_on_its_board(signed_in: SignIn, max: Person) -> None:
    answer = signed_in(max).post(reverse("projects"), {"title": "Reef", "aspect_ratio": "9:16"}, follow=True)
    film = Project.objects.get(title="Reef")
    assert answer.redirect_chain[-1][0] == reverse("board", args=[film.pk])
    assert film.aspect_ratio == "9:16"
    assert film.member_for(max).owns


def test_the_sample_opens_on_its_board(signed_in: SignIn, max: Person) -> None:
    answer = signed_in(max).post(reverse("open_sample"))
    film = max.memberships.get().project
    assert answer["Location"] == reverse("board", args=[film.pk])
    assert Shot.objects.filter(scene__project=film).count() == 8


def test_a_project_without_a_title_is_refused_beside_its_field(signed_in: SignIn, max: Person) -> None:
    answer = signed_in(max).post(reverse("projects"), {"title": "", "aspect_ratio": "9:16"})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_a_project_says_what_it_comes_to(signed_in: SignIn, vic: Person, shot: Shot) -> None:
    Shot.objects.add(shot.scene, length=60)
    Shot.objects.add(shot.scene).omit(True)
    Take.objects.create(shot=shot, number=1, frames=180).pick(True, by=None)
    page = signed_in(vic).get(reverse("projects"))
    film = page.context["films"][0]
    assert (film.shots, film.picks, film.frames, film.role) == (2, 1, 240, "Viewer")
    assert "0:10" in page.content.decode()


def test_another_persons_project_is_not_listed(signed_in: SignIn, max: Person, film: Project) -> None:
    assert film.title not in signed_in(max).get(reverse("projects")).content.decode()


def test_the_list_costs_the_same_queries_however_many_films(
    signed_in: SignIn,
    dana: Person,
    film: Project,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(dana)
    with django_assert_max_num_queries(16) as few:
        client.get(reverse("projects"))
    for title in ("Two", "Three", "Four"):
        Shot.objects.add(Scene.objects.add(Project.objects.begin(title, by=dana)))
    with django_assert_num_queries(len(few)):
        client.get(reverse("projects"))


def test_editors_change_the_defaults_and_reviewers_read_them(
    signed_in: SignIn, eli: Person, rae: Person, film: Project
) -> None:
    url = reverse("project_settings", args=[film.pk])
    fields = {
        "title": "Keeper II",
        "aspect_ratio": "9:16",
        "style": "35 mm",
        "negative_prompt": "",
        "person_generation": "allow_all",
        "resolution": "720p",
    }
    assert signed_in(eli).post(url, fields).status_code == 302
    film.refresh_from_db()
    assert (film.title, film.aspect_ratio, film.style, film.generate_audio) == (
        "Keeper II",
        "9:16",
        "35 mm",
        False,
    )
    client = signed_in(rae)
    assert "disabled" in client.get(url).content.decode()
    assert client.post(url, fields).status_code == 403


def test_settings_keep_what_was_typed_when_one_field_is_wrong(
    signed_in: SignIn, eli: Person, film: Project
) -> None:
    url = reverse("project_settings", args=[film.pk])
    answer = signed_in(eli).post(url, {"title": "", "style": "sea-green", "aspect_ratio": "4:3"})
    assert answer.status_code == 422
    assert "sea-green" in answer.content.decode()
    film.refresh_from_db()
    assert (film.title, film.style) == ("Keeper", "")


def settings_shown(client: Client, film: Project) -> dict[str, str]:
    """What a browser would send from the page as it is shown."""
    page = client.get(reverse("project_settings", args=[film.pk]))
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    return {**typed, **{name: str(value) for name, value in form.started_from}}


def test_settings_of_two_people_do_not_overwrite_each_other(
    signed_in: SignIn, eli: Person, film: Project
) -> None:
    client, url = signed_in(eli), reverse("project_settings", args=[film.pk])
    shown = settings_shown(client, film)
    Project.objects.filter(pk=film.pk).update(style="their words\nin two lines", generate_audio=False)
    assert client.post(url, shown | {"title": "Keeper II"}).status_code == 302
    film.refresh_from_db()
    assert (film.title, film.style, film.generate_audio) == (
        "Keeper II",
        "their words\nin two lines",
        False,
    )
    answer = client.post(url, shown | {"was_title": "Keeper II", "style": "my words"})
    assert answer.status_code == 409
    assert "their words" in answer.content.decode()
    assert "my words" in answer.content.decode()
    film.refresh_from_db()
    assert film.style.startswith("their words")


def test_the_page_of_a_conflict_saves_mine_when_it_is_sent_again(
    signed_in: SignIn, eli: Person, film: Project
) -> None:
    client, url = signed_in(eli), reverse("project_settings", args=[film.pk])
    shown = settings_shown(client, film)
    Project.objects.filter(pk=film.pk).update(style="their words")
    form = client.post(url, shown | {"style": "my words"}).context["form"]
    again = shown | {name: str(value) for name, value in form.started_from} | {"style": "my words"}
    assert client.post(url, again).status_code == 302
    film.refresh_from_db()
    assert film.style == "my words"


def test_what_somebody_writes_between_the_look_and_the_save_is_kept(film: Project) -> None:
    form = ProjectForm({"was_title": "Keeper", "title": "Mine"} | CHOICES, instance=film)
    assert form.is_valid()
    Project.objects.filter(pk=film.pk).update(title="Theirs")
    assert not form.write()
    assert form.conflicts
    assert "Theirs" in form.errors["title"][0]
    assert Project.objects.get(pk=film.pk).title == "Theirs"


def test_settings_say_why_nothing_is_sent_to_veo(signed_in: SignIn, dana: Person, film: Project) -> None:
    page = signed_in(dana).get(reverse("project_settings", args=[film.pk])).content.decode()
    assert "Sandbox only." in page
    assert "AZERION_API_KEY" in page
