// Calls tools through the TypeScript SDK and prints each result on a line; its client checks the schemas of answers.
// Arguments: the folder of node_modules, then JSON with {command, args, env} or {url, headers}, and {calls: [[name, arguments]]}.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, text] = process.argv.slice(2);
const wanted = JSON.parse(text);
const require = createRequire(`${folder}/package.json`);
const load = (path) => import(pathToFileURL(require.resolve(`@modelcontextprotocol/sdk/${path}`)).href);
const { Client } = await load("client/index.js");
const { StdioClientTransport } = await load("client/stdio.js");
const { StreamableHTTPClientTransport } = await load("client/streamableHttp.js");

const transport = wanted.url
  ? new StreamableHTTPClientTransport(new URL(wanted.url), { requestInit: { headers: wanted.headers } })
  : new StdioClientTransport({ command: wanted.command, args: wanted.args, env: wanted.env, stderr: "ignore" });
const client = new Client({ name: "test", version: "1" });
await client.connect(transport);
const { tools } = await client.listTools();
console.log(JSON.stringify(tools.map((tool) => tool.name)));
for (const [name, given] of wanted.calls) {
  const { isError, structuredContent, content, _meta } = await client.callTool({ name, arguments: given });
  console.log(JSON.stringify({ isError: Boolean(isError), structuredContent, content, blocks: _meta.slack.blocks.length }));
}
await client.close();
