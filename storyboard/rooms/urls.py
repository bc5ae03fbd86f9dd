from importlib.util import find_spec

urlpatterns = []
for _name in ("plan_urls", "making_urls"):
    if find_spec(f"storyboard.rooms.{_name}"):
        urlpatterns += __import__(f"storyboard.rooms.{_name}", fromlist=["urlpatterns"]).urlpatterns
