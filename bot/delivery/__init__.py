"""No update is lost, and each is answered once.

In the order in which data flows:

replicas     which processes share a folder
raw_updates  what an update says of itself
inbox_table  updates in a file of SQLite
inbox        updates on disk until they are answered
metrics      figures for Prometheus
backoff      how long to wait after a failure
pacing       when a message may be sent
http_client  requests of Telegram's library -> HTTP
outcomes     what becomes of a request, and of an update
sender       a request -> Telegram: paced, and again if it failed
worker       updates of the inbox -> handlers
"""
