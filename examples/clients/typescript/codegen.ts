// Types and documents of every operation of examples/queries. A front end of its own puts its
// operations where `documents` points, and the schema beside them or at `schema` the address of
// a server.
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../../schema.graphql",
  documents: "../../queries/*.graphql",
  emitLegacyCommonJSImports: false,
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        strictScalars: true,
        scalars: { DateTime: "string", JSON: "unknown", PartialDate: "string", Upload: "File", URL: "string" },
      },
    },
  },
};

export default config;
