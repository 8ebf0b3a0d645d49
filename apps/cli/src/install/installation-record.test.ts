import { decodeKubeObject } from "@ambit/kube";
import { expect, test } from "vitest";
import { decodeInstallation, encodeInstallation, type Installation } from "./installation-record.ts";

const AN_INSTALLATION: Installation = {
  state: "upgrading",
  version: "1.2.3",
  values: "a: b\n",
  objects: [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "mesh" }, data: { a: "b" } },
  ],
  next: [],
};

test("what is written is read back", () => {
  const object = decodeKubeObject(encodeInstallation(AN_INSTALLATION, "mesh"));
  expect(decodeInstallation(object)).toEqual(AN_INSTALLATION);
});

test.each([
  ["a state that is none", { data: { state: "x" } }],
  ["objects that are none", { data: { state: "installed" }, binaryData: { objects: "AAAA" } }],
])("%s is refused", (_name, fields) => {
  const object = { metadata: { name: "ambit-installation" }, ...fields };
  expect(() => decodeInstallation(object)).toThrow("is not what ambit wrote");
});
