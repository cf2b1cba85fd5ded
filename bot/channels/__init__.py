"""Posts of channels -> files of the articles.

In the order in which data flows:

posts   a post -> a Markdown file
names   usernames -> those that belong to no channel
export  the history that Telegram Desktop exports -> posts
"""
