from django.urls import path

from storyboard.projects.views import invitation, members, script, undone

urlpatterns = [
    path("projects/<int:pk>/script", script.script, name="script"),
    path("projects/<int:pk>/undone", undone.undone, name="undone"),
    path("projects/<int:pk>/redone", undone.redone, name="redone"),
    path("projects/<int:pk>/members", members.members, name="members"),
    path("projects/<int:pk>/invitations", members.invitations, name="invitations"),
    path("members/<int:pk>", members.member, name="member"),
    path("members/<int:pk>/left", members.left, name="member_left"),
    path("invitations/<int:pk>/withdrawn", members.withdrawn, name="invitation_withdrawn"),
    path("invitations/<str:token>", invitation.invitation, name="invitation"),
]
