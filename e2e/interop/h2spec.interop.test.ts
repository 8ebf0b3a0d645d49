// The conformance suite of other people against http2, tls and reactor put together.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeUnless, findMissingPrograms } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { readReport } from "./support/junit.ts";
import { runProgram } from "./support/run-program.ts";
import { startTestServer } from "./support/test-server.ts";

const MODULE = new URL("../h2spec/", import.meta.url).pathname;
/** Cases of the pinned suite, strict ones included: fewer would mean that something was not run. */
const CASES = 146;
const GO_ENVIRONMENT = { GOTOOLCHAIN: "local", GOFLAGS: "-mod=mod", CGO_ENABLED: "0" };

describeUnless(findMissingPrograms({ go: "golang-go" }), "h2spec over TLS with a client certificate", () => {
  test("passes every case of the generic, http2 and hpack groups", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ambit-h2spec-"));
    using _cleanUp = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
    const program = join(folder, "h2spec");
    const junit = join(folder, "report.xml");
    const built = await runProgram(["go", "build", "-o", program, "."], { cwd: MODULE, env: GO_ENVIRONMENT });
    expect(built, built.stderr).toMatchObject({ status: 0 });

    await using server = await startTestServer();
    const files = ["-cert", server.certPath, "-key", server.keyPath, "-junit", junit];
    const run = await runProgram([program, "-port", String(server.port), ...files]);
    expect(run.status, run.stderr).toBeLessThan(2);
    const cases = readReport(readFileSync(junit, "utf8"));
    expect(cases.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(cases).toHaveLength(CASES);
    expect(run.status).toBe(0);
  });
});
