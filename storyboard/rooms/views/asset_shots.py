from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storyboard.assets.models import Asset
from storyboard.projects.finding import find
from storyboard.rooms.asset_shots import AssetShots
from storyboard.web import page


@require_safe
def asset_shots(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an asset is used; the asset's own page fetches the list."""
    asset = find(Asset.objects.alive().select_related("project"), request.user, pk)
    member = asset.project.member_for(request.user)
    context = {"asset": asset, "project": asset.project, "room": "assets", "member": member}
    return page(request, "rooms/asset_shots.html", context | {"list": AssetShots(asset)}, parts=("uses",))
