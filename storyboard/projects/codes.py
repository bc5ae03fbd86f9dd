"""Codes of shots: steps of ten; between 010 and 020 comes 015, then 012 and 017, then 010A. Never used twice."""

import re
from collections.abc import Collection, Iterable, Sequence
from string import ascii_uppercase

STEP = 10


def number_in(code: str) -> int:
    found = re.match(r"\d+", code)
    return int(found[0]) if found else 0


def next_code(used: Collection[str]) -> str:
    """The next step of ten after everything that was ever used."""
    return step_after(max(map(number_in, used), default=0))


def step_after(last: int) -> str:
    return f"{(last // STEP + 1) * STEP:03d}"


class Codes:
    """The codes of a scene, all that were ever used; however many shots come, each gets one of its own."""

    def __init__(self, used: Iterable[str]) -> None:
        self.used = set(used)
        self.last = max(map(number_in, self.used), default=0)

    def take(self, wanted: str = "") -> str:
        """The wanted one where it is free, else the next step of ten."""
        code = wanted if wanted and wanted not in self.used else step_after(self.last)
        self.used.add(code)
        self.last = max(self.last, number_in(code))
        return code


def code_between(before: str, after: str, used: Collection[str]) -> str:
    """A free code that sorts between two neighbours, or one with a letter after the first."""
    low, high = number_in(before), number_in(after)
    middle = (low + high) // 2
    free = [n for n in range(low + 1, high) if f"{n:03d}" not in used]
    if free:
        return f"{min(free, key=lambda n: (abs(n - middle), n)):03d}"
    return lettered(before, used) if before else next_code(used)


def new_codes(codes: Sequence[str], place: int, count: int, left: Collection[str] = ()) -> list[str]:
    """So many free codes for what comes to stand at a place among these: between two neighbours, else at the end.

    `left` are those of shots that stand elsewhere by now.
    """
    used, found = {*codes, *left}, list(codes[place - 1 : place] if place else [])
    between = 0 < place < len(codes)
    for _ in range(count):
        found.append(code_between(found[-1], codes[place], used) if between else next_code(used))
        used.add(found[-1])
    return found[-count:]


def lettered(code: str, used: Collection[str]) -> str:
    for first in ("", *ascii_uppercase):
        for letter in ascii_uppercase:
            if (candidate := f"{code}{first}{letter}") not in used:
                return candidate
    return next_code(used)
