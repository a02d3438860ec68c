// Runs every audit of graphql-http against a server, as nobody and as a user, and fails on an
// error, a warning or a notice. Usage: node audit.mjs http://127.0.0.1:8080/graphql
import { auditServer } from "graphql-http";
import { signedIn } from "./account.mjs";

const url = process.argv[2];
const token = await signedIn(ask);
let failed = false;
for (const [who, headers] of [["nobody", {}], ["a user", { authorization: `Bearer ${token}` }]]) {
  const fetchFn = (input, init = {}) => fetch(input, { ...init, headers: { ...headers, ...init.headers } });
  const results = await auditServer({ url, fetchFn });
  const passed = results.filter((result) => result.status === "ok").length;
  console.log(`graphql-http audits as ${who}: ${passed}/${results.length}`);
  for (const result of results.filter((result) => result.status !== "ok")) {
    failed = true;
    console.log(`  ${result.status}: ${result.name}: ${result.reason}`);
  }
}
process.exit(failed ? 1 : 0);

async function ask(query, variables) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const body = await response.json();
  if (!body.data) throw new Error(JSON.stringify(body));
  return body.data;
}
