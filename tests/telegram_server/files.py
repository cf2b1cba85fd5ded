"""Files that users send, and their way to the bot."""

from http import HTTPStatus

from aiohttp import web

from .errors import bad_request
from .fields import Json


class Files:
    """Keeps files by their ids; *downloads* counts how often one was fetched."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._contents: dict[str, bytes] = {}
        self.downloads = 0

    def document(self, name: str, content: bytes, *, size: int | None = None) -> Json:
        """Keep a file, and return the fields of a message with it."""
        file_id = f"d{len(self._contents)}"
        self._contents[file_id] = content
        length = len(content) if size is None else size
        fields = {"file_id": file_id, "file_unique_id": file_id}
        return {"document": {**fields, "file_name": name, "file_size": length}}

    async def get_file(self, *, file_id: str) -> Json:
        """Return where a file can be fetched."""
        if file_id not in self._contents:
            raise bad_request("invalid file_id")
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_path": f"documents/{file_id}",
        }

    async def download(self, request: web.Request) -> web.Response:
        """Answer with the content of a file."""
        content = self._contents.get(request.match_info["file_id"])
        if request.match_info["token"] != self._token or content is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        self.downloads += 1
        return web.Response(body=content)
