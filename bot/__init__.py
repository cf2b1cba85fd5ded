"""How people reach the retriever: on Telegram and on the console.

In the order in which data flows:

errors         what a user of the command line can get wrong
settings       the environment and .env -> settings
logs           what goes to the log, and what never does
replies        an answer -> what a user reads
console        questions and replies on the console
telegram_text  a reply -> a message of Telegram
handlers       updates from Telegram -> replies
replicas       which processes share a folder
inbox_table    updates in a file of SQLite
inbox          updates on disk until they are answered
http_client    requests of the Telegram library -> HTTP
monitoring     figures and signs of life
pacing         when a message may be sent
sending        a request -> Telegram: paced, and again if it failed
delivery       updates of the inbox -> handlers
polling        updates from Telegram -> inbox
webhook        updates that Telegram brings -> inbox
http_server    health, metrics and the webhook over HTTP
signals        what SIGTERM and SIGINT do
lifecycle      from the first contact with Telegram to an orderly end
__main__       the command line, which puts the parts together
"""
