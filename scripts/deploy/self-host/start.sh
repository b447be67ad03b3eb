#!/bin/sh
# Starts the bridge in the foreground. From the environment, or from the file SECRETS_FILE names (lines NAME=value):
#   BRIDGE_KEYS, OPERATOR_TOKEN   the secrets
#   STATE_DIR                     where the data is; "state" beside this file when it is not set
#   LISTEN                        127.0.0.1:8787 when it is not set; a proxy that ends TLS stands before it
set -eu
umask 077
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ -n "${SECRETS_FILE:-}" ]; then
  set -a
  . "$SECRETS_FILE"
  set +a
fi
for name in BRIDGE_KEYS OPERATOR_TOKEN; do
  if [ -z "$(printenv "$name")" ]; then
    echo "$name is not set: put it into the environment, or into the file that SECRETS_FILE names" >&2
    exit 78
  fi
done
state=${STATE_DIR:-$here/state}
mkdir -p "$state/objects"
exec "$here/workerd" serve "$here/bridge.capnp" \
  --directory-path "state=$state/objects" --socket-addr "http=${LISTEN:-127.0.0.1:8787}"
