#!/usr/bin/env bash
# Checks the fakes of services with the vendors' own clients, installed into a temporary folder. By hand, outside CI.
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet stripe==16.1.0 hubspot-api-client==12.0.0 simple-salesforce==1.12.10
PYTHONPATH=. PYTHONDONTWRITEBYTECODE=1 "$folder/bin/python" -m tests.sources.vendors.official_clients
