import ctypes
import hashlib
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from storyboard.accounts import setup
from storyboard.accounts.models import Installation

THREADS = 16
READY_SECONDS = 60
RESTART_SECONDS = 2
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, Linux only


class Command(BaseCommand):
    help = "Prepares the data folder and the database, and runs web and worker until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        self.check_port()
        call_command("migrate", interactive=False, verbosity=0)
        lay_sheets()
        self.stopping = 0
        self.web = start(
            "-m", "gunicorn", "storyboard.wsgi", "--worker-class=gthread", "--workers=1", f"--threads={THREADS}",
            f"--bind={bound()}", "--no-control-socket", "--timeout=120", "--graceful-timeout=5", "--log-level=warning",
            "--limit-request-line=8190",  # a poll names each scene that its page shows
        )  # fmt: skip
        self.worker = start_worker()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self.stop)
        self.say_where()
        self.watch()

    def check_port(self) -> None:
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        with socket.socket(family) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind((settings.HOST.strip("[]"), settings.PORT))
            except OSError as trouble:
                raise CommandError(
                    f"PORT: {settings.HOST}:{settings.PORT} cannot be used ({trouble.strerror}). Set another one."
                ) from trouble

    def say_where(self) -> None:
        """The address, once it answers; with the one-time token where strangers could reach it first."""
        until = time.monotonic() + READY_SECONDS
        while not listening():
            if self.web.poll() is not None or time.monotonic() > until:
                self.stop(signal.SIGTERM, None)
                raise CommandError("The web server did not start; its messages above say why.")
            time.sleep(0.05)
        host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104
        token = (
            "" if Installation.objects.exists() or not setup.token_needed() else f"/?token={setup.token()}"
        )
        self.stdout.write(self.style.SUCCESS(f"Storyboard is at http://{host}:{settings.PORT}{token}"))
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()

    def watch(self) -> None:
        """A worker that died is started again; without the web server everything stops."""
        while self.web.poll() is None or self.worker.poll() is None:
            if not self.stopping and self.web.poll() is not None:
                self.stderr.write("The web server has stopped; stopping the worker too.")
                self.stop(signal.SIGTERM, None)
            if not self.stopping and self.worker.poll() is not None:
                self.stderr.write(f"The worker ended with {self.worker.returncode}; starting another.")
                time.sleep(RESTART_SECONDS)
                if not self.stopping:
                    self.worker = start_worker()
            time.sleep(0.2)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Once: web and worker finish what they are doing. Twice: the worker gives up the calls in flight."""
        self.stopping += 1
        for child in (self.web, self.worker):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)


def lay_sheets() -> None:
    """Script and style where they are served from, hashed and packed: seconds of work, so only when one has changed."""
    seal, laid = seal_of_sheets(), settings.DATA / "static.laid"
    is_whole = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if is_whole and laid.exists() and laid.read_text() == seal:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    laid.write_text(seal)


def seal_of_sheets() -> str:
    """Another one when a file comes, goes or is written, and with another Django."""
    found = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda each: each[0]):
            about = Path(storage.path(name)).stat()
            found.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return found.hexdigest()


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """A Python of ours in a session of its own: Ctrl-C reaches it through us, once."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (no thread runs here yet)
    )


def start_worker() -> subprocess.Popen[bytes]:
    return start("manage.py", "worker")


def die_with_parent() -> None:
    """A child is told to stop when its parent is killed: nothing keeps the port or the queue behind one's back."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def bound() -> str:
    return (
        f"[{settings.HOST.strip('[]')}]:{settings.PORT}"
        if ":" in settings.HOST
        else f"{settings.HOST}:{settings.PORT}"
    )


def listening() -> bool:
    try:
        with socket.create_connection((settings.HOST.strip("[]"), settings.PORT), timeout=1):
            return True
    except OSError:
        return False
