import hashlib

import pytest

from storyboard.files.models import File

pytestmark = pytest.mark.django_db


def written(path, data=b"a clip"):
    path.write_bytes(data)
    return path


def test_a_kept_file_is_found_by_its_hash_and_gone_from_where_it_was(tmp_path):
    path = written(tmp_path / "clip.part")
    file = File.objects.keep(path, "video/mp4")
    assert file.sha256 == hashlib.sha256(b"a clip").hexdigest()
    assert file.path.read_bytes() == b"a clip"
    assert not path.exists()


def test_the_same_bytes_are_kept_once(tmp_path):
    first = File.objects.keep(written(tmp_path / "one"), "video/mp4")
    second = File.objects.keep(written(tmp_path / "two"), "video/mp4")
    assert first == second
    assert File.objects.count() == 1
    assert [each.name for each in first.path.parent.glob(f"{first.path.stem}*")] == [first.path.name]


def test_a_file_that_went_missing_is_mended_by_keeping_it_again(tmp_path):
    first = File.objects.keep(written(tmp_path / "one"), "video/mp4")
    first.path.unlink()
    File.objects.keep(written(tmp_path / "two"), "video/mp4")
    assert first.path.read_bytes() == b"a clip"
