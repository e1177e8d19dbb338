# The same script as on any other machine (docs/hosting.md): `ready` installs what is pinned, `serve` starts.
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 otif && mkdir /app /data && chown otif:otif /app /data
USER otif
WORKDIR /app

COPY --chown=otif:otif do.py requirements.txt requirements-postgres.txt ./
RUN python3 do.py ready
COPY --chown=otif:otif . .

ENV OTIF_KOOP_DATABASE=sqlite:////data/workshops.sqlite \
    OTIF_KOOP_RIGHTS=links
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
    CMD python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=2)"
CMD ["python3", "do.py", "serve"]
