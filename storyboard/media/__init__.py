"""Stills and clips: checked, fitted, probed, cut to frames and joined. Plain functions on files, no Django.

Every function is synchronous and picklable, for a process pool, and writes its `dst` whole or not at all.
"""

from storyboard.media import clips, pictures
from storyboard.media.clips import BadClip, Clip, UnequalClips
from storyboard.media.pictures import BadPicture, Picture

__all__ = ["BadClip", "BadPicture", "Clip", "Picture", "UnequalClips", "clips", "pictures"]
