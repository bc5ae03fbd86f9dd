# One image: it serves web and worker; `python manage.py worker` instead of its command is a worker alone.
FROM python:3.12-slim AS venv
COPY requirements.lock /build/requirements.lock
RUN python -m venv /venv
RUN /venv/bin/python -m pip install --require-hashes --only-binary :all: -r /build/requirements.lock

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data storyboard && mkdir /data && chown storyboard /data
COPY --from=venv /venv /venv
COPY manage.py /app/manage.py
COPY storyboard /app/storyboard
COPY templates /app/templates
COPY static /app/static
RUN /venv/bin/python -m compileall -q /app/storyboard
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 STORYBOARD_DATA=/data
WORKDIR /app
USER storyboard
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=5)"]
CMD ["python", "manage.py", "serve"]
