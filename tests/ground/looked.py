"""A page that is looked at before its button is pressed: what it hides goes back with the press."""

import re

HIDDEN = re.compile(r'<input type="hidden" name="(looked|click)" value="([^"]*)">')


def hidden(page):
    """The seal of what a page shows, and its click."""
    return dict(HIDDEN.findall(page.content.decode()))


def go(client, url, asked, **more):
    """Look, then press."""
    return client.post(url, asked | hidden(client.post(url, asked)) | {"go": 1} | more, follow=True)
