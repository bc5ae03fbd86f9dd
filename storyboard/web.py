"""What every view shares: answering with a page or the part of it that the browser asked for."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from storyboard.sentences import Sentence

TARGET = re.compile(r"^(?:[\w-]+#)?([a-z-]+?)(?:-\d+)?$")


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    parts: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for htmx the one of `parts` that HX-Target names (`section#takes`, `li#take-7`)."""
    part = part_asked_for(request, parts)
    answer = render(request, f"{template}#{part}" if part else template, dict(context or {}), status=status)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    answer["Cache-Control"] = "no-store" if request.headers.get("HX-Request") else "private, no-cache"
    if part and "version" not in request.GET:  # a poll that comes between takes no word from who pressed
        toast(request, answer)
    return answer


def in_words(said: object) -> str:
    """What the wire or media says, or a trouble of theirs, in the reader's language."""
    if isinstance(said, Exception) and said.args:
        return in_words(said.args[0])
    if not isinstance(said, Sentence):
        return str(said)
    gaps = {name: in_words(gap) if isinstance(gap, str) else gap for name, gap in said.gaps.items()}
    return gettext(said.template).format(**gaps) if gaps else gettext(said.template)


def part_asked_for(request: HttpRequest, parts: tuple[str, ...]) -> str | None:
    headers = request.headers
    if not headers.get("HX-Request") or headers.get("HX-History-Restore-Request"):
        return None
    named = TARGET.match(headers.get("HX-Target", ""))
    return named[1] if named and named[1] in parts else None


def tell(
    request: HttpRequest,
    sentence: str,
    *,
    undo: str = "",
    about: str = "",
    into: str = "",
    words: str = "",
    link: tuple[str, str] | None = None,
    **fields: object,
) -> None:
    """A toast on the next page or part; with `undo` it has a button that posts `fields` to that address, and behind
    it a `link`: address and words.

    A later word `about` the same thing takes its place. What Undo answers goes `into` the part of that name,
    and is a page of its own where there is none. `words` stand on the button instead of Undo.
    """
    way_back = {
        "action": undo,
        "fields": {name: str(value) for name, value in fields.items()},
        "about": about,
        "into": into,
    } | ({"words": str(words)} if words else {})
    more = way_back if undo else {}
    if link:
        more |= {"link": {"href": link[0], "words": str(link[1])}}
    messages.success(request, sentence, extra_tags=json.dumps(more) if more else "")


def toast(request: HttpRequest, answer: HttpResponse) -> None:
    """A part has no place for messages: they go along in a header, for the page's toasts."""
    told = list(messages.get_messages(request))
    if told:
        more = next((json.loads(each.extra_tags) for each in told if each.extra_tags), {})
        word = {"text": " ".join(str(each) for each in told), "level": told[-1].level_tag}
        word |= {"link": link} if (link := more.pop("link", None)) else {}
        word |= {"key": more.pop("about", ""), "undo": more or None}
        answer["HX-Trigger"] = json.dumps({"toast": word})


def fire(answer: HttpResponse, event: str) -> None:
    """Let htmx fire an event on the page, beside what the answer fires already."""
    told = json.loads(answer.get("HX-Trigger", "{}"))
    answer["HX-Trigger"] = json.dumps(told | {event: {}})


class SignedOutByHtmx:
    """A part of a page cannot show the sign-in form: htmx is sent to it as a whole page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        asked_by_htmx = request.headers.get("HX-Request") and answer.status_code == 302
        if not asked_by_htmx or request.user.is_authenticated:
            return answer
        away = HttpResponse(status=204)
        here = path_of(request.headers.get("HX-Current-URL", ""))
        away["HX-Redirect"] = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': here})}"
        return away


def path_of(address: str) -> str:
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")
