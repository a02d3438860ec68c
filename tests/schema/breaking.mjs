// Compares the schema with the one last released, and fails on a change that breaks clients
// unless CHANGELOG.md announces it. Usage: node breaking.mjs
//
// `released.graphql` names in its first line the version it is of; that is the newest version
// in CHANGELOG.md, so it cannot be renewed without a release.
import { readFile } from "node:fs/promises";
import { buildSchema, findBreakingChanges, findDangerousChanges } from "graphql";

const UNRELEASED = "Unreleased";

/** The sections of a change log by their headings, newest first. */
function sections(changelog) {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ heading: section.slice(0, section.indexOf("\n")).trim(), text: section }));
}

/** A sentence as both sides write it: without marks of code and without its full stop. */
const plain = (text) => text.replaceAll("`", "").replace(/\s+/g, " ").trim().replace(/\.$/, "");

/** The lines of the list of what breaks, under "Unreleased". */
function announced(changelog) {
  const unreleased = sections(changelog).find(({ heading }) => heading === UNRELEASED)?.text ?? "";
  const [, breaking = ""] = unreleased.split(/^### Breaking.*$/m);
  const [list] = breaking.split(/^### /m);
  return plain(list);
}

/** What breaks clients of the schema `before` and is not announced, in the words of graphql-js. */
export function unannounced(before, after, changelog) {
  const words = announced(changelog);
  return findBreakingChanges(buildSchema(before), buildSchema(after))
    .map(({ description }) => description)
    .filter((description) => !words.includes(plain(description)));
}

/** Why `released` is not the schema of the newest version of the change log; null when it is. */
export function wrongRelease(released, changelog) {
  const version = /^# Released as (\S+)$/m.exec(released)?.[1];
  const newest = sections(changelog).find(({ heading }) => heading !== UNRELEASED)?.heading.split(" ")[0];
  if (version !== undefined && version === newest) return null;
  return `released.graphql is of ${version ?? "no version"}, and the newest in CHANGELOG.md is ${newest ?? "none"}.`;
}

if (process.argv[1] === import.meta.filename) {
  const read = (name) => readFile(new URL(name, import.meta.url), "utf8");
  const [released, current, changelog] = await Promise.all(
    ["released.graphql", "../../schema.graphql", "../../CHANGELOG.md"].map(read),
  );
  const wrong = wrongRelease(released, changelog);
  if (wrong) console.error(wrong);
  const breaking = unannounced(released, current, changelog);
  if (breaking.length > 0) {
    console.error("These changes of the schema break clients. If they have to be, announce each in CHANGELOG.md,");
    console.error(`under "## ${UNRELEASED}", "### Breaking changes of the schema", in these words:`);
    for (const description of breaking) console.error(`- ${description}`);
  }
  for (const { description } of findDangerousChanges(buildSchema(released), buildSchema(current))) {
    console.log(`Clients may want to know: ${description}`);
  }
  if (wrong || breaking.length > 0) process.exit(1);
  console.log("No change of the schema breaks clients unannounced.");
}
