"""The pages of cut versions: saved, locked, compared, handed on."""

import csv
import io
import json
import re
import uuid
import zipfile

import pytest
from django.urls import reverse

from storyboard.cut.models import CutVersion
from storyboard.cut.working import freeze
from storyboard.projects.models import Scene, Shot
from storyboard.takes.models import Pick, Take


def picked(take, *points):
    Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, None, *points)
    return take


def said(**fields):
    """What the form says, with a press of its own."""
    return {"click": str(uuid.uuid4())} | fields


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def cut(shot, take_of):
    """Two picked shots and one without a take."""
    picked(take_of(shot, b"one"))
    picked(take_of(Shot.objects.add(shot.scene), b"two"))
    Shot.objects.add(shot.scene)
    return shot.project


def test_an_editor_saves_a_version_and_lands_on_it(signed_in, eli, cut):
    client, url = signed_in(eli), reverse("cut_versions", args=[cut.pk])
    answer = client.post(url, said(name="For the composer", note="Reel 1 only"), follow=True)
    version = CutVersion.objects.get()
    assert answer.redirect_chain == [(version.get_absolute_url(), 302)]
    page = text_of(answer)
    for words in (
        "Version 1 is saved.",
        "For the composer",
        "Reel 1 only",
        "01:00:08:00",
        "1 without a take",
    ):
        assert words in page
    assert "Nothing has changed since version 1." in text_of(client.get(url))


def test_a_press_that_arrives_twice_saves_once(signed_in, eli, cut):
    client, url, press = signed_in(eli), reverse("cut_versions", args=[cut.pk]), said(name="For the mix")
    answers = [client.post(url, press) for _ in range(2)]
    version = CutVersion.objects.get()
    assert [answer.url for answer in answers] == [version.get_absolute_url()] * 2
    cut.refresh_from_db()
    assert cut.cut_versions_made == 1
    for none in ({"name": "X"}, {"name": "X", "click": "x"}):
        answer = client.post(url, none)
        assert (answer.status_code, "cannot tell one press from two" in text_of(answer)) == (422, True)


def test_a_page_that_came_back_with_its_old_press_saves_what_it_says_now(signed_in, eli, cut):
    client, url = signed_in(eli), reverse("cut_versions", args=[cut.pk])
    press = said(name="First")
    client.post(url, press)
    Shot.objects.last().omit(True)
    client.post(url, press | {"name": "Second"})
    assert [each.name for each in cut.cut_versions.order_by("number")] == ["First", "Second"]


def test_a_cut_whose_names_changed_is_another_one(signed_in, eli, dana, cut):
    freeze(cut, dana)
    client, url = signed_in(eli), reverse("cut_versions", args=[cut.pk])
    Scene.objects.filter(project=cut).update(number="2A")
    assert client.post(url, said()).status_code == 302
    assert client.post(url, said()).status_code == 422


def test_who_finds_the_lock_already_there_is_offered_no_way_to_take_it_off(signed_in, eli, dana, cut):
    freeze(cut, dana).lock(True, dana)
    url = reverse("cut_versions", args=[cut.pk])
    page = text_of(signed_in(eli).post(url, said(lock="1"), follow=True))
    assert ("is the picture lock." in page, "data-undo" in page) == (True, False)


def test_a_cut_that_has_not_changed_is_saved_again_under_another_name_only(signed_in, eli, dana, cut):
    freeze(cut, dana, name="For the mix")
    client, url = signed_in(eli), reverse("cut_versions", args=[cut.pk])
    for same in (said(), said(name="For the mix")):
        answer = client.post(url, same)
        assert (answer.status_code, "not saved twice" in text_of(answer)) == (422, True)
    assert client.post(url, said(name="For the composer")).status_code == 302
    assert client.post(url, said(note="Reel 1 only")).status_code == 302
    Shot.objects.last().omit(True)
    assert client.post(url, said()).status_code == 302
    assert list(CutVersion.objects.values_list("number", "name").order_by("number")) == [
        (1, "For the mix"), (2, "For the composer"), (3, ""), (4, ""),
    ]  # fmt: skip


