"""The films of the person who looks, and how a new one begins."""

from django.db.models import BigIntegerField, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.projects.forms import NewProjectForm
from storyboard.projects.models import Member, Project, Role, Shot
from storyboard.rooms import sample
from storyboard.rooms.cut_order import CUT_FRAMES
from storyboard.takes.models import Pick, Take
from storyboard.web import page

IN_THE_CUT = (
    Shot.objects.in_the_cut().filter(scene__project=OuterRef("pk")).order_by().values("scene__project")
)
PICKED = Pick.objects.filter(take__poster__isnull=False, shot__scene__project=OuterRef("pk")).order_by("-at")
TAKEN = Take.objects.filter(
    poster__isnull=False, ng=False, shot__scene__project=OuterRef("pk"), shot__deleted_at=None
).order_by("-made_at", "-pk")


@require_http_methods(["GET", "POST"])
def projects(request: HttpRequest) -> HttpResponse:
    form = NewProjectForm(request.POST or None, initial={"aspect_ratio": "16:9"})
    if form.is_valid():
        return redirect(Project.objects.begin(by=request.user, **form.cleaned_data))
    films = films_of(request)
    context = {"films": films, "form": form, "is_first": not films}
    return page(request, "projects/projects.html", context, status=422 if form.is_bound else 200)


def films_of(request: HttpRequest) -> QuerySet[Project]:
    """With their sums, newest first, in one query however many there are."""
    mine = Member.objects.filter(project=OuterRef("pk"), person=request.user)
    films: QuerySet[Project] = Project.objects.visible_to(request.user).annotate(
        role=Subquery(mine.values("role")[:1]),
        shots=Coalesce(Subquery(IN_THE_CUT.annotate(n=Count("pk")).values("n")), 0),
        picks=Coalesce(Subquery(IN_THE_CUT.annotate(n=Count("pick", filter=~Q(pick=None))).values("n")), 0),
        frames=Coalesce(Subquery(IN_THE_CUT.annotate(n=Sum(CUT_FRAMES)).values("n")), 0),
        poster=Coalesce(
            Subquery(PICKED.values("take")[:1]),
            Subquery(TAKEN.values("pk")[:1]),
            output_field=BigIntegerField(),
        ),
    )
    for film in films:
        film.role = str(Role(film.role).label)
    return films


@require_POST
def open_sample(request: HttpRequest) -> HttpResponse:
    """The sample film, made for whoever asks."""
    return redirect(sample.open_sample(request.user))
