"""`backup` in this process, over a database file and a store of its own."""

import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from storyboard.files.models import File
from storyboard.takes.backup import Backup, CannotBackUp
from storyboard.takes.management.commands.restore import lines
from storyboard.takes.restoring import CannotRestore, Restore, Restored

pytestmark = pytest.mark.django_db(transaction=True)

BACKUPS = 4
SETTLING = """
import itertools, pathlib, shutil, sqlite3, sys, uuid
database = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
def answer(number):
    return pathlib.Path(sys.argv[2], str(uuid.UUID(int=number)), "1", "answer.json")
def settle(number):
    row = (f"{number:064x}", 2, "video/mp4", "2026-11-22")
    database.execute("INSERT INTO files_file (sha256, size, mime_type, kept_at) VALUES (?, ?, ?, ?)", row)
    shutil.rmtree(answer(number).parents[1])
for number in itertools.count(1):
    answer(number).parent.mkdir(parents=True)
    answer(number).write_text("{}")
    if number == 20:
        print("twenty", flush=True)
    if number > 20:
        settle(number - 20)
"""


@pytest.fixture
def store(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.MEDIA_ROOT, settings.ANSWERS = settings.DATA / "media", settings.DATA / "answers"
    settings.UPLOADS = settings.DATA / "uploads"
    settings.UPLOADS.mkdir(parents=True)
    (settings.DATA / "secret-key").write_text("nobody's business")
    return settings.DATA


def kept(store, data=b"a clip"):
    path = store / "arrived"
    path.write_bytes(data)
    return File.objects.keep(path, "video/mp4")


def written(target):
    backup = Backup(target)
    backup.write()
    return backup


def names(tar):
    with tarfile.open(tar) as opened:
        return opened.getnames()


def test_a_backup_holds_what_the_database_names_and_the_raw_answers_and_no_secret(store, tmp_path):
    clip = kept(store)
    answer_of(7, store)
    backup = written(tmp_path / "film.tar")
    assert names(tmp_path / "film.tar") == [
        "storyboard.sqlite3",
        f"media/{clip.sha256[:2]}/{clip.sha256}.mp4",
        f"answers/{UUID(int=7)}/1/answer.json",
        "contents.json",
    ]
    assert "the database, 1 clips and pictures, 1 files of raw answers" in backup.words
    assert (tmp_path / "film.tar").stat().st_mode & 0o777 == 0o600


def test_nothing_but_the_backup_is_left(store, tmp_path):
    written(tmp_path / "film.tar")
    assert not list((store / "uploads").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"data", "film.tar"}


def test_no_backup_is_written_over_another(store, tmp_path):
    (tmp_path / "film.tar").write_text("last week's")
    with pytest.raises(CannotBackUp, match="is there already"):
        written(tmp_path / "film.tar")
    assert (tmp_path / "film.tar").read_text() == "last week's"


def test_what_is_missing_or_damaged_in_the_store_is_said(store, tmp_path):
    gone, rotten, good = (kept(store, data) for data in (b"one", b"two", b"three"))
    gone.path.unlink()
    rotten.path.write_bytes(b"tw0")
    backup = written(tmp_path / "film.tar")
    assert [gone.sha256 in name for name in backup.missing] == [True]
    assert [rotten.sha256 in name for name in backup.damaged] == [True]
    assert "1 clips or pictures are NOT in it" in backup.words
    assert "DAMAGED" in backup.words
    assert any(good.sha256 in name for name in names(tmp_path / "film.tar"))


def test_a_call_that_is_settled_meanwhile_is_there_as_its_answer_or_as_its_clip(store, tmp_path):
    """Twenty at a time: an answer comes to disk, its row is written, it goes; never is there neither."""
    database = str(connection.settings_dict["NAME"])
    line = [sys.executable, "-c", SETTLING, database, store / "answers"]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as settling:
        try:
            settling.stdout.readline()
            for turn in range(BACKUPS):
                written(tmp_path / f"{turn}.tar")
        finally:
            settling.kill()
    seen = [calls_in(tmp_path / f"{turn}.tar") for turn in range(BACKUPS)]
    assert len(seen[-1]) > 20
    assert all(calls == set(range(1, max(calls, default=0) + 1)) for calls in seen)


def answer_of(number, store):
    answer = store / "answers" / str(UUID(int=number)) / "1" / "answer.json"
    answer.parent.mkdir(parents=True)
    answer.write_text("{}")
    return answer


def calls_in(tar):
    with tarfile.open(tar) as opened:
        answers = {UUID(name.split("/")[1]).int for name in opened.getnames() if name.startswith("answers/")}
        copy = tar.with_suffix(".sqlite3")
        copy.write_bytes(opened.extractfile("storyboard.sqlite3").read())
    with closing(sqlite3.connect(copy)) as reader:
        clips = {int(sha256, 16) for (sha256,) in reader.execute("SELECT sha256 FROM files_file")}
    return answers | clips


# What is no backup. Nothing of it is put in place.


def packed(tar, *members):
    with tarfile.open(tar, "w") as opened:
        for info, data in members:
            info.size = len(data)
            opened.addfile(info, io.BytesIO(data))
    return tar


def named(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "member",
    [
        named("../storyboard.sqlite3"),
        named("/etc/passwd"),
        named("media/../../evil.mp4"),
        named(f"answers/{UUID(int=1)}/1/../../../../evil"),
        named("secret-key"),
        named("storyboard.sqlite3", tarfile.SYMTYPE, "/etc/passwd"),
        named("storyboard.sqlite3", tarfile.LNKTYPE, "secret-key"),
        named("storyboard.sqlite3", tarfile.FIFOTYPE),
        named("media", tarfile.DIRTYPE),
    ],
    ids=lambda info: f"{info.name} {info.type.decode()}",
)
def test_a_member_that_no_backup_has_is_refused(member, tmp_path):
    side = tmp_path / "side"
    side.mkdir()
    with pytest.raises(CannotRestore, match="which no backup does"):
        Restore(packed(tmp_path / "evil.tar", (member, b""))).unpack(side)
    assert not list(side.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"side", "evil.tar"}


def test_a_member_that_comes_twice_is_refused(tmp_path):
    twice = packed(tmp_path / "twice.tar", *[(named("storyboard.sqlite3"), b"one")] * 2)
    with pytest.raises(CannotRestore, match="which no backup does"):
        checked(twice, tmp_path)


SIGNED_IN = "3f9a-the-session-of-somebody"


def test_nobody_s_session_is_in_a_backup(store, tmp_path):
    session = {"session_data": SIGNED_IN, "expire_date": now() + timedelta(days=9)}
    Session.objects.create(session_key="a-session-key", **session)
    written(tmp_path / "film.tar")
    assert Session.objects.exists()
    held = (tmp_path / "film.tar").read_bytes()
    assert SIGNED_IN.encode() not in held
    assert b"a-session-key" not in held


@pytest.fixture
def carrying(store, tmp_path):
    """`carrying(sql)`: a backup, whole by its list of contents, whose database was made to carry something."""

    def pack(sql):
        database = tmp_path / "carrying.sqlite3"
        with closing(sqlite3.connect(database)) as writer:
            writer.executescript("CREATE TABLE files_file (id INTEGER PRIMARY KEY, size INTEGER);" + sql)
        data = database.read_bytes()
        known = {"storyboard.sqlite3": {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}}
        told = json.dumps({"schema": 1, "members": known}).encode()
        members = (named("storyboard.sqlite3"), data), (named("contents.json"), told)
        return packed(tmp_path / "carrying.tar", *members)

    return pack


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER pays AFTER INSERT ON files_file BEGIN DELETE FROM files_file; END;",
        "CREATE VIEW pays AS SELECT * FROM files_file;",
        "CREATE VIRTUAL TABLE pays USING fts5(words);",
    ],
    ids=["trigger", "view", "virtual table"],
)
def test_a_database_that_would_run_something_of_its_own_is_refused(carrying, settings, tmp_path, sql):
    tar, settings.DATA = carrying(sql), tmp_path / "fresh"
    settings.UPLOADS = settings.DATA / "uploads"
    settings.UPLOADS.mkdir(parents=True)
    with (
        lying_at(settings.DATA / "storyboard.sqlite3"),
        pytest.raises(CommandError, match=r"of its own \(pays.*Nothing was restored"),
    ):
        call_command("restore", tar)
    assert [path.name for path in settings.DATA.rglob("*")] == ["uploads"]


