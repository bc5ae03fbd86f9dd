"""100 MB of answer: the scanner beside `json.loads` + `b64decode`, in processes of their own, best of 3.

All end with the same clips in files. `speed` is the scanner's time over the plain program's (at most 1), and
over that of a plain program which also hashes and syncs, as the scanner does; `memory` is the most it grew.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
CLIPS, CLIP_BYTES, BAR = 4, 19_000_000, 32


def write_answer(folder: Path) -> None:
    from pybase64 import b64encode

    with (folder / "answer.json").open("wb") as file:
        file.write(b'{"videos": [')
        for number in range(CLIPS):
            data = b"\0\0\0\x18ftypisom" + os.urandom(CLIP_BYTES)
            file.write(b", " * bool(number) + b'{"base64_encoded": "' + b64encode(data) + b'"}')
        file.write(b"]}")


def scanner(folder: Path) -> None:
    from storyboard.veo import scan

    assert len(scan(folder / "answer.json", folder).videos or []) == CLIPS


def plain(folder: Path, careful: bool = False) -> None:
    import base64
    import hashlib

    answer = json.loads((folder / "answer.json").read_bytes())
    for number, video in enumerate(answer["videos"]):
        data = base64.b64decode(video["base64_encoded"])
        with (folder / f"plain-{number}.mp4").open("wb") as file:
            file.write(data)
            if careful:
                hashlib.sha256(data).hexdigest()
                os.fsync(file.fileno())


def careful(folder: Path) -> None:
    plain(folder, careful=True)


def run(name: str, folder: Path) -> None:
    """In a process of its own: seconds, and megabytes at most above the start."""
    import base64  # noqa: F401 (loaded before the clock and the scale start)
    import hashlib  # noqa: F401

    import storyboard.veo  # noqa: F401

    forget_peak()
    before, start = peak(), time.perf_counter()
    {"scanner": scanner, "plain": plain, "careful": careful}[name](folder)
    print(time.perf_counter() - start, peak() - before)


def forget_peak() -> None:
    """A process begins with its parent's peak: Linux can be told to begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """The most memory resident so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(name: str, folder: Path) -> tuple[float, float]:
    runs = []
    for _ in range(3):
        said = subprocess.run(
            [sys.executable, __file__, name, folder], check=True, capture_output=True, text=True
        )
        seconds, megabytes = map(float, said.stdout.split())
        runs.append((seconds, megabytes))
    return min(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_answer(folder)
        found = {each: measure(each, folder) for each in ("scanner", "plain", "careful")}
    for each, (seconds, megabytes) in found.items():
        print(f"veo answer, {each}: {seconds:.2f} s, {megabytes:.0f} MB more")
    seconds, megabytes = found["scanner"]
    speed, memory = seconds / found["plain"][0], megabytes / BAR
    print(f"veo answer, speed beside json.loads + b64decode: {speed:.2f}")
    print(f"veo answer, speed beside the same, hashed and synced: {seconds / found['careful'][0]:.2f}")
    print(f"veo answer, memory of its bar of {BAR} MB: {memory:.2f}")
    if speed > 1 or memory > 1:
        sys.exit("veo answer: a bar was missed")


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 1 else main()
