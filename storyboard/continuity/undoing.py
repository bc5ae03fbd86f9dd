"""Links can be taken back, as long as no shots come to wait for each other."""

from storyboard.continuity.models import Circle, Link, refuse_a_circle
from storyboard.projects.undoable import Row, check, undoable

undoable(Link, about=("shot", "end"))


@check
def no_circle(rows: list[Row]) -> str:
    came = [row["pk"] for row in rows if row["model"] == "continuity.link" and row["after"]]
    for link in Link.objects.filter(pk__in=came).select_related("shot__scene", "source__scene"):
        try:
            if link.source:
                refuse_a_circle(link.shot, link.source)
        except Circle as trouble:
            return str(trouble.message)
    return ""
