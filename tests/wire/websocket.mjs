// Drives a server with the client of graphql-ws: a query, a mutation and a subscription over one
// socket, refused operations, and coming back after the server has closed.
// Usage: node websocket.mjs http://127.0.0.1:8080/graphql
import assert from "node:assert/strict";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { signedIn } from "./account.mjs";

const http = process.argv[2];
const url = http.replace(/^http/, "ws");

function open(connectionParams, on = {}) {
  return createClient({ url, webSocketImpl: WebSocket, connectionParams, on, retryAttempts: 3, retryWait: async () => {} });
}

function ask(client, query, variables) {
  return new Promise((resolve, reject) => {
    const answers = [];
    client.subscribe({ query, variables }, { next: (answer) => answers.push(answer), error: reject, complete: () => resolve(answers) });
  });
}

const anonymous = open();
assert.deepEqual(await ask(anonymous, "{ __typename }"), [{ data: { __typename: "Query" } }]);
console.log("a query is answered and completed");

const token = await signedIn(async (query, variables) => (await ask(anonymous, query, variables))[0].data);
console.log("a mutation is answered and completed");

await assert.rejects(ask(anonymous, "{ nothing }"), (errors) => errors[0].extensions.code === "VALIDATION_FAILED");
console.log("an operation that cannot run is an error");
await anonymous.dispose();

const user = open(() => ({ authorization: `Bearer ${token}` }));
const unknown = "subscription { generationEvents(id: \"nothing\") { number } }";
const refused = await ask(user, unknown).catch((errors) => errors);
assert.ok(JSON.stringify(refused).includes("NOT_FOUND"), JSON.stringify(refused));
console.log("a subscription to what does not exist tells so");
const both = await Promise.all([ask(user, "{ viewer { id } }"), ask(user, "{ __typename }")]);
assert.ok(both[0][0].data.viewer.id);
console.log("operations run side by side");
await user.dispose();

const closed = [];
let isBad = true;
const recovering = open(
  () => ({ authorization: isBad ? "Bearer nonsense" : `Bearer ${token}` }),
  { closed: (event) => { closed.push(event.code); isBad = false; } },
);
assert.ok((await ask(recovering, "{ viewer { id } }"))[0].data.viewer.id);
assert.deepEqual(closed, [4403]);
console.log("a refused token closes with 4403, and the client comes back with a good one");
await recovering.dispose();
