"""Updates for the bot, by getUpdates or by webhook."""

import re
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
from telegram.constants import UpdateType

from .bell import Bell
from .errors import bad_request, conflict
from .fields import Json

MAX_UPDATES = 100
MAX_POLL_SECONDS = 50

_TYPES = frozenset(UpdateType)
# Sent only if requested by name.
_TYPES_LEFT_OUT = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """The queue of unconfirmed updates, oldest first."""

    def __init__(self, bell: Bell) -> None:
        self.webhook_url = ""
        self.webhook_secret = ""
        self.allowed: frozenset[str] = _TYPES - _TYPES_LEFT_OUT
        self._bell = bell
        self._pending: list[Json] = []
        self._next_id = 1000
        self.polls = 0

    def put(self, kind: str, content: Json) -> None:
        """Queue an update if the bot has requested its *kind*."""
        if kind not in self.allowed:
            return
        self._pending.append({"update_id": self._next_id, kind: {**content}})
        self._next_id += 1
        self._bell.ring()

    def take(self) -> list[Json]:
        """Confirm all updates and return them, for a bot that does not poll."""
        taken, self._pending = self._pending, []
        return taken

    def clear(self) -> None:
        """Empty the queue."""
        self._pending.clear()

    async def deliver(self, *ports: int) -> None:
        """Post all updates to the webhook, each to all *ports* of this machine.

        Duplicates are realistic: a proxy may cause them, or a late response. Updates
        that the last port does not answer with 200 stay in the queue.
        """
        path = urlsplit(self.webhook_url).path
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook_secret}
        async with aiohttp.ClientSession(headers=headers) as session:
            for update in tuple(self._pending):
                for port in ports:
                    url = f"http://127.0.0.1:{port}{path}"
                    async with session.post(url, json=update) as response:
                        taken = response.status == HTTPStatus.OK
                if taken:
                    self._pending.remove(update)

    async def get_updates(
        self,
        *,
        offset: int = 0,
        limit: int = MAX_UPDATES,
        timeout: int = 0,  # noqa: ASYNC109 - Telegram's name.
        allowed_updates: list[str] | None = None,
    ) -> list[Json]:
        """Confirm updates before *offset*, wait for new ones and return them.

        A negative *offset* counts from the end of the queue. A later request aborts a
        waiting one.
        """
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if not 1 <= limit <= MAX_UPDATES or not 0 <= timeout <= MAX_POLL_SECONDS:
            raise bad_request(f"limit is {limit} and timeout is {timeout}")
        self._allow(allowed_updates)
        self._confirm(offset)
        await self._wait(timeout)
        return self._pending[:limit]

    async def set_webhook(
        self,
        *,
        url: str,
        secret_token: str = "",
        max_connections: int = 40,
        allowed_updates: list[str] | None = None,
        drop_pending_updates: bool = False,
    ) -> bool:
        """Remember *url*, for `deliver`. An empty one ends the webhook."""
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch("[A-Za-z0-9_-]{0,256}", secret_token):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= max_connections <= 100:
            raise bad_request(f"max_connections is {max_connections}")
        self._allow(allowed_updates)
        self.webhook_url, self.webhook_secret = url, secret_token
        if drop_pending_updates:
            self.clear()
        self._bell.ring()
        return True

    async def delete_webhook(self, *, drop_pending_updates: bool = False) -> bool:
        """Return to getUpdates."""
        return await self.set_webhook(url="", drop_pending_updates=drop_pending_updates)

    async def get_webhook_info(self) -> Json:
        """Return how updates are received."""
        return {
            "url": self.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
            "allowed_updates": sorted(self.allowed),
        }

    def _allow(self, kinds: list[str] | None) -> None:
        """Send only *kinds* from now on; None changes nothing, [] means the default."""
        if kinds is None:
            return
        if unknown := set(kinds) - _TYPES:
            raise bad_request(f"allowed_updates has unknown types: {sorted(unknown)}")
        self.allowed = frozenset(kinds) or _TYPES - _TYPES_LEFT_OUT

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [u for u in self._pending if u["update_id"] >= offset]

    async def _wait(self, seconds: int) -> None:
        self.polls += 1
        poll = self.polls
        self._bell.ring()
        with suppress(TimeoutError):
            await self._bell.wait_until(
                lambda: self._pending or self.polls > poll or self.webhook_url,
                seconds,
            )
        if self.polls > poll:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        if self.webhook_url:
            raise conflict("terminated by setWebhook request")
