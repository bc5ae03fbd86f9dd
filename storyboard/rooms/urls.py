from django.urls import path

from storyboard.rooms import making_urls, plan_urls
from storyboard.rooms.views import installation

urlpatterns = [
    path("installation", installation.installation, name="installation"),
    path("people/<int:pk>/sending", installation.person_sending, name="person_sending"),
    path("projects/<int:pk>/sending", installation.project_sending, name="project_sending"),
    *plan_urls.urlpatterns,
    *making_urls.urlpatterns,
]
