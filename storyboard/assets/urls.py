from django.urls import path

from storyboard.assets import views

urlpatterns = [
    path("projects/<int:pk>/assets", views.assets, name="assets"),
    path("projects/<int:pk>/names", views.names, name="names"),
    path("assets/<int:pk>", views.asset, name="asset"),
    path("assets/<int:pk>/deleted", views.deleted, name="asset_deleted"),
    path("assets/<int:pk>/looks", views.looks, name="looks"),
    path("looks/<int:pk>", views.look, name="look"),
    path("looks/<int:pk>/versions", views.versions, name="versions"),
    path("versions/<int:pk>/picture", views.picture, name="version_picture"),
    path("versions/<int:pk>/thumbnail", views.small, name="version_thumbnail"),
]
