"""The Telegram bot as a service.

In the order in which data flows:

heartbeat       signs of life, for /healthz and systemd
polling         updates asked of Telegram -> inbox
webhook         Telegram's HTTP requests -> inbox, and their status
http_server     the routes; health and metrics
signals         what SIGTERM, SIGINT and SIGHUP do
threads         work in threads other than those that answer
watching        notices when files change
updating        updates the library in a process of its own
engine_changes  notices when the index in a search engine changes
reloading       changed files -> new articles, while answers go on
application     the library's application with the bot's handlers
lifecycle       from the first contact with Telegram to an orderly end
service         settings -> the running bot
"""
