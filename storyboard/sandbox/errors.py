"""What the sandbox can do instead of answering: refuse in the API's words, or lose the connection."""

import json
from typing import Any

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    422: "unprocessable_entity",
    429: "rate_limit_error",
    500: "server_error",
    503: "service_unavailable",
}


class Refusal(Exception):
    """An error answer with the API's own JSON; picklable, because drawing happens in other processes."""

    def __init__(self, status: int, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(status, message, param, code)
        self.status, self.message, self.param = status, message, param
        self.code = code or TYPES.get(status, "error")

    def document(self) -> dict[str, Any]:
        """The error as the API sends it: `{"error": {message, type, code, status_code, param?}}`."""
        kind = TYPES.get(self.status, "error")
        error = {"message": self.message, "type": kind, "code": self.code, "status_code": self.status}
        return {"error": error | ({"param": self.param} if self.param else {})}

    def body(self) -> bytes:
        """The error's JSON in bytes."""
        return json.dumps(self.document()).encode()


class Dropped(Exception):
    """The connection goes away; `when` is refuse, before, headers or body."""

    def __init__(self, when: str) -> None:
        super().__init__(when)
        self.when = when
