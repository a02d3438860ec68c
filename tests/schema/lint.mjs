// Holds a schema to the rules of eslint.config.mjs and of graphql-schema-linter, and fails on any
// finding that is no exception of exceptions.mjs. Usage: node lint.mjs ../../schema.graphql
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ESLint } from "eslint";
import linter from "graphql-schema-linter";
import { held } from "./eslint.config.mjs";
import exceptions from "./exceptions.mjs";

/** Rules of graphql-schema-linter that are off: fields stand in the order they are read in. */
const UNORDERED = [
  "enum-values-sorted-alphabetically",
  "input-object-fields-sorted-alphabetically",
  "interface-fields-sorted-alphabetically",
  "type-fields-sorted-alphabetically",
];

async function byEslint(path) {
  const eslint = new ESLint({
    cwd: dirname(path),
    overrideConfigFile: true,
    overrideConfig: held(path),
    allowInlineConfig: false,
  });
  const results = await eslint.lintFiles([path]);
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, line, message }) => ({ rule: ruleId ?? "syntax", line, message }));
}

async function bySchemaLinter(path) {
  const schema = { definition: await readFile(path, "utf8"), sourceMap: null };
  const configuration = new linter.configuration.Configuration(schema, { except: UNORDERED });
  const errors = linter.validator.validateSchemaDefinition(schema, configuration.getRules(), configuration);
  return errors.map(({ ruleName, locations, message }) => ({ rule: ruleName, line: locations?.[0]?.line, message }));
}

/** What is found in the schema at `path` that is no exception, and the exceptions that are not found. */
export async function lint(path, allowed = exceptions) {
  const found = [...(await byEslint(resolve(path))), ...(await bySchemaLinter(path))];
  const fits = (exception, { rule, message }) => exception.rule === rule && exception.finding.test(message);
  return {
    faults: found.filter((finding) => !allowed.some((exception) => fits(exception, finding))),
    unused: allowed.filter((exception) => !found.some((finding) => fits(exception, finding))),
  };
}

if (process.argv[1] === import.meta.filename) {
  const path = process.argv[2];
  const { faults, unused } = await lint(path);
  for (const { rule, line, message } of faults) console.error(`${path}:${line}: ${rule}: ${message}`);
  for (const { rule, finding } of unused) console.error(`exceptions.mjs: nothing is found of ${rule} ${finding}`);
  if (faults.length + unused.length > 0) process.exit(1);
  console.log(`The linters find nothing, ${exceptions.length} named exceptions aside.`);
}
