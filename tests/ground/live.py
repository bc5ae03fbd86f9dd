"""The product as a person starts it: `manage.py serve` in a process of its own, with its own data folder."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.ground.sessions import come_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 90
A_SESSION = """
from storyboard.accounts.models import Person
from tests.ground.sessions import session_of
print(session_of(Person.objects.get(email="{email}")))
"""


class Listening:
    """A program that listens on `url`; a context manager that waits until it answers and has ended it after.

    `line` is its command line, `folder` where it runs, `world` its environment, `log` what it says.
    """

    def __init__(self, line: list[str], folder: Path, world: dict[str, str], port: int, log: Path) -> None:
        self.line, self.folder, self.world, self.log = line, folder, world, log
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.line,
                cwd=self.folder,
                env=self.world,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *why: object) -> None:
        self.stop()

    def wait_until_ready(self, path: str = "/health") -> None:
        """Return when `path` gets an answer of any status; RuntimeError with the log when it never does."""
        deadline = time.monotonic() + PATIENCE
        while not answers(self.url + path):
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"{self.line} ended before it was ready:\n{self.said()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.line} was not ready in {PATIENCE} s:\n{self.said()}")
            time.sleep(0.05)

    def said(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])

    def stop(self, patience: float = 20) -> int | None:
        """Ask it to end, insist when it does not; its exit status, None when it had to be killed."""
        process, self.process = self.process, None
        if process is None:
            return None
        pids = family(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end(process, pids)

    def kill(self) -> None:
        """Pull the plug: none of its processes hears a word."""
        process, self.process = self.process, None
        if process is not None:
            end(process, family(process.pid))


class Live(Listening):
    """A command of manage.py on a data folder of its own; `{port}` in its words is where it shall listen."""

    def __init__(self, data: Path, *command: str, **env: str) -> None:
        port = free_port()
        data.mkdir(parents=True, exist_ok=True)
        words = [word.format(port=port) for word in command or ("serve",)]
        own = {"HOST": "127.0.0.1", "PORT": str(port), "STORYBOARD_DATA": str(data)}
        self.data = data
        line = [sys.executable, "manage.py", *words]
        super().__init__(line, ROOT, os.environ | own | env, port, data / f"{words[0]}.log")
        self.hands: subprocess.Popen[str] | None = None
        self.sessions: dict[str, str] = {}

    def manage(self, *command: str) -> str:
        """Run another command of manage.py to its end on the same data folder; what it printed."""
        line = [sys.executable, "manage.py", *command]
        done = subprocess.run(
            line, cwd=ROOT, env=self.world, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def do(self, program: str) -> str:
        """Run Python with Django ready on the same data folder; what it printed."""
        if self.hands is None:
            line = [sys.executable, "-m", "tests.ground.hands"]
            world = self.world | {"DJANGO_SETTINGS_MODULE": "storyboard.settings"}
            pipe = subprocess.PIPE
            self.hands = subprocess.Popen(line, cwd=ROOT, env=world, stdin=pipe, stdout=pipe, text=True)
        assert self.hands.stdin
        assert self.hands.stdout
        print(json.dumps(program), file=self.hands.stdin, flush=True)
        answer: dict[str, str] = json.loads(self.hands.stdout.readline())
        if answer["wrong"]:
            raise RuntimeError(answer["wrong"])
        return answer["said"]

    def enter(self, page: "Page", email: str) -> None:
        """This person's browser from now on."""
        if email not in self.sessions:
            self.sessions[email] = self.do(A_SESSION.format(email=email)).strip()
        come_in(page, self.url, self.sessions[email])

    def stop(self, patience: float = 20) -> int | None:
        self.rest()
        return super().stop(patience)

    def kill(self) -> None:
        self.rest()
        super().kill()

    def rest(self) -> None:
        hands, self.hands = self.hands, None
        if hands is not None:
            hands.communicate(timeout=PATIENCE)


def becomes(ask: Callable[[], Any], wanted: Any) -> None:
    """Fails unless `ask` comes to that: what a key asks for is still under way when the key is up."""
    deadline = time.monotonic() + PATIENCE
    while (found := ask()) != wanted:
        assert time.monotonic() < deadline, f"{found!r} never became {wanted!r}"
        time.sleep(0.05)


def end(process: subprocess.Popen[bytes], pids: list[int]) -> None:
    """Kill those of the family that still live; all are stopped first, so that none acts on another's end."""
    with ExitStack() as stack:
        handles = [handle for pid in pids if (handle := handle_on(pid)) is not None]
        for handle in handles:
            stack.callback(os.close, handle)
        for order in (signal.SIGSTOP, signal.SIGKILL):
            for handle in handles:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, order)
        for handle in handles:
            select.select([handle], [], [], PATIENCE)
    process.wait()


def handle_on(pid: int) -> int | None:
    """A descriptor that becomes readable when the process ends; None when it is gone already."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def family(pid: int) -> list[int]:
    """The process and all that descend from it, parents first, in whatever session they are."""
    parents = {int(path.name): state_of(int(path.name))[1] for path in Path("/proc").glob("[0-9]*")}
    pids = [pid]
    for each in pids:
        pids += [child for child, parent in parents.items() if parent == each]
    return pids


def is_alive(pid: int) -> bool:
    return state_of(pid)[0] not in ("", "Z")


def state_of(pid: int) -> tuple[str, int]:
    """(state letter, parent) of a process; ("", 0) when it is gone."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return state, int(parent)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True
