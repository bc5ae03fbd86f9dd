from django.urls import path

from storyboard.cut.views import join_trim, joins, split, trim

urlpatterns = [
    path("shots/<int:pk>/trim", trim.trim, name="shot_trim"),
    path("shots/<int:pk>/split", split.split, name="shot_split"),
    path("projects/<int:pk>/joins", joins.joins, name="joins"),
    path("scenes/<int:pk>/joins", joins.scene_joins, name="scene_joins"),
    path("shots/<int:pk>/joins", joins.shot_joins, name="shot_joins"),
    path("shots/<int:pk>/join-trim", join_trim.join_trim, name="join_trim"),
    path("shots/<int:pk>/join-consequences", join_trim.consequences, name="join_consequences"),
]
