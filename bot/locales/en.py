"""What the bot says in English."""

from .strings import Strings

ENGLISH = Strings(
    thousands=",",
    one_article="{} article",
    many_articles="{} articles",
    one_question="{} question",
    many_questions="{} questions",
    #
    source="{file}, line {line}",
    also_in="also in {files}",
    not_sure="Not sure. The closest passages:",
    not_found="The articles do not answer that.",
    unknown="In no article: {words}",
    corrected="Searched for {found} instead of {typed}.",
    searched_for="Searched for: {words}",
    too_long="That is long: one or two sentences find more. The best match:",
    first_questions="I take {} questions at a time.",
    #
    start="Ask me a question. I reply with the sentences of {articles} that answer it, "
    "word for word, each with its file and line. I never make anything up.",
    hello="Hello! Ask me something.",
    thanks="You are welcome! What else would you like to know?",
    who="I am a bot that looks up your question in articles and quotes what fits best.",
    help="""\
Write a question or a few words. I quote the sentences that fit best, with their file.
The numbers below an answer show what stands around a quote, More shows further ones.
You can send up to three questions at once, and edit a question to correct it.
In a group, write /ask before your question, or reply to me.
In any chat, write @{bot} and a few words to send a quote.
/articles lists what I search, /privacy says what I keep.
{articles}, last read {read_at}.""",
    group_help="Ask me with /ask and your question, or reply to one of my messages.",
    group_help_with_mentions="Ask me with /ask and your question, mention @{bot}, "
    "or reply to one of my messages.",
    try_asking="For example:",
    example="What is “{title}” about?",
    question_missing="Write your question after the command: /ask your question",
    only_text="I can only read text. Send your question as a message.",
    unknown_command="I do not know that command. Just write your question, or /help.",
    #
    articles="{articles}. A number opens one.",
    no_articles="There are no articles to search yet.",
    privacy="""\
I keep the beginning of questions that no article answers, and your thumbs up and down \
with their question, for up to {days} days, so that the articles get better. Who asked \
is kept with them only as a code that nobody can read your name from.
I keep your messages until they are answered, and those that I fail to answer for up \
to {failed_days} days.
/privacy delete removes all of this now; messages that still wait get no answer then.\
""",
    deleted="Done: your questions, votes and messages are deleted.",
    stats="""\
{questions} in {days} days: {answered} % answered, {unsure} % not sure
Answer time: median {median} ms, 95 % within {p95} ms
{articles}, last read {read_at}""",
    unanswered="Without an answer, most asked first:",
    none_unanswered="No question is without an answer.",
    #
    not_allowed="This bot is for invited people only.",
    your_id="Your id, to be invited: {id}",
    too_many="That was fast! Ask again in {} s.",
    sorry_for_the_delay="Sorry for the delay.",
    failed="Something failed ({id}). Please ask again in a moment.",
    #
    context="Context",
    back="Back",
    more="More",
    first="To the first",
    previous="Previous",
    next="Next",
    thanks_for_vote="Thanks!",
    articles_changed="The articles changed. Please ask again.",
    question_gone="I cannot see the question any more. Please ask again.",
    button_outdated="This button is too old. Please ask again.",
    #
    nothing_inline="Nothing found. Ask in a private chat",
    #
    description="Ask a question, and I reply with the sentences of the articles that "
    "answer it: word for word, each with its file and line.",
    short_description="Answers questions with the very sentences of articles.",
    commands={
        "ask": "Ask a question",
        "articles": "List the articles",
        "help": "How to ask",
        "privacy": "What is kept, and how to delete it",
        "stats": "How much is asked and answered",
        "unanswered": "Questions without an answer",
    },
    #
    says_hello=frozenset(
        {
            "hello",
            "hello there",
            "hi",
            "hi there",
            "hey",
            "hey there",
            "hiya",
            "good morning",
            "good afternoon",
            "good evening",
            "greetings",
            "how are you",
            "hello how are you",
            "hi how are you",
        }
    ),
    says_thanks=frozenset(
        {
            "thanks",
            "thanks a lot",
            "many thanks",
            "thank you",
            "thank you so much",
            "thank you very much",
            "thx",
            "ty",
            "ok thanks",
            "great thanks",
            "perfect thanks",
            "cool thanks",
        }
    ),
    asks_who=frozenset(
        {
            "who are you",
            "what are you",
            "what is this",
            "what can you do",
            "what do you do",
            "what does this bot do",
            "are you a bot",
            "are you human",
            "are you there",
        }
    ),
    asks_help=frozenset(
        {
            "help",
            "help me",
            "help please",
            "please help",
            "how does this work",
            "how do i use this",
            "how do i ask",
            "how to use",
            "instructions",
            "menu",
            "start",
        }
    ),
)
