#!/usr/bin/env bash
# Writes slack-types-3.2.0.schema.json: the types of @slack/types 3.2.0 as a JSON Schema, without their descriptions.
# It needs node 20 and npm, and is run when Slack publishes new types: then change the version here, in the name of the
# file and in schema.py, and see which parts of extensions.json the new types have.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent --ignore-scripts @slack/types@3.2.0 ts-json-schema-generator@2.4.0
cat > entry.ts <<'TS'
import { KnownBlock, View } from "@slack/types";
export interface Sent { blocks: KnownBlock[]; }
export type AnyView = View;
TS
echo '{"compilerOptions":{"module":"commonjs","moduleResolution":"node","strict":true,"skipLibCheck":true,"target":"es2020","lib":["es2020","dom"]},"files":["entry.ts"]}' > tsconfig.json
npx ts-json-schema-generator --path entry.ts --tsconfig tsconfig.json --type '*' --no-type-check -o schema.json
python3 - "$here/slack-types-3.2.0.schema.json" <<'PY'
import json, pathlib, sys

def bare(value):
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items() if not (key == "description" and isinstance(each, str))}
    return [bare(each) for each in value] if isinstance(value, list) else value

schema = {"$comment": "@slack/types 3.2.0 by ts-json-schema-generator 2.4.0, see generate.sh", **bare(json.load(open("schema.json")))}
pathlib.Path(sys.argv[1]).write_text(json.dumps(schema, separators=(",", ":"), sort_keys=True) + "\n")
PY
