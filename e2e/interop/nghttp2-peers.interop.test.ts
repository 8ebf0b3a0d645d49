// nghttp2's programs as clients of http2, tls and reactor put together.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeUnless, findMissingPrograms } from "@ambit/lifecycle/testing/prerequisites";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addToChecksum, downloadByte } from "../h2spec/responder.ts";
import { runProgram } from "./support/run-program.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";
import { openTlsBridge } from "./support/tls-bridge.ts";

const PACKAGES = { nghttp: "nghttp2-client", h2load: "nghttp2-client" };
const MEBIBYTE = 1024 * 1024;
const REQUESTS = 100_000;

describeUnless(findMissingPrograms(PACKAGES), "nghttp2's clients", () => {
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    server = await startTestServer();
    folder = mkdtempSync(join(tmpdir(), "ambit-nghttp-"));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server[Symbol.asyncDispose]();
  });

  /** Standard output of one request. */
  async function nghttp(path: string, ...options: readonly string[]): Promise<string> {
    const files = [`--cert=${server.certPath}`, `--key=${server.keyPath}`];
    const url = `https://127.0.0.1:${server.port}${path}`;
    const { status, stdout, stderr } = await runProgram(["nghttp", "-y", ...files, ...options, url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout;
  }

  test.each([
    { connections: 1, streams: 1, requests: REQUESTS / 10 },
    { connections: 10, streams: 50, requests: REQUESTS },
  ])(
    "make $requests requests on $connections connections, $streams at once, without an error",
    async (load) => {
      await using bridge = await openTlsBridge(server);
      const counts = ["-n", load.requests, "-c", load.connections, "-m", load.streams].map(String);
      const { stdout } = await runProgram(["h2load", ...counts, `http://127.0.0.1:${bridge.port}/`]);
      const all = load.requests;
      expect(stdout).toContain(
        `requests: ${all} total, ${all} started, ${all} done, ${all} succeeded, 0 failed, 0 errored, 0 timeout`,
      );
      expect(stdout).toContain(`status codes: ${all} 2xx`);
    },
  );

  test("upload on many streams at once", async () => {
    const path = join(folder, "body");
    writeFileSync(path, Buffer.alloc(100_000, "body"));
    await using bridge = await openTlsBridge(server);
    const counts = ["-n", "2000", "-c", "4", "-m", "20", "-d", path];
    const { stdout } = await runProgram(["h2load", ...counts, `http://127.0.0.1:${bridge.port}/upload`]);
    expect(stdout).toContain("2000 succeeded, 0 failed, 0 errored, 0 timeout");
    expect(stdout).toContain("status codes: 2000 2xx");
  });

  test.each([
    { name: "default windows", bytes: 64 * MEBIBYTE, options: [] },
    { name: "a stream window of 1 KiB", bytes: MEBIBYTE, options: ["-w", "10"] },
    { name: "windows of 1 GiB", bytes: 64 * MEBIBYTE, options: ["-w", "30", "-W", "30"] },
    { name: "padded frames", bytes: MEBIBYTE, options: ["-b", "200"] },
  ])("download $bytes bytes with $name", async ({ bytes, options }) => {
    const body = await nghttpBytes(`/bytes/${bytes}`, options);
    expect(body.length).toBe(bytes);
    expect(
      body.equals(Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => downloadByte(index)))),
    ).toBe(true);
  });

  /** Bytes survive as Latin-1 only in a file. */
  async function nghttpBytes(path: string, options: readonly string[]): Promise<Buffer> {
    const name = path.split("/").at(-1) ?? "";
    const target = join(folder, name);
    rmSync(target, { force: true });
    const files = [`--cert=${server.certPath}`, `--key=${server.keyPath}`];
    const url = `https://127.0.0.1:${server.port}${path}`;
    const command = ["nghttp", "-y", ...files, ...options, url].map((word) => `'${word}'`).join(" ");
    const { status } = await runProgram(["sh", "-c", `${command} > '${target}'`]);
    expect(status).toBe(0);
    return readFileSync(target);
  }

  test("upload 64 MiB", async () => {
    const path = join(folder, "large");
    const body = Buffer.from(Uint8Array.from({ length: 64 * MEBIBYTE }, (_, index) => downloadByte(index)));
    writeFileSync(path, body);
    const checksum = addToChecksum(0, body, 0, body.length);
    expect(await nghttp("/upload", "-d", path)).toBe(`${body.length} bytes, checksum ${checksum}\n`);
  });

  test("send and receive trailers", async () => {
    const path = join(folder, "small");
    writeFileSync(path, "body");
    const log = await nghttp("/trailers", "-v", "--no-dep", "-d", path, "--trailer", "x-sent: yes");
    expect(log).toContain("x-sent: yes");
    expect(log).toMatch(/x-result: done/);
  });

  test("leave the server's memory where it was", () => {
    expect(server.residentBytes()).toBeLessThan(300 * MEBIBYTE);
  });
});
