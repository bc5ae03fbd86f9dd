"""What changed between two texts, word by word, in a time that grows with their length however they are made.

Words that stand once in both hold them together, and what lies between is looked at in the same way (the patience
diff): unlike difflib's search for the longest run it cannot be made to look at every pair of words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

WORD = re.compile(r"\s*\S+")
DEEP = 6  # how often what lies between is looked at again
FEW = 400  # pairs of words that may be looked at one by one


@dataclass(frozen=True)
class Change:
    """Some words beside the older version: `del`, `ins`, or "" where both say them."""

    how: str
    words: str


@dataclass(frozen=True)
class Span:
    """Some words of the older text beside some of the newer one."""

    old: list[str]
    new: list[str]
    a: int
    b: int
    c: int
    d: int

    def same(self, deep: int = DEEP) -> Iterator[tuple[int, int]]:
        """The places of words that both say, in order."""
        head, tail = self.head(), self.tail()
        yield from head
        inner = self.of(self.a + len(head), self.b - len(tail), self.c + len(head), self.d - len(tail))
        yield from inner.within(deep)
        yield from tail

    def of(self, a: int, b: int, c: int, d: int) -> Span:
        return Span(self.old, self.new, a, b, c, d)

    @property
    def most(self) -> int:
        return min(self.b - self.a, self.d - self.c)

    def head(self) -> list[tuple[int, int]]:
        n = 0
        while n < self.most and self.old[self.a + n] == self.new[self.c + n]:
            n += 1
        return [(self.a + each, self.c + each) for each in range(n)]

    def tail(self) -> list[tuple[int, int]]:
        n, most = 0, self.most - len(self.head())
        while n < most and self.old[self.b - n - 1] == self.new[self.d - n - 1]:
            n += 1
        return [(self.b - each, self.d - each) for each in range(n, 0, -1)]

    def within(self, deep: int) -> Iterator[tuple[int, int]]:
        if (self.b - self.a) * (self.d - self.c) <= FEW:
            yield from self.one_by_one()
        elif deep and (anchors := self.anchors()):
            a, c = self.a, self.c
            for b, d in anchors:
                yield from self.of(a, b, c, d).same(deep - 1)
                yield b, d
                a, c = b + 1, d + 1
            yield from self.of(a, self.b, c, self.d).same(deep - 1)

    def one_by_one(self) -> Iterator[tuple[int, int]]:
        found = SequenceMatcher(
            None, self.old[self.a : self.b], self.new[self.c : self.d], autojunk=False
        ).get_matching_blocks()
        for block in found:
            yield from ((self.a + block.a + n, self.c + block.b + n) for n in range(block.size))

    def anchors(self) -> list[tuple[int, int]]:
        """Words that stand once in both, as many as follow each other in both."""
        once = once_in(self.old, self.a, self.b)
        there = once_in(self.new, self.c, self.d)
        return rising([(place, there[word]) for word, place in once.items() if word in there])


def once_in(words: list[str], start: int, end: int) -> dict[str, int]:
    many = Counter(words[start:end])
    return {words[place]: place for place in range(start, end) if many[words[place]] == 1}


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part whose second numbers rise too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, second) in enumerate(pairs):
        place = bisect_left(ends, second)
        ends[place : place + 1], last[place : place + 1] = [second], [n]
        before.append(last[place - 1] if place else -1)
    found, n = [], last[-1] if last else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def changes(older: str, newer: str) -> list[Change]:
    """Word by word."""
    old, new = WORD.findall(older), WORD.findall(newer)
    bare = [[word.strip() for word in words] for words in (old, new)]
    told = list(parts(old, new, Span(*bare, 0, len(old), 0, len(new))))
    runs = groupby(told, key=lambda part: part.how)
    return [Change(how, "".join(part.words for part in run)) for how, run in runs]


def parts(old: list[str], new: list[str], span: Span) -> Iterator[Change]:
    a = c = 0
    for b, d in span.same():
        yield from parted(old[a:b], new[c:d])
        yield Change("", new[d] if d else old[b])
        a, c = b + 1, d + 1
    yield from parted(old[a:], new[c:])


def parted(gone: list[str], come: list[str]) -> Iterator[Change]:
    if gone:
        yield Change("del", "".join(gone))
    if come:
        yield Change("ins", "".join(come))
