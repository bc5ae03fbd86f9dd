"""What a recipe says to people about money."""

import pytest

from storyboard.takes.models import Generation
from storyboard.takes.recipes import Recipe


def cost_of(generation, client):
    text = client.get(f"/generations/{generation.pk}").content.decode()
    return text.split("<dt>Cost</dt><dd>")[1].split("</dd>")[0]


@pytest.mark.parametrize(
    ("verb", "charged", "said"),
    [
        ("refuse", "no", "Nothing was charged."),
        ("fail", "very likely not", "It was very likely not charged."),
    ],
)
def test_what_was_given_back_is_not_called_held(ordered, dana, signed_in, verb, charged, said):
    generation = ordered()
    assert generation.claim("a worker")
    assert generation.begin_sending()
    assert getattr(generation, verb)({"message": "No.", "charged": charged, "todo": "Reword it."})
    assert cost_of(generation, signed_in(dana)) == said


def test_what_was_taken_back_cost_nothing(ordered, dana, signed_in):
    generation = ordered()
    assert generation.cancel()
    assert cost_of(generation, signed_in(dana)) == "Nothing was charged."


def test_what_is_under_way_is_held_in_its_own_currency(ordered, dana, signed_in):
    generation = ordered()
    Generation.objects.filter(pk=generation.pk).update(currency="USD")
    assert "held" in cost_of(generation, signed_in(dana))
    assert "$" in cost_of(generation, signed_in(dana))
    assert Recipe(generation).unpaid == ""


@pytest.mark.parametrize(("videos", "said"), [(0, "€0.00</span> settled"), (1, "€1.60</span> settled")])
def test_what_somebody_decided_is_not_called_held(ordered, dana, signed_in, videos, said):
    generation = ordered()
    assert generation.claim("a worker")
    assert generation.begin_sending()
    assert generation.lose({"message": "The line went dead."})
    assert "€1.60</span> held" in cost_of(generation, signed_in(dana))
    assert generation.decide(videos, by=dana)
    assert said in cost_of(generation, signed_in(dana))
