"""Limits of the buttons below a message."""

from .errors import bad_request
from .fields import Json, field
from .texts import utf16_length

MAX_BUTTONS = 100
MAX_BUTTONS_IN_ROW = 8
MAX_CALLBACK_DATA_BYTES = 64
MAX_COPY_TEXT_LENGTH = 256
MAX_PLACEHOLDER_LENGTH = 64
MAX_QUERY_LENGTH = 256

_ACTIONS = frozenset(
    {
        "callback_data",
        "copy_text",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "url",
    }
)


def check_inline_keyboard(reply_markup: Json) -> None:
    """Raise ApiError unless *reply_markup* is a valid inline keyboard."""
    rows = field(reply_markup, "inline_keyboard", list[list[Json]])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)


def _check_button(button: Json) -> None:
    if not field(button, "text", str).strip():
        raise bad_request("can't parse inline keyboard button: its text is empty")
    for name in button.keys() - _ACTIONS - {"text"}:
        raise bad_request(
            f'can\'t parse inline keyboard button: unknown field "{name}"'
        )
    if len(_ACTIONS & button.keys()) != 1:
        raise bad_request("can't parse inline keyboard button: it needs one action")
    if "callback_data" in button:
        _check_callback_data(field(button, "callback_data", str))
    if "copy_text" in button:
        _check_copy_text(field(field(button, "copy_text", Json), "text", str))
    if "switch_inline_query_chosen_chat" in button:
        _check_chosen_chat(field(button, "switch_inline_query_chosen_chat", Json))
    if "url" in button and not field(button, "url", str).startswith(
        ("https://", "http://", "tg://")
    ):
        raise bad_request("BUTTON_URL_INVALID")


def check_markup(reply_markup: Json) -> None:
    """Raise ApiError unless it is a valid inline keyboard, or asks for a reply."""
    if "force_reply" not in reply_markup:
        check_inline_keyboard(reply_markup)
        return
    known = {"force_reply", "input_field_placeholder", "selective"}
    if unknown := reply_markup.keys() - known:
        raise bad_request(f"unknown fields of ForceReply: {sorted(unknown)}")
    placeholder = reply_markup.get("input_field_placeholder", "x")
    if not 1 <= utf16_length(placeholder) <= MAX_PLACEHOLDER_LENGTH:
        raise bad_request("the placeholder is too long or empty")


def _check_chosen_chat(chosen: Json) -> None:
    if utf16_length(chosen.get("query", "")) > MAX_QUERY_LENGTH:
        raise bad_request("the inline query is too long")
    if not any(chosen.get(name) for name in chosen.keys() - {"query"}):
        raise bad_request("no kind of chat may be chosen")


def _check_callback_data(data: str) -> None:
    if not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_copy_text(text: str) -> None:
    if not 1 <= utf16_length(text) <= MAX_COPY_TEXT_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
