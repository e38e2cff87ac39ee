# syntax=docker/dockerfile:1
# One image for every process of ours; the command says which (deploy/entrypoint).

ARG PYTHON=3.13.14-slim-trixie

FROM python:${PYTHON} AS packages
WORKDIR /build
COPY requirements.lock deploy/without-embedded.awk ./
# Servers run in containers of their own here, so the embedded ones stay out.
RUN awk -f without-embedded.awk requirements.lock > image.lock \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --require-hashes --only-binary :all: -r image.lock

FROM python:${PYTHON}
RUN groupadd --gid 10001 tally \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent tally \
    # A volume takes its first owner from the folder that it covers.
    && install --directory --owner=tally --group=tally --mode=0700 /notary /checkpoints /archive
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY --chmod=0555 cli.py worker.py ./
COPY --chmod=0555 activities ./activities
COPY --chmod=0555 audit ./audit
COPY --chmod=0555 command_line ./command_line
COPY --chmod=0555 deploy/entrypoint ./deploy/entrypoint
COPY --chmod=0555 domain ./domain
COPY --chmod=0555 examples/halden ./examples/halden
COPY --chmod=0555 files ./files
COPY --chmod=0555 identity ./identity
COPY --chmod=0555 messages ./messages
COPY --chmod=0555 operators ./operators
COPY --chmod=0555 projections ./projections
COPY --chmod=0555 runtime ./runtime
COPY --chmod=0555 store ./store
COPY --chmod=0555 web ./web
COPY --chmod=0555 workflows ./workflows
# Compiled now: at run time the root is read-only.
RUN ["/opt/venv/bin/python", "-m", "compileall", "-q", "/app"]
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TALLY_ENV=production \
    TALLY_LOG_FORMAT=json \
    TALLY_STATE=/tmp/tally
USER 10001:10001
ENTRYPOINT ["/app/deploy/entrypoint"]
CMD ["help"]
