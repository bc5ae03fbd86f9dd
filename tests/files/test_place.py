import shutil

import pytest

from storyboard.files import place
from storyboard.files.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return settings.DATA


def has_moved():
    with place.moved_in() as moved:
        return moved


def is_in_place():
    with place.turned() as in_place:
        return in_place


def elsewhere(settings, folder):
    settings.DATA = folder
    return folder


def test_a_first_start_and_an_upgrade_are_no_move(folder):
    assert not has_moved()
    assert not has_moved()
    assert is_in_place()


def test_the_mark_takes_a_new_name_with_each_call(folder):
    has_moved()
    names = [[mark.name for mark in place.marks()] for _ in range(3) if is_in_place()]
    assert [len(each) for each in names] == [1, 1, 1]
    assert len({each[0] for each in names}) == 3


def test_a_copied_folder_is_another_one_and_the_original_stays_what_it_was(folder, settings, tmp_path):
    has_moved()
    shutil.copytree(folder, elsewhere(settings, tmp_path / "copy"))
    assert not is_in_place()
    elsewhere(settings, folder)
    assert is_in_place()


def test_a_copy_put_where_the_folder_was_is_another_one(folder, tmp_path):
    """The file system gives it the very inode again."""
    has_moved()
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "copy", folder)
    assert has_moved()
    assert not has_moved()


def test_a_copy_laid_over_the_folder_is_another_one(folder, tmp_path):
    has_moved()
    shutil.copytree(folder, tmp_path / "older")
    is_in_place()
    shutil.copytree(tmp_path / "older", folder, dirs_exist_ok=True)
    assert has_moved()
    assert len(place.marks()) == 1


def test_a_folder_that_was_renamed_is_the_same_one(folder, settings, tmp_path):
    has_moved()
    folder.rename(elsewhere(settings, tmp_path / "renamed"))
    assert is_in_place()


def test_a_folder_whose_mark_is_gone_is_another_one(folder):
    has_moved()
    place.marks()[0].unlink()
    assert has_moved()
    assert is_in_place()


def test_a_database_put_back_from_before_the_last_call_is_out_of_place(folder):
    has_moved()
    older = Place.objects.values().get()
    is_in_place()
    Place.objects.update(**older)
    assert not is_in_place()
    assert has_moved()
    assert not has_moved()


def test_a_database_put_back_from_before_there_were_marks_is_out_of_place(folder):
    has_moved()
    Place.objects.all().delete()
    assert has_moved()


def test_a_plug_pulled_between_commit_and_rename_is_no_move(folder):
    has_moved()
    (mark,) = place.marks()
    is_in_place()
    place.marks()[0].rename(mark)
    assert is_in_place()


def test_a_plug_pulled_before_the_first_mark_has_its_name_is_no_move(folder):
    has_moved()
    place.marks()[0].rename(folder / "place-new")
    assert not has_moved()


class PulledPlug(Exception):
    """The process ends here."""


def test_a_first_start_that_never_committed_is_no_move(folder):
    with pytest.raises(PulledPlug), place.moved_in():
        raise PulledPlug
    assert not Place.objects.exists()
    assert not has_moved()


def test_what_the_block_writes_is_undone_with_the_turn(folder):
    has_moved()
    before = place.marks(), Place.objects.values().get()
    with pytest.raises(PulledPlug), place.turned():
        raise PulledPlug
    assert (place.marks(), Place.objects.values().get()) == before
