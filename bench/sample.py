"""The sample project as a newcomer gets it: from the press of its button to its first take, and to all of them.

The product is started in an empty folder; its own worker draws with as many processes as there are processors.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx

from tests.ground.live import A_SESSION, Live

EMAIL, PATIENCE = "dana@example.com", 240
BARS = {"its first take": 10.0, "all of it": 60.0}
A_PERSON = f"""
from storyboard.accounts.models import Installation
Installation.begin(email="{EMAIL}", name="Dana Reyes", password="a keeper's lamp")
"""
HOW_FAR = """
from storyboard.takes.models import Generation, Take
print(Take.objects.count(), Take.objects.underived().count(), Generation.objects.active().count())
"""


def press(server: Live) -> None:
    """The button of the projects page, with that page's own token."""
    session = server.do(A_SESSION.format(email=EMAIL)).strip()
    with httpx.Client(
        base_url=server.url, cookies={"sessionid": session}, timeout=60, trust_env=False
    ) as web:
        token = web.get("/").text.split('name="csrf-token" content="')[1].split('"')[0]
        answer = web.post("/projects/sample", headers={"X-CSRFToken": token})
        assert answer.status_code == httpx.codes.FOUND, answer.text


def times_of(server: Live) -> tuple[dict[str, float], int]:
    """Seconds since the press, and how many takes there are at the end."""
    server.do(A_PERSON)
    begun, found = time.perf_counter(), dict[str, float]()
    press(server)
    while (since := time.perf_counter() - begun) < PATIENCE:
        takes, underived, active = map(int, server.do(HOW_FAR).split())
        if takes:
            found.setdefault("its first take", since)
        if takes and not underived and not active:
            return found | {"all of it": since}, takes
        time.sleep(0.1)
    raise SystemExit(
        f"after {PATIENCE} s there were {takes} takes, {active} generations under way\n{server.said()}"
    )


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder, Live(Path(folder)) as server:
        found, takes = times_of(server)
    print(f"takes of the sample project: {takes}")
    missed = [name for name, bar in BARS.items() if found[name] > bar]
    for name, bar in BARS.items():
        print(f"{name}: {found[name]:.1f} s, {found[name] / bar:.2f} of the bar of {bar:.0f} s")
    return f"missed: {', '.join(missed)}" if missed else None


if __name__ == "__main__":
    sys.exit(main())
