"""What the bot says in a language: the fields that each language fills in.

A language is one file like `strings_en`, and an entry in `replies.LANGUAGES`. Words in
braces are filled in; a test compares them between the languages.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """All words of the bot's own in one language."""

    # Numbers and nouns.
    thousands: str
    one_article: str
    many_articles: str
    one_question: str
    many_questions: str

    # An answer.
    source: str
    also_in: str
    not_sure: str
    not_found: str
    unknown: str
    corrected: str
    searched_for: str
    too_long: str
    first_questions: str

    # Conversation.
    start: str
    hello: str
    thanks: str
    who: str
    help: str
    group_help: str
    group_help_with_mentions: str
    try_asking: str
    example: str
    question_missing: str
    only_text: str
    unknown_command: str

    # Commands.
    articles: str
    no_articles: str
    privacy: str
    deleted: str
    stats: str
    unanswered: str
    none_unanswered: str

    # What is in the way.
    not_allowed: str
    your_id: str
    too_many: str
    sorry_for_the_delay: str
    failed: str

    # Buttons and their notices.
    context: str
    back: str
    more: str
    first: str
    previous: str
    next: str
    thanks_for_vote: str
    articles_changed: str
    question_gone: str
    button_outdated: str

    # Inline mode.
    nothing_inline: str

    # The bot's profile: what clients show of it, and its commands in order.
    description: str
    short_description: str
    commands: dict[str, str]

    # What people say without asking, as `smalltalk.normalised` spells it.
    says_hello: frozenset[str]
    says_thanks: frozenset[str]
    asks_who: frozenset[str]
    asks_help: frozenset[str]
