"""The Telegram bot as a service.

In the order in which data flows:

heartbeat    signs of life, for /healthz and systemd
polling      updates asked of Telegram -> inbox
webhook      Telegram's HTTP requests -> inbox, and their status
http_server  the routes; health and metrics
signals      what SIGTERM and SIGINT do
lifecycle    from the first contact with Telegram to an orderly end
service      settings -> the running bot
"""
