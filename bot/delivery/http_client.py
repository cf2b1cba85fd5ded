"""HTTP for the Telegram library, by aiohttp.

The library's own client takes twice the processor time per answer, logs URLs, which
contain the token, and hides whether a failed request was sent.
"""

from typing import Any

import aiohttp
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0

READY_SECONDS = 15.0
"""How long until there is a connection, also where a proxy has to open a tunnel."""


_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    # A proxy that opens no tunnel, and one whose address has no scheme.
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


class NotSentError(NetworkError):
    """The request was not sent."""


class AnswerLostError(NetworkError):
    """The request was sent, but whether it had an effect is unknown."""


class HttpClient(BaseRequest):
    """At most *connections* at once, and up to *answer_seconds* to wait for data."""

    def __init__(self, *, connections: int, answer_seconds: float) -> None:
        self._connections = connections
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The seconds that an answer may take."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Open the session; connections are made when they are needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                # Use the proxies that the environment names.
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Return the status and body of the response.

        Raises NotSentError or AnswerLostError. Of the timeouts only *read_timeout*
        counts, if it is a number.
        """
        assert self._session, "initialize() comes first"
        patience = read_timeout if isinstance(read_timeout, int | float) else None
        timeout = aiohttp.ClientTimeout(
            connect=READY_SECONDS,
            sock_connect=CONNECT_SECONDS,
            sock_read=patience or self._answer_seconds,
        )
        data = _form(request_data) if request_data else None
        try:
            async with self._session.request(
                method, url, data=data, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except _BEFORE_SENDING as error:
            raise NotSentError("not sent") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AnswerLostError("no answer") from error


def _form(request_data: RequestData) -> aiohttp.FormData | dict[str, Any]:
    if not request_data.multipart_data:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (file_name, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
