"""What is kept of a person, and the answers that they wait for."""

from bot.answers.notices import privacy_reply
from bot.answers.records import Records
from bot.answers.records_file import KEEP_DAYS
from bot.answers.reply import Reply
from bot.answers.servers import Servers
from bot.chat.keyboards import forget_buttons
from bot.chat.sending import Buttons
from bot.delivery.inbox_table import GIVEN_UP_KEPT_DAYS
from bot.locales.strings import Strings

# The buttons show nothing of the articles.
_NO_VERSION = "00000000"


def privacy_page(
    records: Records, servers: Servers, user_id: int, strings: Strings
) -> tuple[Reply, Buttons]:
    """Return what is kept, with a button to forget each question waited for."""
    waiting = records.waiting(user_id)
    questions = [each.question for each in waiting]
    reply = privacy_reply(KEEP_DAYS, GIVEN_UP_KEPT_DAYS, servers, questions, strings)
    return reply, forget_buttons([each.code for each in waiting], _NO_VERSION)
