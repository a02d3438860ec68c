// The linters are shown to speak when something is wrong with the very schema, and the exceptions
// to silence nothing but their finding. Run by `npm test`, whose NODE_ENV has graphql-eslint read
// each schema anew.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import exceptions from "./exceptions.mjs";
import { lint } from "./lint.mjs";

const SCHEMA = await readFile(new URL("../../schema.graphql", import.meta.url), "utf8");

async function linted(sdl, allowed) {
  const folder = await mkdtemp(join(tmpdir(), "schema-"));
  try {
    const path = join(folder, "schema.graphql");
    await writeFile(path, sdl);
    return await lint(path, allowed);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The schema with `to` in place of `from` behind `after`. */
function changed(after, from, to) {
  const [at, found] = [SCHEMA.indexOf(after), SCHEMA.indexOf(from, SCHEMA.indexOf(after))];
  assert.ok(at >= 0 && found >= 0, `${after} ${from}`);
  return SCHEMA.slice(0, found) + to + SCHEMA.slice(found + from.length);
}

test("the schema as it is has no finding", async () => {
  assert.deepEqual(await linted(SCHEMA), { faults: [], unused: [] });
});

const described = (sdl) => `"""\nWords.\n"""\n${sdl}`;
for (const [name, after, from, to, rules] of [
  ["a field without a description", "type JobEdge {", '\t"""\n\tWhat stands there.\n\t"""\n', "", ["@graphql-eslint/require-description", "fields-have-descriptions"]],
  ["a value without a description", "enum Role {", /\t"""[^"]*"""\n/.exec(SCHEMA.slice(SCHEMA.indexOf("enum Role {")))[0], "", ["@graphql-eslint/require-description", "enum-values-have-descriptions"]],
  ["a name of another style", "type Job implements", "\ttitle:", "\tThe_title:", ["@graphql-eslint/naming-convention", "fields-are-camel-cased"]],
  ["a field named after its type", "type Job implements", "\ttitle:", "\tjobTitle:", ["@graphql-eslint/no-typename-prefix"]],
  ["a type that nothing leads to", "type JobEdge {", "type JobEdge {", `type Lost {\n\t"""\n\tWords.\n\t"""\n\tname: String\n}\n\n${described("type JobEdge {")}`, ["@graphql-eslint/no-unreachable-types", "defined-types-are-used"]],
  ["a mutation that answers a scalar", "type Mutation {", "): SignUpPayload!", "): Boolean!", ["@graphql-eslint/no-scalar-result-type-on-mutation"]],
  ["a connection without a page's information", "type JobConnection {", "pageInfo: PageInfo!", "more: Boolean", ["@graphql-eslint/relay-connection-types", "relay-connection-types-spec"]],
  ["an edge without its cursor", "type JobEdge {", "cursor: String!", "place: String", ["@graphql-eslint/relay-edge-types"]],
  ["a connection that cannot be paged", "\tjobs(", /\t\tafter: String\n/.exec(SCHEMA.slice(SCHEMA.indexOf("\tjobs(")))[0], "\t\tplace: String\n", ["@graphql-eslint/relay-arguments"]],
  ["a page's information of another kind", "type PageInfo {", "hasNextPage: Boolean!", "hasNextPage: Int", ["@graphql-eslint/relay-page-info", "relay-page-info-spec"]],
]) {
  test(`${name} is found`, async () => {
    const { faults } = await linted(changed(after, from, to));
    const spoken = new Set(faults.map(({ rule }) => rule));
    for (const rule of rules) assert.ok(spoken.has(rule), `${rule} is silent: ${[...spoken]}`);
  });
}

test("each exception is needed, and silences its finding alone", async () => {
  for (const exception of exceptions) {
    const { faults } = await linted(SCHEMA, exceptions.filter((other) => other !== exception));
    assert.ok(faults.length > 0);
    for (const { rule, message } of faults) {
      assert.equal(rule, exception.rule);
      assert.match(message, exception.finding);
    }
  }
  const idle = { rule: "@graphql-eslint/no-typename-prefix", finding: /Field "shoeSize"/, why: "a test" };
  assert.deepEqual((await linted(SCHEMA, [...exceptions, idle])).unused, [idle]);
});
