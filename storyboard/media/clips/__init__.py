"""MP4 clips: probed, read by frames, joined, conformed, compared. Frames count from 0, as they are shown."""

from storyboard.media.clips.compare import same_frames, shared_start
from storyboard.media.clips.conform import conform
from storyboard.media.clips.frames import first_frame, frame, last_frame, poster, save_frame, strip
from storyboard.media.clips.join import join
from storyboard.media.clips.joins import JOIN_VERSION, Join, begins_with, measure_join, taken_up
from storyboard.media.clips.reading import BadClip, Clip, UnequalClips, probe
from storyboard.media.clips.splice import splice

__all__ = [
    "JOIN_VERSION",
    "BadClip",
    "Clip",
    "Join",
    "UnequalClips",
    "begins_with",
    "conform",
    "first_frame",
    "frame",
    "join",
    "last_frame",
    "measure_join",
    "poster",
    "probe",
    "same_frames",
    "save_frame",
    "shared_start",
    "splice",
    "strip",
    "taken_up",
]
