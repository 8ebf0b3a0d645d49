import { expect, test } from "vitest";
import { buildInfo, dumpBuildInfo, formatBuildInfo } from "./build-info.ts";

const info = buildInfo("1.29.0", { node: "24.1.2", openssl: "3.5.1" });

test("the log line has ztunnel's form, with what only this program has at its end", () => {
  expect(formatBuildInfo(info)).toMatch(
    /^version\.BuildInfo\{Version:"[0-9.]+", GitRevision:"[^"]+", RustVersion:"none", BuildProfile:"source", BuildStatus:"[^"]+", IstioVersion:"1\.29\.0", CryptoProvider:"openssl-3\.5\.1", NodeVersion:"24\.1\.2"\}$/,
  );
});

test("the dump has every key that istioctl reads", () => {
  expect(Object.keys(dumpBuildInfo(info))).toEqual([
    "version",
    "gitRevision",
    "rustVersion",
    "buildProfile",
    "buildStatus",
    "istioVersion",
    "cryptoProvider",
    "nodeVersion",
  ]);
});
