"""The Telegram bot as a service.

In the order in which data flows:

heartbeat    signs of life, for /healthz and systemd
polling      updates from Telegram -> inbox
webhook      updates that Telegram brings -> inbox
http_server  health, metrics and the webhook over HTTP
signals      what SIGTERM and SIGINT do
lifecycle    from the first contact with Telegram to an orderly end
service      all of these put together
"""
