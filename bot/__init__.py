"""How people reach the retriever: on Telegram and on the console.

In the order in which data flows:

errors         what a user of the command line can get wrong
settings       the environment and .env -> settings
logs           what goes to the log, and what never does
strings        what the bot says: the fields of a language
strings_de     German
strings_en     English
languages      which language a person reads
limits         the limits of Telegram's Bot API
smalltalk      what asks nothing of the articles
shortening     what is too long to show whole
questions      a text -> its questions
pages          questions -> answers -> pages of excerpts
database       SQLite files, opened and upgraded
records        what is remembered: unanswered questions, votes, figures
replies        what was found -> what a user reads
notices        greetings, help, lists and figures -> what a user reads
console        questions and replies on the console
deep_links     links that open the bot at an excerpt
answering      texts and links -> what is found for them
telegram_text  a reply -> a text and entities of Telegram
messages       replies sent and edited
addressing     whether a message is for the bot, and what it asks
buttons        the buttons below an answer, and what they carry
contents       the list of the articles
rate           how fast one person may ask
handlers       questions -> replies
taps           taps on buttons -> replies
commands       commands -> replies
inline         "@bot words" in any chat -> results
access         who may use the bot
profile        what clients show of the bot
routes         which update goes to which handler
replicas       which processes share a folder
inbox_table    updates in a file of SQLite
inbox          updates on disk until they are answered
http_client    requests of the Telegram library -> HTTP
metrics        figures for Prometheus
heartbeat      signs of life
backoff        how long to wait after a failure
pacing         when a message may be sent
outcomes       when a request is repeated and an update given up
sending        a request -> Telegram: paced, and again if it failed
delivery       updates of the inbox -> handlers
polling        updates from Telegram -> inbox
webhook        updates that Telegram brings -> inbox
http_server    health, metrics and the webhook over HTTP
signals        what SIGTERM and SIGINT do
lifecycle      from the first contact with Telegram to an orderly end
service        the Telegram bot put together
cli            the command line, which puts the parts together
__main__       `python -m bot`
"""