def test_what_plays_is_saved_and_locked_by_one_press_and_the_lock_taken_back(signed_in, eli, dana, cut):
    client, url = signed_in(eli), reverse("cut_versions", args=[cut.pk])
    back = reverse("screening", args=[cut.pk])
    part = {"HX-Request": "true", "HX-Target": "version-hand#cut-version"}
    answer = client.post(url, said(lock=1, back=back), headers=part, follow=True)
    version = CutVersion.objects.get()
    assert (version.number, version.locked_by) == (1, eli)
    told = json.loads(answer["HX-Trigger"])["toast"]
    assert (told["text"], told["link"]["href"]) == (
        "Version 1 is the picture lock.",
        version.get_absolute_url(),
    )
    assert told["undo"]["into"] == "cut-version"
    assert "<html" not in text_of(answer)
    answer = client.post(told["undo"]["action"], told["undo"]["fields"], headers=part, follow=True)
    assert 'id="cut-version"' in text_of(answer)
    assert CutVersion.objects.get().locked_at is None
    client.post(url, said(lock=1, back=back), headers=part)
    assert CutVersion.objects.get().locked_by == eli


def test_in_the_screening_it_is_said_that_nothing_has_changed(signed_in, eli, dana, cut):
    version = freeze(cut, dana)
    back = reverse("screening", args=[cut.pk])
    answer = signed_in(eli).post(reverse("cut_versions", args=[cut.pk]), said(back=back), follow=True)
    assert answer.redirect_chain == [(back, 302)]
    assert "Nothing has changed since version 1: it is not saved twice" in text_of(answer)
    assert f"&quot;href&quot;: &quot;{version.get_absolute_url()}&quot;" in text_of(answer)
    assert CutVersion.objects.count() == 1


def test_a_name_that_is_too_long_keeps_what_was_typed(signed_in, dana, cut):
    answer = signed_in(dana).post(reverse("cut_versions", args=[cut.pk]), said(name="x" * 81, note="kept"))
    assert answer.status_code == 422
    assert "kept" in text_of(answer)
    assert "80 characters" in text_of(answer)
    assert not CutVersion.objects.exists()


def test_a_film_without_shots_says_why_it_has_no_version(signed_in, dana, film):
    answer = signed_in(dana).post(reverse("cut_versions", args=[film.pk]), said(name="First"))
    assert answer.status_code == 422
    assert "There are no shots in this film yet" in text_of(answer)
    assert 'value="First"' in text_of(answer)


def test_who_looks_on_sees_versions_and_no_button(signed_in, vic, dana, cut):
    version = freeze(cut, dana)
    client = signed_in(vic)
    for url in (reverse("cut_versions", args=[cut.pk]), version.get_absolute_url()):
        page = text_of(client.get(url))
        assert "Version 1" in page
        assert ">Save version<" not in page
        assert ">Lock<" not in page


def test_the_lock_is_said_and_taken_back(signed_in, eli, dana, cut):
    version = freeze(cut, dana)
    client, url = signed_in(eli), reverse("cut_version_locked", args=[version.pk])
    page = text_of(client.post(url, {"on": "1"}, follow=True))
    assert "Version 1 is the picture lock." in page
    assert "Take the lock off" in page
    assert "Picture lock" in text_of(client.get(reverse("cut_versions", args=[cut.pk])))
    client.post(url, {"on": "0"})
    assert CutVersion.objects.get().locked_at is None
    assert client.post(url, {"on": "?"}).status_code == 422


def test_an_old_undo_of_a_lock_does_not_take_off_somebody_s_later_one(signed_in, eli, dana, cut):
    version = freeze(cut, dana)
    url = reverse("cut_version_locked", args=[version.pk])
    part = {"HX-Request": "true", "HX-Target": "version-hand#cut-version"}
    back = reverse("screening", args=[cut.pk])
    answer = signed_in(eli).post(url, {"on": "1", "back": back}, headers=part, follow=True)
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]["fields"]
    client = signed_in(dana)
    for on in "01":
        client.post(url, {"on": on})
    answer = signed_in(eli).post(url, undo, headers=part, follow=True)
    assert "somebody else has locked or opened it since" in answer["HX-Trigger"]
    assert CutVersion.objects.get().locked_by == dana
    for since in ("yesterday", "2026-01-01T00:00:00", "0001-01-01T00:00:00+05:00"):
        assert signed_in(eli).post(url, undo | {"since": since}).status_code == 422
    page = text_of(signed_in(eli).get(version.get_absolute_url()))
    since = re.search(r'name="since" value="([^"]+)"', page)[1]
    signed_in(eli).post(url, {"on": "0", "since": since})
    assert CutVersion.objects.get().locked_at is None


