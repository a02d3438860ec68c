// What breaks clients is shown to be found, and what does not to pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unannounced, wrongRelease } from "./breaking.mjs";

const RELEASED = `# Released as 1.0.0
type Query { job(id: ID!): Job jobs(first: Int): [Job!]! }
type Job { id: ID! title: String! place: String kind: Kind! }
enum Kind { OPEN CLOSED }
input NewJob { text: String! title: String }
type Mutation { createJob(input: NewJob!): Job }`;

const NOTHING = "# Changelog\n\n## Unreleased\n\n## 1.0.0\n";

function changed(from, to) {
  assert.ok(RELEASED.includes(from), from);
  return RELEASED.replace(from, to);
}

for (const [name, from, to, expected] of [
  ["a removed field", " place: String", "", "Job.place was removed."],
  ["a removed type", "enum Kind { OPEN CLOSED }", "scalar Kind", "Kind changed from an Enum type to a Scalar type."],
  ["a result that may now be null", "title: String! place", "title: String place", "Job.title changed type from String! to String."],
  ["an argument that may no longer be null", "first: Int", "first: Int!", "Query.jobs arg first has changed type from Int to Int!."],
  ["a new argument that must be given", "job(id: ID!)", "job(id: ID!, of: ID!)", "A required arg of on Query.job was added."],
  ["a new input field that must be given", "text: String!", "text: String! place: String!", "A required field place on input type NewJob was added."],
  ["a removed value", "OPEN CLOSED", "OPEN", "CLOSED was removed from enum type Kind."],
]) {
  test(`${name} is found, and passes when announced`, () => {
    const after = changed(from, to);
    assert.deepEqual(unannounced(RELEASED, after, NOTHING), [expected]);
    const unreleased = (words) => NOTHING.replace("Unreleased\n", `Unreleased\n\n### Breaking changes of the schema\n- ${words}\n`);
    assert.deepEqual(unannounced(RELEASED, after, unreleased(expected)), []);
    const marked = expected.replace(/[A-Z]\w*\.\w+/, "`$&`").replace(/\.$/, "");
    assert.deepEqual(unannounced(RELEASED, after, unreleased(`${marked}: ask for another.`)), [], marked);
    // Another's announcement, one elsewhere, or one of a version that is out, does not count.
    assert.deepEqual(unannounced(RELEASED, after, unreleased("Job.salary was removed.")), [expected]);
    assert.deepEqual(unannounced(RELEASED, after, unreleased(expected).replace("### Breaking", "### Other")), [expected]);
    assert.deepEqual(unannounced(RELEASED, after, unreleased(expected).replace("Unreleased", "1.1.0")), [expected]);
  });
}

test("additions pass", () => {
  for (const [from, to] of [
    ["title: String!", "title: String! company: String"],
    ["first: Int", "first: Int, after: String"],
    ["OPEN CLOSED", "OPEN CLOSED HIDDEN"],
    ["title: String }", "title: String place: String }"],
    ["place: String", "place: String!"],
    ["place: String", 'place: String @deprecated(reason: "2027-06-01: ask for `site`.")'],
    ["type Mutation {", "type Place { name: String } type Mutation { move: Place"],
  ]) {
    assert.deepEqual(unannounced(RELEASED, changed(from, to), NOTHING), [], to);
  }
});

test("the released schema is of the newest version", () => {
  assert.equal(wrongRelease(RELEASED, NOTHING), null);
  assert.match(wrongRelease(RELEASED, NOTHING.replace("## 1.0.0", "## 1.1.0\n\n## 1.0.0")), /1\.0\.0.*1\.1\.0/);
  assert.match(wrongRelease("type Query { a: Int }", NOTHING), /no version/);
  assert.match(wrongRelease(RELEASED, "# Changelog\n"), /none/);
});