@contextmanager
def lying_at(database):
    """The installation's database is that file, which is not there."""
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], database
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = own


def test_what_our_migrations_make_is_restored(store, tmp_path):
    written(tmp_path / "film.tar")
    checked(tmp_path / "film.tar", tmp_path)
    Restore(tmp_path / "film.tar").check_schema(tmp_path / "side" / "storyboard.sqlite3")


def checked(tar, tmp_path):
    side = tmp_path / "side"
    side.mkdir()
    restore = Restore(tar)
    restore.unpack(side)
    restore.check_contents(side)
    restore.check_age(side / "storyboard.sqlite3")


@pytest.mark.parametrize("share", [0.3, 0.8, 0.99])
def test_a_backup_that_breaks_off_is_refused(store, tmp_path, share):
    whole = tmp_path / "film.tar"
    kept(store, b"a clip" * 50_000)
    written(whole)
    with tarfile.open(whole) as tar:
        last = tar.getmembers()[-1]
    end = last.offset_data + last.size  # after that there is padding alone
    (tmp_path / "half.tar").write_bytes(whole.read_bytes()[: int(end * share)])
    with pytest.raises(CannotRestore, match="breaks off"):
        checked(tmp_path / "half.tar", tmp_path)


def test_a_backup_cut_between_two_members_is_refused(tmp_path):
    with pytest.raises(CannotRestore, match="breaks off"):
        checked(packed(tmp_path / "cut.tar", (named("storyboard.sqlite3"), b"x")), tmp_path)


