"""Bytes that pass for clips, and answers made of them."""

import base64
import json
from typing import Any

FTYP = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"


def clip(number: int = 1, size: int = 1000) -> bytes:
    return FTYP + bytes([number]) * size


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def answer(*clips: bytes, **more: Any) -> dict[str, Any]:
    return {"videos": [{"base64_encoded": encoded(data)} for data in clips], **more}


def answer_bytes(*clips: bytes, **more: Any) -> bytes:
    return json.dumps(answer(*clips, **more)).encode()
