"""The price table and its currency as the environment gives them: read, or the start stops and says why."""

import pytest

from storyboard import environment


def test_prices_are_read_to_the_millionth(monkeypatch):
    monkeypatch.setenv("PRICES", '{"720p": {"audio": "0.40", "silent": 0.2}, "1080p": {"audio": "0.000001"}}')
    table = {"720p": {"audio": 400_000, "silent": 200_000}, "1080p": {"audio": 1}}
    assert environment.prices("PRICES") == table


@pytest.mark.parametrize(
    "said",
    [
        '{"720": {"audio": "0.40"}}',
        '{"720p": {"sound": "0.40"}}',
        '{"720p": {"audio": "-1"}}',
        '{"720p": {"audio": "0.0000001"}}',
        '{"720p": "0.40"}',
        "0.40",
        "{",
    ],
)
def test_a_price_that_would_never_be_found_stops_the_start(said, monkeypatch):
    monkeypatch.setenv("PRICES", said)
    with pytest.raises(environment.Unusable, match="PRICES: it must look like"):
        environment.prices("PRICES")


def test_a_currency_is_three_letters_however_it_is_written(monkeypatch):
    monkeypatch.setenv("CURRENCY", " usd ")
    assert environment.currency("CURRENCY", "EUR") == "USD"
    assert environment.currency("UNSET", "EUR") == "EUR"


@pytest.mark.parametrize("said", ["EURO", "€", "E1R"])
def test_what_is_no_currency_stops_the_start(said, monkeypatch):
    monkeypatch.setenv("CURRENCY", said)
    with pytest.raises(environment.Unusable, match="not a currency"):
        environment.currency("CURRENCY", "EUR")