def test_changes_are_told_as_page_and_as_csv(signed_in, vic, dana, shot, take_of, cut):
    version = freeze(cut, dana)
    picked(take_of(shot, b"other"), 12, None)
    Take.objects.filter(shot=shot, number=2).update(sandbox=True)
    Shot.objects.last().omit(True)
    client, url = signed_in(vic), reverse("cut_version_changes", args=[version.pk])
    page = text_of(client.get(url))
    for said in ("Since version 1", "take 1 → take 2", "runs 12 frames shorter", "Omitted", "Sandbox"):
        assert said in page
    answer = client.get(reverse("cut_version_changes_csv", args=[version.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="Keeper_v1_to_cut.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [
        (row["Change"], row["Shot"], row["Was: take"], row["Is: take"], row["Longer by"]) for row in rows
    ] == [
        ("Swapped", "010", "take 1", "take 2", "-12"),
        ("Omitted", "030", "no take", "", "-96"),
        ("Running time", "", "", "", "-108"),
    ]
    assert (rows[0]["Is: in"], rows[0]["Is: record in"], rows[0]["Sandbox"]) == ("12", "01:00:00:00", "yes")
    assert (rows[2]["Was: frames"], rows[2]["Is: frames"]) == ("288", "180")


def test_a_cell_that_a_spreadsheet_would_run_is_text(signed_in, dana, film, take_of):
    version = freeze_of(film, dana, "1")
    for number in ("=1+1", "+2", "-3", "@4"):
        Shot.objects.add(Scene.objects.add(film, number=number))
    answer = signed_in(dana).get(reverse("cut_version_changes_csv", args=[version.pk]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Scene"] for row in rows if row["Change"] == "Added"] == ["'=1+1", "'+2", "'-3", "'@4"]


def freeze_of(film, by, number):
    Shot.objects.add(Scene.objects.add(film, number=number))
    return freeze(film, by)


def test_any_two_versions_are_compared_the_older_one_first(signed_in, vic, dana, shot, cut):
    old = freeze(cut, dana)
    Pick.objects.filter(shot=shot).update(start=6)
    new = freeze(cut, dana)
    client = signed_in(vic)
    for here, other in ((old, new), (new, old)):
        url = f"{reverse('cut_version_changes', args=[here.pk])}?against={other.number}"
        page = text_of(client.get(url))
        assert "Version 1 to version 2" in page
        assert "in 6 frames later" in page


@pytest.mark.parametrize("against", ["9", "-1", "x", "²", "9" * 400, "%00"])
def test_a_version_that_is_not_there_is_not_found(signed_in, vic, dana, cut, against):
    version = freeze(cut, dana)
    client = signed_in(vic)
    for name in ("cut_version_changes", "cut_version_changes_csv"):
        assert client.get(f"{reverse(name, args=[version.pk])}?against={against}").status_code == 404
    part = f"{reverse('cut_version_edl', args=[version.pk])}?part={against}"
    assert client.get(part).status_code == 404


def test_a_version_is_never_compared_with_another_films(signed_in, dana, cut):
    version, other = freeze(cut, dana), type(cut).objects.begin("Other", by=dana)
    freeze_of(other, dana, "1")
    freeze(other, dana)
    url = f"{reverse('cut_version_changes', args=[version.pk])}?against=2"
    assert signed_in(dana).get(url).status_code == 404


def test_the_zip_of_a_version_holds_its_clips_whatever_is_picked_now(
    signed_in, vic, dana, shot, take_of, cut
):
    version = freeze(cut, dana)
    picked(take_of(shot, b"newer"))
    Scene.objects.filter(pk=shot.scene_id).update(number="7")
    answer = signed_in(vic).get(reverse("cut_version_zip", args=[version.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="Keeper_v1_picks.zip"'
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = ["Keeper_SC001-SH010_T01.mp4", "Keeper_SC001-SH020_T01.mp4"]
    assert archive.namelist() == ["picks.csv", "Keeper_v1.edl", *names]
    assert archive.read(names[0]) == b"one"
    told = archive.read("Keeper_v1.edl").decode()
    assert [line for line in told.splitlines() if "CLIP NAME" in line] == [
        f"* FROM CLIP NAME: {name}" for name in names
    ]
    assert "1-030 HAS NO TAKE" in told


def test_a_take_that_stands_twice_goes_along_once(shot, take_of, signed_in, dana):
    picked(take_of(shot, b"one"), None, 48)
    Pick.objects.create(shot=Shot.objects.add(shot.scene), take=Take.objects.get(), start=48)
    answer = signed_in(dana).get(reverse("picks_zip", args=[shot.project.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["picks.csv", "Keeper_cut.edl", "Keeper_SC001-SH010_T01.mp4"]
    rows = list(csv.DictReader(io.StringIO(archive.read("picks.csv").decode())))
    told = [(row["Shot"], row["File"], row["In"], row["Out"]) for row in rows]
    assert told == [("010", archive.namelist()[2], "0", "48"), ("020", archive.namelist()[2], "48", "96")]


def test_the_edit_list_comes_alone_and_carries_the_number_it_is_equal_to(signed_in, vic, dana, shot, cut):
    client, url = signed_in(vic), reverse("cut_edl", args=[cut.pk])
    assert text_of(client.get(url)).startswith("TITLE: Keeper_cut\r\n")
    version = freeze(cut, dana)
    answer = client.get(url)
    assert answer["Content-Disposition"] == 'attachment; filename="Keeper_v1.edl"'
    Pick.objects.filter(shot=shot).update(start=6)
    assert text_of(client.get(url)).startswith("TITLE: Keeper_cut\r\n")
    assert text_of(client.get(reverse("cut_version_edl", args=[version.pk]))) == text_of(answer)


def test_a_film_without_shots_has_no_edit_list(signed_in, dana, film):
    assert signed_in(dana).get(reverse("cut_edl", args=[film.pk])).status_code == 404


def test_the_exports_say_what_has_changed_since(signed_in, vic, dana, shot, cut):
    freeze(cut, dana)
    Pick.objects.filter(shot=shot).update(start=6)
    page = text_of(signed_in(vic).get(reverse("exports", args=[cut.pk])))
    assert "Since version 1: 1 retimed." in page


def test_the_pages_cost_the_same_queries_however_long_the_cut_is(
    signed_in, dana, shot, take_of, cut, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(dana)

    def urls(version):
        other = CutVersion.objects.exclude(pk=version.pk).first()
        against = reverse("cut_version_changes", args=[version.pk])
        return [
            reverse("cut_versions", args=[cut.pk]),
            version.get_absolute_url(),
            against,
            f"{against}?against={other.number}",
        ]

    freeze(cut, dana)
    Pick.objects.filter(shot=shot).update(start=6)
    few = []
    for url in urls(freeze(cut, dana)):
        with django_assert_max_num_queries(14) as asked:
            assert client.get(url).status_code == 200
        few.append(len(asked))
    for n in range(3):
        picked(take_of(Shot.objects.add(shot.scene), b"more %d" % n), n, None)
        freeze(cut, dana)
    for url, count in zip(urls(freeze(cut, dana)), few, strict=True):
        with django_assert_num_queries(count):
            assert client.get(url).status_code == 200


def test_a_page_of_three_hundred_events_is_light(signed_in, dana, shot, take_of):
    take = picked(take_of(shot, b"one"))
    for _ in range(299):
        Pick.objects.create(shot=Shot.objects.add(shot.scene), take=take)
    version = freeze(shot.project, dana)
    client = signed_in(dana)
    assert len(client.get(version.get_absolute_url()).content) < 250_000
    Pick.objects.update(start=6)
    url = reverse("cut_version_changes", args=[version.pk])
    assert len(client.get(url).content) < 250_000