def test_a_backup_with_a_byte_changed_is_refused(store, tmp_path):
    kept(store, b"the clip that is changed")
    written(tmp_path / "film.tar")
    changed = (tmp_path / "film.tar").read_bytes().replace(b"the clip that", b"the clip thaT")
    (tmp_path / "changed.tar").write_bytes(changed)
    with pytest.raises(CannotRestore, match=r"damaged: media/.* is not what was backed up"):
        checked(tmp_path / "changed.tar", tmp_path)


def test_a_file_that_is_no_tar_is_refused(tmp_path):
    (tmp_path / "film.tar").write_text("a shopping list")
    with pytest.raises(CannotRestore, match="is no backup"):
        checked(tmp_path / "film.tar", tmp_path)


UNREADABLE = [b"[]", b"{", b'{"schema": 1}', b'{"schema": 1, "members": 7}', b"[" * 100_000]


@pytest.mark.parametrize("contents", UNREADABLE)
def test_a_list_of_contents_that_cannot_be_read_is_refused(tmp_path, contents):
    with pytest.raises(CannotRestore, match="cannot be read"):
        checked(packed(tmp_path / "odd.tar", (named("contents.json"), contents)), tmp_path)


def test_a_backup_of_another_kind_is_refused(tmp_path):
    told = json.dumps({"schema": 2, "members": {}}).encode()
    with pytest.raises(CannotRestore, match="of another kind"):
        checked(packed(tmp_path / "new.tar", (named("contents.json"), told)), tmp_path)


def test_a_backup_made_by_a_newer_version_is_refused(store, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('takes', '9999_later', '2031-01-01')"
        )
    try:
        written(tmp_path / "film.tar")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    with pytest.raises(CannotRestore, match="newer Storyboard"):
        checked(tmp_path / "film.tar", tmp_path)


def test_a_title_commands_no_terminal_when_it_is_told_after_a_restore():
    told = lines(Restored(1, 0, 0, {"Keeper \x1b[2J": 2}, 0))
    assert "Keeper \\x1b[2J (2)" in told[0]
