# The server with the browser application inside, for use with an existing PostgreSQL (DATABASE_URL).
#
# The base images are arguments, for those who take them from a mirror.
ARG NODE_IMAGE=node:22-bookworm-slim
ARG RUST_IMAGE=rust:1.95-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS spa
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM ${RUST_IMAGE} AS server
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY crates crates
COPY tests tests
COPY openapi openapi
COPY --from=spa /src/frontend/dist frontend/dist
# The target folder is a cache, so the result is copied out of it in the same step.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --package guanxi-api && cp target/release/guanxi /usr/local/bin/guanxi

FROM ${RUNTIME_IMAGE}
# libssl: libpq's TLS towards PostgreSQL. The certificates: outgoing mail and webhooks.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libssl3 && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home guanxi
COPY --from=server /usr/local/bin/guanxi /usr/local/bin/guanxi
COPY deploy/healthcheck.sh /usr/local/bin/healthcheck
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV GUANXI_LISTEN=0.0.0.0:8080 GUANXI_DATA=/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["healthcheck"]
ENTRYPOINT ["guanxi"]
CMD ["serve"]
