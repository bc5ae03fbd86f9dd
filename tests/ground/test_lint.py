import pytest

from scripts.lint import LINTERS, complaints_of


@pytest.mark.parametrize("name", LINTERS)
def test_each_linter_is_content(name: str) -> None:
    complaints = complaints_of(name)
    assert not complaints, f"\n{complaints}"
