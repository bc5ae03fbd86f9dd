"""Two hands at the same row: the second one's write falls between the first one's look and write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def just_before(statement: str, act: Callable[[], Any]) -> Iterator[None]:
    """What somebody else does in the moment before our first statement of this kind reaches the database."""
    waiting = [act]

    def run(execute: Any, sql: str, *rest: Any) -> Any:
        if waiting and sql.startswith(statement):
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(run):
        yield
    assert not waiting
