// Opens GraphiQL in headless Chromium as a newcomer does: signs up and in, asks who is asking,
// makes a profile and a job, has both documents made and watches it, all in the tabs as they
// come. Fails when anything but the server is asked for anything, and leaves a picture.
// Usage: node graphiql.mjs http://127.0.0.1:8080 picture.png
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [address, picture] = process.argv.slice(2);
const home = new URL(address).host;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // What slips by the routes below finds no address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});
try {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);

  const strangers = [];
  const faults = [];
  await context.route(
    (url) => /^(https?|wss?):/.test(url.protocol) && url.host !== home,
    (route) => {
      strangers.push(route.request().url());
      return route.abort();
    },
  );
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== home) strangers.push(socket.url());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });

  // The watch is awake: what a page with a stranger's picture asks for is seen and stopped.
  await page.setContent('<img src="http://stranger.example/dot.png" onerror="document.title = 1">');
  await page.waitForFunction(() => document.title === "1");
  assert.deepEqual(strangers.splice(0), ["http://stranger.example/dot.png"]);
  faults.length = 0;

  await page.goto(`${address}/graphiql`);
  await page.locator(".graphiql-execute-button").waitFor();
  const tabs = await page.locator(".graphiql-tab-button").allTextContents();
  console.log(`tabs: ${tabs.join(", ")}`);
  assert.equal(tabs.length, 8);

  const open = (at) => page.locator(".graphiql-tab-button").nth(at).click();
  const editor = (place) => page.locator(`${place} .CodeMirror`);
  const text = (place) => editor(place).evaluate((element) => element.CodeMirror.getValue());

  // Gives the variables of the tab the values that are known by now.
  async function fill(values) {
    const place = ".graphiql-editor-tool";
    await editor(place).first().evaluate((element, values) => {
      const variables = { ...JSON.parse(element.CodeMirror.getValue()), ...values };
      element.CodeMirror.setValue(JSON.stringify(variables, null, 2));
    }, values);
  }

  // Runs the operation of that name in the open tab, and answers the pane's JSON once `isDone`.
  async function run(name, isDone = () => true) {
    await editor(".graphiql-response").evaluate((element) => element.CodeMirror.setValue(""));
    await page.locator(".graphiql-execute-button").click();
    await page.getByRole("menuitem", { name, exact: true }).click();
    for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(50)) {
      const written = await text(".graphiql-response");
      if (!written.trim()) continue;
      const answer = JSON.parse(written);
      assert.equal(answer.errors, undefined, `${name}: ${written}`);
      if (isDone(answer.data)) return answer.data;
    }
    throw new Error(`${name} was not answered: ${await text(".graphiql-response")}`);
  }

  const { signUp } = await run("SignUp");
  assert.equal(signUp.status, "ACCEPTED");
  assert.ok((await run("SignIn")).signIn.accessToken);
  const { viewer } = await run("Viewer");
  assert.equal(viewer.email, "ada@example.com");
  console.log("a mutation signs up and in, and a query knows who is asking");

  await open(1);
  const { id: profileId, version } = (await run("CreateProfile")).createProfile.profile;
  await fill({ profileId, version });
  assert.equal((await run("AddExperience")).addExperience.status, "SAVED");
  await open(2);
  const jobId = (await run("CreateJob")).createJob.job.id;
  await open(3);
  await fill({ profileId, jobId });
  const generationId = (await run("Generate")).generate.generation.id;
  await fill({ generationId });
  const { generationEvents: last } = await run("WatchGeneration", (data) =>
    /^Generation/.test(data.generationEvents.__typename),
  );
  assert.equal(last.__typename, "GenerationFinished", JSON.stringify(last));
  console.log(`a subscription tells of everything up to event ${last.number}, ${last.status}`);

  if (picture) {
    await page.screenshot({ path: picture });
    console.log(`a picture lies at ${picture}`);
  }
  await open(4);
  await fill({ documentId: last.generation.documents[0].id });
  const { document } = await run("ReadDocument");
  assert.ok(document.blocks.length > 0);
  const [file] = (await run("DownloadDocument")).document.files;
  console.log(`the document is read, and its file is ${file.fileName}`);

  assert.deepEqual(strangers, [], "other hosts were asked for something");
  assert.deepEqual(faults, [], "the page has complained");
  console.log("no other host was asked for anything");
} finally {
  await browser.close();
}
