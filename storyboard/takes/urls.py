from django.urls import path

from storyboard.takes.views import generation, media, stills, take

urlpatterns = [
    path("takes/<int:pk>", take.take, name="take"),
    path("takes/<int:pk>/circle", take.circle, name="take_circle"),
    path("takes/<int:pk>/ng", take.ng, name="take_ng"),
    path("takes/<int:pk>/pick", take.pick, name="take_pick"),
    path("takes/<int:pk>/consequences", take.consequences, name="take_consequences"),
    path("takes/<int:pk>/kept", take.kept, name="take_kept"),
    path("takes/<int:pk>/again", take.again, name="take_again"),
    path("takes/<int:pk>/adopted", take.adopted, name="take_adopted"),
    path("takes/<int:pk>/used", take.used, name="take_used"),
    path("takes/<int:pk>/watched", take.watched, name="take_watched"),
    path("takes/<int:pk>/copy", take.copy, name="take_copy"),
    path("takes/<int:pk>/clip", media.clip, name="take_clip"),
    path("takes/<int:pk>/poster", media.poster, name="take_poster"),
    path("takes/<int:pk>/strip", media.strip, name="take_strip"),
    path("takes/<int:pk>/download", media.download, name="take_download"),
    path("takes/<int:pk>/frames/<int:n>", media.frame, name="take_frame"),
    path("takes/<int:pk>/stills", stills.stills, name="take_stills"),
    path("generations/<int:pk>", generation.generation, name="generation"),
    path("generations/<int:pk>/canceled", generation.canceled, name="generation_canceled"),
    path("generations/<int:pk>/again", generation.again, name="generation_again"),
    path("generations/<int:pk>/adopted", generation.adopted, name="generation_adopted"),
    path("generations/<int:pk>/decided", generation.decided, name="generation_decided"),
    path("generations/<int:pk>/let-go", generation.let_go, name="generation_let_go"),
]
