"""HTTP: a request's token, method and parameters, and its answer."""

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from .bell import Bell
from .errors import ApiError, bad_request
from .faults import Fault, Faults
from .files import Files
from .limits import PACED_METHODS, Limits
from .parameters import Method, bind

MAX_REQUEST_BYTES = 60_000_000


@dataclass(slots=True)
class Call:
    """A request for a method, and its result once there is one.

    *error* is a mistake in the request, not an injected fault. *parameters* are as
    sent: arrays and objects in a form are JSON strings.
    """

    method: str
    parameters: dict[str, object]
    error: ApiError | None = None
    result: object = None


class Endpoint:
    """Serves ``/bot<token>/<method>`` with *methods* by name, and *files*.

    The bell rings when a request arrives and when it is answered.
    """

    def __init__(
        self, token: str, methods: Mapping[str, Method], files: Files, bell: Bell
    ) -> None:
        self.calls: list[Call] = []
        self.faults = Faults()
        self.latency = 0.0
        self.limits: Limits | None = None
        self._token = token
        self._methods = methods
        self._files = files
        self._bell = bell

    def application(self) -> web.Application:
        """Return the application to run."""
        application = web.Application(client_max_size=MAX_REQUEST_BYTES)
        application.router.add_route("*", "/bot{token}/{method}", self._handle)
        place = "/file/bot{token}/documents/{file_id}"
        application.router.add_get(place, self._files.download)
        application.router.add_route("*", "/{path:.*}", _refuse)
        return application

    async def _handle(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._token:
            return _failure(ApiError(HTTPStatus.UNAUTHORIZED, "Unauthorized"))
        name = request.match_info["method"]
        if name not in self._methods or request.method not in {"GET", "POST"}:
            return await _refuse(request)
        try:
            call = Call(name, await _parameters(request))
        except ApiError as error:
            return _failure(error)
        self.calls.append(call)
        self._bell.ring()
        return await self._serve(call, request)

    async def _serve(self, call: Call, request: web.Request) -> web.Response:
        match self.faults.next(call.method):
            case None:
                return await self._answer(call)
            case ApiError() as error:
                return _failure(error)
            case Fault.BAD_JSON:
                return web.Response(text='{"ok":tr', content_type="application/json")
            case Fault.HANG:
                await asyncio.Event().wait()
            case Fault.ANSWER_LOST:
                await self._answer(call)
        return _reset(request)

    async def _answer(self, call: Call) -> web.Response:
        method = self._methods[call.method]
        # Half for the request and half for the response.
        travel = 0 if call.method == "getUpdates" else self.latency / 2
        await asyncio.sleep(travel)
        try:
            if self.limits and call.method in PACED_METHODS:
                self.limits.check(str(call.parameters.get("chat_id")))
            result = await method(**bind(method, call.parameters))
        except ApiError as error:
            call.error = error
            return _failure(error)
        finally:
            self._bell.ring()
            await asyncio.sleep(travel)
        call.result = result
        return web.json_response({"ok": True, "result": result})


async def _parameters(request: web.Request) -> dict[str, object]:
    """Return the parameters of the address and of the body."""
    if request.content_type != "application/json":
        fields = await request.post()
        return {**request.query, **{name: _field(fields[name]) for name in fields}}
    try:
        body = await request.json()
    except ValueError as error:
        raise bad_request(f"can't parse the body: {error}") from error
    if not isinstance(body, dict):
        raise bad_request("the body must be an Object")
    return {**request.query, **body}


def _field(value: object) -> object:
    """Return a form field; a file becomes an object with its content as Latin-1."""
    if not isinstance(value, web.FileField):
        return value
    content = value.file.read().decode("latin-1")
    return {"file_name": value.filename, "content": content}


async def _refuse(_: web.Request) -> web.Response:
    return _failure(ApiError(HTTPStatus.NOT_FOUND, "Not Found"))


def _failure(error: ApiError) -> web.Response:
    return web.json_response(error.to_json(), status=error.status)


def _reset(request: web.Request) -> web.Response:
    """Reset the connection; the returned response is never sent."""
    assert request.transport
    # Without lingering, the client sees a reset instead of an orderly close.
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()
