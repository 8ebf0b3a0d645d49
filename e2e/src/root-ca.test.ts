import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CertificateAuthority, createCsr, generateKey } from "@ambit/identity";
import { expect, onTestFinished, test } from "vitest";
import { writeRoot } from "./root-ca.ts";

const nowMs = Date.UTC(2026, 10, 23, 2, 42, 51);
const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };

test("the root of a scenario is one that the CA takes and signs with", () => {
  const folder = mkdtempSync(join(tmpdir(), "ambit-root-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = writeRoot(folder, nowMs);
  const cert = readFileSync(files.certPath, "utf8");
  const authority = CertificateAuthority.fromPem(cert, readFileSync(files.keyPath, "utf8"), { nowMs });
  const csrPem = createCsr(identity, generateKey());
  expect(authority.sign({ csrPem, identity, ttlMs: 0, nowMs }).rootsPem).toEqual([cert]);
  expect(statSync(files.keyPath).mode & 0o077).toBe(0);
});
