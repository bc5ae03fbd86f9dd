"""The product as a person starts it: `manage.py serve` in a process of its own, with its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 90


class Live:
    """A running `manage.py` command; a context manager that has stopped it when it ends.

    `url` is where it listens, `data` its folder, `env` what its environment says beyond the tests' own.
    """

    def __init__(self, folder: Path, *command: str, **env: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = folder
        self.data.mkdir(parents=True, exist_ok=True)
        self.command = [part.format(port=self.port) for part in command or ("serve",)]
        self.env = {"HOST": "127.0.0.1", "PORT": str(self.port), "STORYBOARD_DATA": str(folder)} | env
        self.log = folder / f"{self.command[0]}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *self.command],
                cwd=ROOT,
                env=os.environ | self.env,
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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_until_ready(self, path: str = "/health") -> None:
        """Return when `path` gets an answer of any status; RuntimeError with the log when it never does."""
        deadline = time.monotonic() + PATIENCE
        while not answers(self.url + path):
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"{self.command[0]} ended before it was ready:\n{self.said()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.command[0]} was not ready in {PATIENCE} s:\n{self.said()}")
            time.sleep(0.05)

    def manage(self, *command: str) -> str:
        """Run another command of manage.py on the same data folder; what it printed."""
        line = [sys.executable, "manage.py", *command]
        done = subprocess.run(
            line,
            cwd=ROOT,
            env=os.environ | self.env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def said(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])

    def stop(self, patience: float = 20) -> int | None:
        """Ask it to end, insist when it does not, and leave no child behind; its exit status."""
        process, self.process = self.process, None
        if process is None:
            return None
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end_group(process)

    def kill(self) -> None:
        """Pull the plug: no process of it hears a word."""
        process, self.process = self.process, None
        if process is not None:
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()
    except URLError as trouble:
        return hasattr(trouble, "code")
    except OSError:
        return False
    return True
