from django.urls import path

from storyboard.rooms.views import board, exports, project_settings, projects, scenes, shot_list, shots

urlpatterns = [
    path("", projects.projects, name="projects"),
    path("projects/sample", projects.open_sample, name="open_sample"),
    path("projects/<int:pk>", board.board, name="board"),
    path("projects/<int:pk>/settings", project_settings.project_settings, name="project_settings"),
    path("projects/<int:pk>/scenes", scenes.scenes, name="scenes"),
    path("projects/<int:pk>/scene-order", scenes.order, name="scene_order"),
    path("scenes/<int:pk>", board.scene, name="scene"),
    path("scenes/<int:pk>/position", scenes.position, name="scene_position"),
    path("scenes/<int:pk>/omitted", scenes.omitted, name="scene_omitted"),
    path("scenes/<int:pk>/deleted", scenes.deleted, name="scene_deleted"),
    path("scenes/<int:pk>/shots", shots.shots, name="shots"),
    path("scenes/<int:pk>/shot-order", shots.order, name="shot_order"),
    path("shots/<int:pk>/position", shots.position, name="shot_position"),
    path("shots/<int:pk>/action", shots.action, name="shot_action"),
    path("shots/<int:pk>/held", shots.held, name="shot_held"),
    path("shots/<int:pk>/omitted", shots.omitted, name="shot_omitted"),
    path("shots/<int:pk>/deleted", shots.deleted, name="shot_deleted"),
    path("projects/<int:pk>/shot-list", shot_list.shot_list, name="shot_list"),
    path("projects/<int:pk>/shot-list.csv", shot_list.shot_list_csv, name="shot_list_csv"),
    path("projects/<int:pk>/exports", exports.exports, name="exports"),
    path("projects/<int:pk>/picks.zip", exports.picks_zip, name="picks_zip"),
]
