// What the schema is held to: every schema rule of @graphql-eslint and its four of Relay, but
// those left out here, each with its reason.
import graphql from "@graphql-eslint/eslint-plugin";

const { configs, parser } = graphql;

/** Rules that are off. */
export const LEFT_OUT = {
  alphabetize: "fields stand in the order they are read in: what belongs together is together",
  "no-root-type": "it exists to forbid mutations or subscriptions, and there are both",
  "require-deprecation-date":
    "it wants an argument `deletionDate`, which @deprecated does not have; tests/offline/deprecations.rs wants the date in the reason",
  "require-field-of-type-query-in-mutation-result":
    "payloads carry what changed with its id, from which clients mend their caches",
  "require-nullable-result-in-root":
    "a payload is always there: what may happen is its status, and a fault ends the operation",
  "strict-id-in-types":
    "parts of a thing, such as a claim's span or a salary, have no life and no id of their own; what has one implements Node",
};

/** Rules that are on with other settings than their own. */
const SETTINGS = {
  "relay-arguments": [
    "error",
    // Relay asks for forward or backward arguments, not for both.
    { includeBoth: false },
  ],
  "relay-edge-types": [
    "error",
    {
      withEdgeSuffix: true,
      // A version of a profile or document is a line of its history, found by its number there.
      shouldImplementNode: false,
      // Relay has no word against lists; they are for what is short and always wanted whole.
      listTypeCanWrapOnlyEdgeType: false,
    },
  ],
  "require-description": [
    "error",
    {
      types: true,
      rootField: true,
      DirectiveDefinition: true,
      EnumValueDefinition: true,
      FieldDefinition: true,
      InputValueDefinition: true,
    },
  ],
};

const PREFIX = "@graphql-eslint/";
const named = (rules) => Object.entries(rules).map(([name, setting]) => [PREFIX + name, setting]);

/** The configuration for a schema that lies at `path`. */
export function held(path) {
  return {
    files: ["**/*.graphql"],
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: path } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...configs["flat/schema-all"].rules,
      ...configs["flat/schema-relay"].rules,
      ...Object.fromEntries(named(SETTINGS)),
      ...Object.fromEntries(Object.keys(LEFT_OUT).map((name) => [PREFIX + name, "off"])),
    },
  };
}

export default [held("../../schema.graphql")];
