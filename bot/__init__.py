"""How people reach the retriever: Telegram and the console."""
