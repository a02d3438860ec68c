// Findings that stay, each with its reason. One that is no longer found has to go from here.

export default [
  {
    rule: "@graphql-eslint/no-typename-prefix",
    finding: /Field "awarder" starts with the name of the parent type "Award"/,
    why: "a word of JSON Resume, and no prefix",
  },
  {
    rule: "@graphql-eslint/no-typename-prefix",
    finding: /Field "reference" starts with the name of the parent type "Reference"/,
    why: "a word of JSON Resume",
  },
  {
    rule: "@graphql-eslint/no-typename-prefix",
    finding: /Field "fileName" starts with the name of the parent type "File"/,
    why: "one word: the `filename` a download is sent with",
  },
  {
    rule: "@graphql-eslint/input-name",
    finding: /Input "id" should be named "input"/,
    why: "a mutation that needs an id and nothing else takes just that",
  },
  {
    rule: "@graphql-eslint/require-description",
    finding: /input value "(if|url)" in directive "(include|skip|specifiedBy)"/,
    why: "directives of the specification",
  },
  {
    rule: "@graphql-eslint/no-unreachable-types",
    finding: /Enum type `ErrorCode` is unreachable/,
    why: "it lists what stands in `extensions.code` of errors, of which a schema cannot tell",
  },
  {
    rule: "defined-types-are-used",
    finding: /The type `ErrorCode` is defined in the schema but not used/,
    why: "the same",
  },
];
