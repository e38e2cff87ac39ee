#!/bin/sh
# Creates the namespace named by TEMPORAL_NAMESPACE, or sets how long it keeps closed runs.
# A closed run's history is one half of the stick, so it is kept for ten years.
set -eu

: "${TEMPORAL_ADDRESS:?}" "${TEMPORAL_NAMESPACE:?}"
retention=3650d
attempts=${ATTEMPTS:-60}

# Named each time: `create` does not read the variable.
namespace() {
    temporal operator namespace "$@" --namespace "$TEMPORAL_NAMESPACE"
}

# A server that has just begun to answer may refuse for some seconds.
insist() {
    until "$@" >/dev/null 2>&1; do
        attempts=$((attempts - 1))
        [ "$attempts" -gt 0 ] || { echo "Temporal at $TEMPORAL_ADDRESS refuses: $*" >&2; exit 1; }
        sleep 2
    done
}

insist temporal operator cluster health
if namespace describe >/dev/null 2>&1; then
    insist namespace update --retention "$retention"
else
    insist namespace create --retention "$retention"
fi
