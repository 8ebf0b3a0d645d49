import { CertificateAuthority } from "@ambit/identity";
import { describe, expect, test } from "vitest";
import { CaError } from "./ca-error.ts";
import { checkRootChange, readPluggedCa } from "./plugged-ca.ts";
import { aRoot } from "./testing/a-ca.ts";
import { NOW_MS } from "./testing/a-token.ts";

const root = await aRoot();
const other = await aRoot("other");

const istioLayout = {
  "ca-cert.pem": root.certificatePem,
  "ca-key.pem": root.keyPem,
  "cert-chain.pem": root.certificatePem,
  "root-cert.pem": root.certificatePem,
};
const kubernetesLayout = {
  "tls.crt": root.certificatePem,
  "tls.key": root.keyPem,
  "ca.crt": root.certificatePem,
};

function read(files: Readonly<Record<string, string>>, nowMs = NOW_MS) {
  return readPluggedCa((name) => files[name], nowMs);
}

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return error instanceof CaError ? error.code : "unexpected";
  }
  return undefined;
}

describe("a plugged-in CA", () => {
  test.each([
    { layout: "ca-cert.pem", files: istioLayout },
    { layout: "tls.crt", files: kubernetesLayout },
  ])("is read from the layout with $layout", ({ files }) => {
    const found = read(files);
    expect(found?.authority).toBeInstanceOf(CertificateAuthority);
    expect(found?.authority.rootsPem).toEqual([root.certificatePem]);
    expect(found?.crlPem).toBe("");
  });

  test("is absent from an empty folder, and from one with other files", () => {
    expect(read({})).toBeUndefined();
    expect(read({ "root-cert.pem": root.certificatePem })).toBeUndefined();
  });

  test("may bring several roots and a revocation list", () => {
    const files = {
      ...istioLayout,
      "root-cert.pem": root.certificatePem + other.certificatePem,
      "ca-crl.pem": "CRL",
    };
    expect(read(files)?.authority.rootsPem).toEqual([root.certificatePem, other.certificatePem]);
    expect(read(files)?.crlPem).toBe("CRL");
  });

  test.each(["ca-cert.pem", "cert-chain.pem", "root-cert.pem"])(
    "that lacks %s stops the start and says so",
    (name) => {
      const files: Record<string, string> = { ...istioLayout };
      delete files[name];
      expect(() => read(files)).toThrow(new CaError("bad-plugged-ca", `the CA's folder lacks ${name}`));
    },
  );

  test.each([
    ["a key of another certificate", { "ca-key.pem": other.keyPem }],
    ["a key that is none", { "ca-key.pem": "secret words" }],
    ["a root that did not issue it", { "root-cert.pem": other.certificatePem }],
  ])("with %s cannot be used, and the error holds no key", (_what, change) => {
    let message = "";
    try {
      read({ ...istioLayout, ...change });
    } catch (error) {
      message = error instanceof CaError ? `${error.message} ${String(error.cause)}` : "";
    }
    expect(message).toContain("ca-cert.pem and ca-key.pem cannot be used");
    expect(message).not.toMatch(/secret words|PRIVATE/);
  });

  test("that has expired cannot be used", () => {
    expect(codeOf(() => read(istioLayout, NOW_MS + 4_000 * 86_400_000))).toBe("bad-plugged-ca");
  });
});

describe("a running mesh", () => {
  const bundle = (roots: string) => {
    const found = read({ ...istioLayout, "root-cert.pem": roots });
    if (found === undefined) throw new Error("no CA");
    return found;
  };
  const one = bundle(root.certificatePem);
  const two = bundle(root.certificatePem + other.certificatePem);

  test("takes a CA with the same roots", () => {
    expect(codeOf(() => checkRootChange(one, one, { mayChange: false }))).toBeUndefined();
  });

  test.each([
    { from: one, to: two },
    { from: two, to: one },
  ])("takes a root more or less only where that is allowed", ({ from, to }) => {
    expect(codeOf(() => checkRootChange(from, to, { mayChange: true }))).toBeUndefined();
    expect(codeOf(() => checkRootChange(from, to, { mayChange: false }))).toBe("root-changed");
  });

  test("never exchanges its roots in one step", () => {
    const files = {
      "tls.crt": other.certificatePem,
      "tls.key": other.keyPem,
      "ca.crt": other.certificatePem,
    };
    const exchanged = read(files);
    if (exchanged === undefined) throw new Error("no CA");
    expect(codeOf(() => checkRootChange(one, exchanged, { mayChange: true }))).toBe("root-changed");
  });
});
