# The bot in a container: docker build -t excerpt-bot .
# Other formats than text and Markdown: --build-arg EXTRAS=documents (the default).

FROM python:3.13-slim AS build
ARG EXTRAS=documents
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY pyproject.toml README.md LICENSE .env.example ./
COPY bot bot
COPY retrieval retrieval
COPY seeds seeds
RUN python -m venv --without-pip /opt/excerpt-bot \
    && python -m pip --python /opt/excerpt-bot/bin/python install --no-cache-dir \
        --no-compile ".[${EXTRAS}]" \
    && /opt/excerpt-bot/bin/python -m compileall -q /opt/excerpt-bot

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin excerpt-bot \
    && install --directory --owner=excerpt-bot --mode=700 /data \
    && install --directory --owner=root --mode=755 /articles
COPY --from=build /opt/excerpt-bot /opt/excerpt-bot
ENV PATH=/opt/excerpt-bot/bin:$PATH \
    ARTICLES_DIR=/articles \
    DATA_DIR=/data \
    HTTP_ADDRESS=0.0.0.0 \
    HTTP_PORT=8080
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["excerpt-bot"]
CMD ["telegram"]
