#!/bin/sh
# Wakes every org, as Cloudflare's cron does: hourly, and once after each start. Waits half a minute for a bridge that is coming up.
set -eu
if [ -n "${SECRETS_FILE:-}" ]; then
  set -a
  . "$SECRETS_FILE"
  set +a
fi
# The token goes by standard input: arguments are seen by everybody on the machine.
printf 'header = "Authorization: Bearer %s"\n' "$OPERATOR_TOKEN" |
  curl --config - --silent --show-error --fail --max-time 60 --retry 30 --retry-connrefused --retry-delay 1 \
    --request POST "http://${LISTEN:-127.0.0.1:8787}/health/wake"
echo
