"""Updates stored on disk until they are answered, and requests that reach Telegram.

In the order in which data flows:

replicas     which processes share a folder
raw_updates  the fields of an update
inbox_table  updates in a SQLite file
inbox        updates on disk until they are answered
metrics      figures for Prometheus
backoff      how long to wait after a failure
pacing       when a message may be sent
http_client  requests of Telegram's library -> HTTP
outcomes     when to retry a request or an update, or to give up
sender       a request -> Telegram: paced, and retried if it failed
claims       which of several hosts answers an update
worker       updates of the inbox -> handlers
"""
