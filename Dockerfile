# Epoch's image: the same for web, worker, beat and prepare; docker-compose.yml names the command of each.
FROM python:3.13-slim-bookworm AS build
COPY requirements.txt /build/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: -r /build/requirements.txt

FROM python:3.13-slim-bookworm
# State lives in one folder; everything else may be read-only.
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin epoch \
    && install -d -o epoch -g epoch -m 0750 /var/lib/epoch
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
RUN /opt/venv/bin/python -m compileall -q accounts config curriculum progress quizzes scripts
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    EPOCH_VAR=/var/lib/epoch \
    EPOCH_BIND=0.0.0.0 \
    PORT=8000
USER epoch
VOLUME /var/lib/epoch
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "scripts/healthcheck.py", "web"]
CMD ["scripts/web.sh"]
