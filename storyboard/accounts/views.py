from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from storyboard.accounts import setup
from storyboard.accounts.forms import NewPersonForm, PersonForm
from storyboard.accounts.models import AlreadyOwned, Installation
from storyboard.web import page


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first visit: make the owner. Later, and without the token where one is needed, nothing is here."""
    if Installation.objects.exists():
        return redirect("projects")
    token = request.POST.get("token") or request.GET.get("token", "")
    if not setup.admits(token):
        return page(request, "accounts/token_needed.html", status=404)
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return make_owner(request, form)
    context = {"form": form, "token": token}
    return page(request, "accounts/welcome.html", context, status=422 if form.is_bound else 200)


def make_owner(request: HttpRequest, form: NewPersonForm) -> HttpResponse:
    try:
        owner = Installation.begin(**form.cleaned_data)
    except AlreadyOwned:
        messages.error(request, gettext("Somebody else was first. Sign in, or ask them to invite you."))
        return redirect("account_login")
    setup.forget_token()
    login(request, owner)
    return redirect("projects")


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The reader's own name and time zone."""
    form = PersonForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        request.user.save(update_fields=["name", "time_zone"])
        messages.success(request, gettext("Saved."))
        return redirect("me")
    return page(request, "accounts/me.html", {"form": form}, status=422 if form.is_bound else 200)
