#!/usr/bin/env bash
# Container health: succeeds when the server answers /readyz with 200. Plain bash, since the image has no HTTP client.
set -euo pipefail

address=${GUANXI_LISTEN:-127.0.0.1:8080}
exec 3<>"/dev/tcp/127.0.0.1/${address##*:}"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS= read -r -t 3 status <&3
[[ $status == "HTTP/1.1 200"* ]]
