"""The control endpoint: GET and DELETE of `/faults`; PUT, POST (which renews a lease) and DELETE of `/faults/NAME`."""

from __future__ import annotations

import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import structlog
from pydantic import ValidationError

from ..local_only import refusal_of
from .fault_set import FaultSet, Lease
from .parameters import CATALOG

log = structlog.get_logger(__name__)

LARGEST_BODY = 16_384
LONGEST_LEASE_S = 3_600


class ControlServer:
    """In a thread of its own, so that it answers while the service is busy; not traced."""

    def __init__(self, address: tuple[str, int], faults: FaultSet, token: str = "") -> None:
        class Handler(ControlHandler):
            fault_set = faults
            required_token = token

        self._server = ThreadingHTTPServer(address, Handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="control", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class ControlHandler(BaseHTTPRequestHandler):
    fault_set: FaultSet
    required_token: str

    def parse_request(self) -> bool:
        return super().parse_request() and self._is_allowed()

    def do_GET(self) -> None:
        if self._name() == "":
            self._reply(200, self.fault_set.list())
        else:
            self._reply(404, {"error": "there are only /faults and /faults/NAME"})

    def do_DELETE(self) -> None:
        name = self._name()
        if name == "":
            self.fault_set.clear()
            log.info("all faults ended")
        elif self._is_known(name):
            self.fault_set.deactivate(name)
            log.info(f"fault {name} ended")
        else:
            return
        self._reply(204)

    def do_PUT(self) -> None:
        name = self._name()
        if not self._is_known(name):
            return
        length = int(self.headers.get("content-length", 0))
        if length > LARGEST_BODY:
            self._reply(413, {"error": f"the parameters are longer than {LARGEST_BODY} bytes"})
            return
        try:
            parameters = json.loads(self.rfile.read(length) or b"{}")
        except ValueError as error:
            self._reply(400, {"error": f"fault {name}: the parameters are not JSON: {error}"})
            return
        try:
            self.fault_set.activate(name, parameters, self._lease(name))
        except ValidationError as error:
            first = error.errors()[0]
            parameter = ".".join(str(part) for part in first["loc"])
            self._reply(400, {"error": f'fault {name}: the parameter "{parameter}": {first["msg"]}'})
            return
        except ValueError as error:
            self._reply(400, {"error": f"fault {name}: {error}"})
            return
        log.info(f"fault {name} began")
        self._reply(200, self.fault_set.describe(name))

    def do_POST(self) -> None:
        name = self._name()
        if name and self.fault_set.renew(name):
            self._reply(204)
        else:
            self._reply(404, {"error": f"the fault {name} is not active, or has no lease to be renewed"})

    def _lease(self, name: str) -> Lease | None:
        """That of `PUT /faults/NAME?lease=SECONDS`. Raises ValueError."""
        text = parse_qs(self.path.partition("?")[2]).get("lease", [None])[0]
        if text is None:
            return None
        if not text.replace(".", "", 1).isdecimal() or not 0 < float(text) <= LONGEST_LEASE_S:
            raise ValueError(f'the lease must be a number of seconds up to {LONGEST_LEASE_S}, not "{text}"')
        seconds = float(text)
        return Lease(seconds, lambda: log.info(f"fault {name} ended: it was not renewed within {seconds:g}s"))

    def _name(self) -> str | None:
        """The fault in the path, '' for /faults, None for another path."""
        parts = self.path.partition("?")[0].strip("/").split("/")
        if parts[0] != "faults" or len(parts) > 2:
            return None
        return parts[1] if len(parts) == 2 else ""

    def _is_allowed(self) -> bool:
        """Replies to a request of a web page, and to one for a change without the token."""
        refusal = refusal_of(self.headers.get("host"), self.headers.get("origin"))
        if refusal is not None:
            self._reply(403, {"error": refusal})
            return False
        given = self.headers.get("authorization", "").removeprefix("Bearer ")
        if self.command == "GET" or not self.required_token or hmac.compare_digest(given.encode(), self.required_token.encode()):
            return True
        self._reply(401, {"error": 'this needs the header "Authorization: Bearer TOKEN" with the token of the sandbox'})
        return False

    def _is_known(self, name: str | None) -> bool:
        if name in CATALOG:
            return True
        self._reply(404, {"error": f'this service has no fault "{name}"; it has: {", ".join(CATALOG)}'})
        return False

    def _reply(self, status: int, body: Any = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if body is not None:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass
