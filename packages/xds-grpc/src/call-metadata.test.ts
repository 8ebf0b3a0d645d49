import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Metadata } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { callMetadata, decodeHeaders } from "./call-metadata.ts";
import type { ControlPlaneEndpoint } from "./endpoint.ts";

const ENDPOINT: ControlPlaneEndpoint = { url: "https://istiod", roots: { kind: "system" } };

describe("headers of a call", () => {
  test("are token, cluster and what else is configured, each as often as it is", async () => {
    const metadata = await callMetadata({
      ...ENDPOINT,
      credential: { token: { kind: "literal", token: "t" }, clusterId: "c" },
      headers: [
        ["x_a", "1"],
        ["x_a", "2"],
      ],
    });
    expect(decodeHeaders(metadata)).toEqual(
      new Map([
        ["authorization", ["Bearer t"]],
        ["clusterid", ["c"]],
        ["x_a", ["1", "2"]],
      ]),
    );
  });

  test("are none without a credential", async () => {
    expect(decodeHeaders(await callMetadata(ENDPOINT))).toEqual(new Map());
  });

  test("are without the line break at the end of a token file", async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "token-"));
    const path = join(folder.path, "token");
    for (const content of ["t", "t\n", "t\r\n"]) {
      writeFileSync(path, content);
      const credential = { token: { kind: "file", path }, clusterId: "c" } as const;
      const metadata = await callMetadata({ ...ENDPOINT, credential });
      expect(metadata.get("authorization")).toEqual(["Bearer t"]);
    }
  });

  test.each([
    ["a b", "1"],
    ["x-a", "line\nbreak"],
  ])("%j: %j is refused by name", async (name, value) => {
    const failed = callMetadata({ ...ENDPOINT, headers: [[name, value]] });
    await expect(failed).rejects.toMatchObject({
      code: "bad-header",
      message: expect.stringContaining(name),
    });
  });

  test("of a client are read without the binary ones", () => {
    const metadata = new Metadata();
    metadata.add("Authorization", "Bearer t");
    metadata.add("trace-bin", Buffer.from([1]));
    expect(decodeHeaders(metadata)).toEqual(new Map([["authorization", ["Bearer t"]]]));
  });
});
