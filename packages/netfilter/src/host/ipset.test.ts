import { expect, test } from "vitest";
import { parseIpsetSave } from "./ipset.ts";

test("reads entries with and without comments and other options", () => {
  expect(
    parseIpsetSave(
      [
        "create istio-inpod-probes-v4 hash:ip family inet hashsize 1024 maxelem 65536 comment bucketsize 12 initval 0x1",
        'add istio-inpod-probes-v4 10.0.0.1 comment "aebee014-0a76-4f78-a727-8c36bb86ee2d"',
        'add istio-inpod-probes-v4 10.0.0.2 timeout 7 comment "b"',
        "add istio-inpod-probes-v4 10.0.0.3",
        'add istio-inpod-probes-v6 fd00:0::1 comment "c"',
        "",
      ].join("\n"),
    ),
  ).toEqual(
    new Map([
      ["10.0.0.1", "aebee014-0a76-4f78-a727-8c36bb86ee2d"],
      ["10.0.0.2", "b"],
      ["10.0.0.3", ""],
      ["fd00::1", "c"],
    ]),
  );
});
