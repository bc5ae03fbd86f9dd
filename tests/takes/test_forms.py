"""A clip of the sandbox stays one, also when it is brought back as a file."""

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from storyboard.takes.models import Generation, Status, Take
from tests.media import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(tmp_path):
    """An MP4 with the sandbox's mark."""
    plain, marked = make.clip(tmp_path / "plain.mp4", range(8)), tmp_path / "marked.mp4"
    with av.open(str(plain)) as source, av.open(str(marked), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        target.metadata["comment"] = "storyboard sandbox"
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return SimpleUploadedFile("drawn.mp4", marked.read_bytes(), "video/mp4")


def test_a_sandbox_clip_brought_back_is_still_the_sandboxes(signed_in, dana, shot, drawn):
    signed_in(dana).post(f"/shots/{shot.pk}/uploads", {"file": drawn})
    assert Take.objects.get().sandbox


def test_a_paid_call_does_not_adopt_a_drawing(signed_in, dana, ordered, drawn):
    generation = ordered()
    Generation.objects.filter(pk=generation.pk).update(status=Status.LOST)
    generation.project.members.update(may_spend=True)
    answer = signed_in(dana).post(f"/generations/{generation.pk}/adopted", {"file": drawn})
    assert answer.status_code == 422
    assert not Take.objects.exists()


def test_who_may_not_spend_does_not_settle_a_paid_call(signed_in, eli, film, ordered, drawn):
    generation = ordered()
    Generation.objects.filter(pk=generation.pk).update(status=Status.LOST)
    film.members.filter(person=eli).update(may_spend=False)
    answer = signed_in(eli).post(f"/generations/{generation.pk}/adopted", {"file": drawn})
    assert answer.status_code == 403
