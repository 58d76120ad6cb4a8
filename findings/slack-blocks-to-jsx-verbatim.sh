#!/usr/bin/env bash
# Guess: a text object with `verbatim: true` is drawn with its bold, code and links: Slack's reference says that all
#   formatting goes on being processed, and only plain addresses and names aren't made into links.
# Behaviour (slack-blocks-to-jsx 1.1.1): nothing of such a text is formatted: `*bold*` shows its asterisks and
#   `<https://example.com|page>` its angle brackets. The same text without `verbatim` is drawn as Slack draws it.
# Who meets it: whoever previews messages of an app that sets `verbatim` so that data isn't made into links.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts slack-blocks-to-jsx@1.1.1 react@19.2.0 react-dom@19.2.0
cat > shown.mjs <<'JS'
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const { createElement } = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { Message } = require("slack-blocks-to-jsx");

const drawn = (verbatim) => renderToStaticMarkup(createElement(Message, {
  withoutWrapper: true, name: "x", logo: "",
  blocks: [{ type: "section", text: { type: "mrkdwn", text: "*bold* <https://example.com|page>", ...(verbatim && { verbatim }) } }],
}));
const [plain, verbatim] = [drawn(false), drawn(true)];
console.log("slack-blocks-to-jsx", require("slack-blocks-to-jsx/package.json").version);
console.log("without verbatim:", plain.replace(/ class="[^"]*"/g, ""));
console.log("with verbatim:   ", verbatim.replace(/ class="[^"]*"/g, ""));
const asDescribed = !plain.includes("*bold*") && plain.includes('href="https://example.com"')
  && verbatim.includes("*bold*") && verbatim.includes("&lt;https://example.com|page&gt;");
process.exit(asDescribed ? 0 : 1);
JS
node shown.mjs || { echo "it behaves otherwise now"; exit 1; }
