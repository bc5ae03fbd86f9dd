"""Who else writes on a shot: said by who writes, and told to the others with their poll."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from storyboard.projects.finding import find
from storyboard.projects.models import Shot
from storyboard.rooms.company import Company
from storyboard.rooms.forms import ShotForm


def nothing_but_company(request: HttpRequest, shot: Shot) -> HttpResponse:
    """Nothing of the film has moved; where somebody has begun to write here, or has left off, that is said."""
    company = Company(shot, request.user)
    if request.GET.get("company", company.seal) == company.seal:
        return HttpResponse(status=204)
    answer = render(request, "rooms/shot.html#company-too", {"shot": shot, "company": company})
    answer["HX-Reswap"] = "none"
    return answer


@require_POST
def typing(request: HttpRequest, pk: int) -> HttpResponse:
    """I write in this field, or with no name have left it; a field that is none is nobody's."""
    rows, name = Shot.objects.alive().select_related("scene__project"), request.POST.get("name", "")
    found = find(rows, request.user, pk, "editable_by")
    Company(found, request.user).say(name if name in ShotForm.base_fields else "")
    return HttpResponse(status=204)
