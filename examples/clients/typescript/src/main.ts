// A first visit from end to end: an account, a profile, a job, both documents, and their files.
// Usage: node dist/main.js http://127.0.0.1:8080 [folder for the files]
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Connection } from "./connection.js";
import * as api from "./gql/graphql.js";

const address = process.argv[2] ?? "http://127.0.0.1:8080";
const out = process.argv[3] ?? "out";
const data = new URL("../../../data/", import.meta.url);
const connection = new Connection(address);

const email = `typescript-${Date.now()}@example.com`;
const password = "correct horse battery";
const { signUp } = await connection.mutate(api.SignUpDocument, { email, password });
console.log("sign up:", signUp.status);
const { signIn } = await connection.mutate(api.SignInDocument, { email, password });
connection.accessToken = present(signIn.accessToken, "an access token");
const { viewer } = await connection.query(api.ViewerDocument, {});
console.log("viewer:", present(viewer, "a viewer").email);

const resume: unknown = JSON.parse(await readFile(new URL("profile-software-engineer.json", data), "utf8"));
const { importProfile } = await connection.mutate(api.ImportProfileDocument, { resume });
const profile = present(importProfile.profile, "a profile");
console.log("import profile:", importProfile.status);

const text = await readFile(new URL("job-software-engineer.txt", data), "utf8");
const { createJob } = await connection.mutate(api.CreateJobDocument, { text });
const job = present(createJob.job, "a job");
console.log("create job:", createJob.status, job.title, "at", job.company);
const { saveJob } = await connection.mutate(api.SaveJobDocument, { jobId: job.id });
console.log("save job:", saveJob.status, saveJob.savedJob?.tags);

const { generate } = await connection.mutate(api.GenerateDocument, { profileId: profile.id, jobId: job.id });
console.log("generate:", generate.status);
await follow(present(generate.generation, "a generation").id);

const { documents } = await connection.query(api.ListDocumentsDocument, {});
for (const { node } of documents.edges) {
  const read = await connection.query(api.ReadDocumentDocument, { documentId: node.id });
  const claims = (read.document?.blocks ?? []).flatMap((block) => block.entries.flatMap((entry) => entry.claims));
  console.log(node.kind, "for", node.company, "has", claims.length, "claims; the first:", claims[0]?.text);
  const { document } = await connection.query(api.DownloadDocumentDocument, { documentId: node.id });
  for (const file of document?.files ?? []) await download(file);
}
await connection.close();

async function follow(generationId: string): Promise<void> {
  let last = 0;
  for await (const { generationEvents: event } of connection.subscribe(api.WatchGenerationDocument, { generationId })) {
    // The words of a model while it writes have no number; none has to be heard.
    if (event.number === null || event.number === undefined) continue;
    if (event.number !== last + 1) throw new Error(`event ${last + 1} is missing`);
    last = event.number;
    switch (event.__typename) {
      case "StageStarted":
      case "StageProgressed":
      case "TextDelta":
      // Told after the end of a generation, of documents whose owner asks for more.
      case "SectionRegenerationStarted":
      case "SectionRegenerationEnded":
        break;
      case "StageFinished":
        console.log(`  ${event.number}: ${event.stage} took ${event.elapsedMs} ms`);
        break;
      case "GenerationFinished":
        console.log(`  ${event.number}: ${event.status} with ${event.generation.documents.length} documents`);
        return;
      case "GenerationFailed":
        throw new Error(event.failure.message);
      case "GenerationCancelled":
        throw new Error("somebody cancelled it");
      default:
        // An event this client does not know yet does no harm.
        event satisfies never;
    }
  }
  throw new Error("the subscription ended before the generation");
}

type File = NonNullable<api.DownloadDocumentQuery["document"]>["files"][number];

async function download(file: File): Promise<void> {
  const response = await fetch(file.downloadUrl);
  if (!response.ok) throw new Error(`${file.fileName}: ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) throw new Error(`${file.fileName} is not whole`);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, file.fileName), bytes);
  console.log("wrote", join(out, file.fileName), `(${bytes.length} bytes)`);
}

function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`The answer holds no ${what.replace(/^an? /, "")}.`);
  return value;
}
