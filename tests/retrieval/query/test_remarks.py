import pytest

from retrieval import Article, Retriever
from retrieval.query.remarks import is_chatter
from tests.libraries import collection_of, query_of

NEWS = Article(
    "news.txt",
    "Talks on Monday\n\nThe minister said thanks and helped to make peace on Monday. "
    "Time is short, and the love of work stops nobody from giving up.\n",
)
RETRIEVER = Retriever([NEWS])


@pytest.mark.parametrize(
    "remark",
    [
        "thanks",
        "Thank you so much!",
        "what time is it?",
        "can you help me?",
        "I love you",
        "who made you?",
        "what's up",
        "See you on Monday",
        "how do you work",
        "STOP",
        "hi",
        "good morning",
        "lol ok",
    ],
)
def test_remark_to_the_bot_is_never_answered_for_sure(remark: str) -> None:
    assert RETRIEVER.answer(remark).confidence != "high"


@pytest.mark.parametrize(
    "question", ["Can you tell me about the minister?", "talks on Monday", "peace"]
)
def test_question_that_is_put_politely_is_still_one(question: str) -> None:
    assert not is_chatter(query_of(question, collection_of(NEWS.text)))
