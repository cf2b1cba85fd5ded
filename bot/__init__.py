"""How people reach the retriever: on Telegram and on the console.

In the order in which data flows:

errors       what a user of the command line can get wrong
settings     the environment and .env -> settings
counting     numbers of things, in English
logs         what goes to the log, and what never does
articles     the folder of articles and its library -> a retriever
compiled     whether searches run in C
engine       the settings of an engine -> its index, and a retriever on it
meaning      which encoder is used, and when sentences are embedded
limits       the limits of Telegram's Bot API
data_folder  the folder for what is stored, closed to others
database     SQLite files, opened, upgraded and wiped
uploads      files that admins add to the articles, and take out of them
channels     posts of channels -> files of the articles
locales      what the bot says, a TOML file per language
answers      a text -> what a user reads
console      questions, replies and reports on the console
chat         replies -> messages and keyboards of Telegram
delivery     updates kept on disk until they are answered
handlers     which update goes where, and what it does
server       the Telegram bot as a service
doctor       what stands between the bot and its users
manual       examples, settings and files of each command
startup      how each command begins: settings, log and streams
running      the bot of the settings, run until a signal says to stop
commands     what each command does, with the parts put together
cli          the command line: what can be typed, and the status it ends with
__main__     `python -m bot`
"""
