import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseKubeconfig } from "../plugin/api-selection.ts";
import { formatKubeconfig, type KubeconfigValues } from "./kubeconfig.ts";

const GOLDEN = new URL("../../test/golden/install/kubeconfig.yaml", import.meta.url);

const values: KubeconfigValues = {
  protocol: "",
  host: "10.202.0.1",
  port: "443",
  token: "a.b-c_d",
  ca: "PEM\n",
};

test("is the recorded file, but for roots and token", () => {
  const text = formatKubeconfig(values)
    .replace(/(certificate-authority-data: ).*/, "$1<base64>")
    .replace(/(token: ).*/, "$1<service account token>");
  expect(text).toBe(readFileSync(GOLDEN, "utf8"));
});

test.each([
  ["an IPv6 address gets its brackets", { host: "fd00::1" }, "https://[fd00::1]:443/"],
  ["the protocol is the configured one", { protocol: "http" }, "http://10.202.0.1:443"],
])("%s", (_, overrides, expected) => {
  expect(parseKubeconfig(formatKubeconfig({ ...values, ...overrides })).url.href).toBe(
    new URL(expected).href,
  );
});

test("without roots the certificate is not checked, and says so", () => {
  expect(parseKubeconfig(formatKubeconfig({ ...values, ca: undefined }))).toMatchObject({
    ca: undefined,
    isVerified: false,
  });
});

test("the plugin reads back what the installer wrote, whatever the token is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ minLength: 1 }), (token, ca) => {
      const read = parseKubeconfig(formatKubeconfig({ ...values, token, ca }));
      expect(read).toMatchObject({ token, ca, isVerified: true });
    }),
  );
});

test.each([
  ["nothing", ""],
  ["no mapping", "- a"],
  ["no context", "current-context: x\ncontexts: []"],
  ["no cluster", "current-context: x\ncontexts: [{name: x, context: {cluster: a, user: b}}]"],
])("a kubeconfig with %s is refused by name", (_, text) => {
  expect(() => parseKubeconfig(text)).toThrow(/kubeconfig/);
});
