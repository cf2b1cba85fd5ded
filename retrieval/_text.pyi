from .pieces import Memory as Memory
from .pieces import read as read

def stem(word: str, /) -> str | None: ...
