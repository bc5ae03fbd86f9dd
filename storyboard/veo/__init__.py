"""The wire to Veo 3.1: what a request is and may say, how it is sent, what its answer means. No Django."""

from storyboard.veo.body import Body, BodyBroken
from storyboard.veo.client import Client
from storyboard.veo.clip import Video
from storyboard.veo.errors import (
    CHARGED,
    Failed,
    Lost,
    NotAccepted,
    NotReady,
    NotSent,
    Refused,
    VeoError,
)
from storyboard.veo.key import KeyCheck
from storyboard.veo.outcome import Answer, judge, recover
from storyboard.veo.received import Received
from storyboard.veo.request import EXTENSION_SECONDS, MODEL, Media, Mode, Request
from storyboard.veo.rules import (
    ASPECTS,
    COMPRESSIONS,
    DURATIONS,
    MAX_CLIPS,
    MAX_PROMPT,
    MAX_REFERENCES,
    MAX_SEED,
    OUTPUT_FORMATS,
    PERSON_GENERATION,
    RESIZE_MODES,
    RESOLUTIONS,
    RULES,
    Clip,
    Facts,
    Finding,
    Picture,
    Rule,
    check,
    duration_covering,
)
from storyboard.veo.scanner import Scan, scan
from storyboard.veo.support import SUPPORT_CODES, SupportCode

__all__ = [
    "ASPECTS",
    "CHARGED",
    "COMPRESSIONS",
    "DURATIONS",
    "EXTENSION_SECONDS",
    "MAX_CLIPS",
    "MAX_PROMPT",
    "MAX_REFERENCES",
    "MAX_SEED",
    "MODEL",
    "OUTPUT_FORMATS",
    "PERSON_GENERATION",
    "RESIZE_MODES",
    "RESOLUTIONS",
    "RULES",
    "SUPPORT_CODES",
    "Answer",
    "Body",
    "BodyBroken",
    "Client",
    "Clip",
    "Facts",
    "Failed",
    "Finding",
    "KeyCheck",
    "Lost",
    "Media",
    "Mode",
    "NotAccepted",
    "NotReady",
    "NotSent",
    "Picture",
    "Received",
    "Refused",
    "Request",
    "Rule",
    "Scan",
    "SupportCode",
    "VeoError",
    "Video",
    "check",
    "duration_covering",
    "judge",
    "recover",
    "scan",
]
