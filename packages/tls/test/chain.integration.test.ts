/** What a session keeps of the peer's verified chain, and roots that overlap while an authority is replaced. */
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { CertificateId, PeerCheck } from "../src/index.ts";
import { parseRevocationLists } from "../src/revocation-list.ts";
import { TestAuthority } from "../src/testing/index.ts";
import { clientMaterial, intermediate, root, TlsPair } from "./support.ts";

const DONE = { client: "done", server: "done" };

/** Refuses what the list names, as a proxy does. */
function refuseListed(list: Uint8Array): PeerCheck {
  const lists = parseRevocationLists(list);
  const isListed = ({ issuer, serial }: CertificateId): boolean =>
    lists.some((one) => one.issuer === issuer && one.serials.includes(serial));
  return (_uris, _serial, chain) => (chain.some(isListed) ? "revoked" : "ok");
}

function serialOf(certificatePem: string): string {
  return BigInt(`0x${new X509Certificate(certificatePem).serialNumber}`).toString();
}

describe("the chain of a peer", () => {
  test("is empty unless the context keeps chains", () => {
    using pair = new TlsPair();
    expect(pair.handshake()).toEqual(DONE);
    expect(pair.server.session.peer?.chain).toEqual([]);
  });

  test("is the leaf and what signed it, without the anchor, and the same for the check", () => {
    let checked: readonly CertificateId[] = [];
    const check: PeerCheck = (_uris, _serial, chain) => {
      checked = chain;
      return "ok";
    };
    using pair = new TlsPair({ server: { keepsChains: true, check } });
    expect(pair.handshake()).toEqual(DONE);
    const peer = pair.server.session.peer;
    expect(peer?.chain.map(({ serial }) => BigInt(`0x${serial}`).toString())).toEqual([
      peer?.serialNumber,
      serialOf(intermediate.certificatePem),
    ]);
    expect(checked).toEqual(peer?.chain);
  });

  test("ends below an anchor that is an intermediate", () => {
    const rootsPem = [intermediate.certificatePem];
    using pair = new TlsPair({ client: { keepsChains: true, material: { ...clientMaterial, rootsPem } } });
    expect(pair.handshake()).toEqual(DONE);
    expect(pair.client.session.peer?.chain).toHaveLength(1);
  });

  const leaf = intermediate.leaf();
  const material = {
    chainPem: [leaf.certificatePem, intermediate.certificatePem],
    privateKeyPkcs8: leaf.privateKeyPkcs8,
    rootsPem: [root.rootPem],
  };

  test.each([
    ["its own certificate", intermediate.revocationList([leaf.serialNumber]), "failed"],
    [
      "the certificate that signed it",
      root.revocationList([serialOf(intermediate.certificatePem)]),
      "failed",
    ],
    ["another's certificate", intermediate.revocationList(["1"]), "done"],
    ["the same number of another issuer", root.revocationList([leaf.serialNumber]), "done"],
  ])("is refused for %s: %s", (_name, list, outcome) => {
    const check = refuseListed(list);
    using asClient = new TlsPair({ client: { material }, server: { keepsChains: true, check } });
    // A client of TLS 1.3 is through before the server judges it.
    expect(asClient.handshake()).toEqual({ client: "done", server: outcome });
    using asServer = new TlsPair({ server: { material }, client: { keepsChains: true, check } });
    expect(asServer.handshake().client).toBe(outcome);
    if (outcome === "failed") {
      expect(asServer.client.session.failure().code).toBe("revoked");
      expect(asServer.server.session.failure()).toMatchObject({ alert: "certificate_revoked" });
    }
  });
});

describe("while a root is replaced by one of the same name", () => {
  const old = TestAuthority.root({ name: "mesh" });
  const fresh = TestAuthority.root({ name: "mesh" });
  const both = [`${old.rootPem}${fresh.rootPem}`];
  const of = (authority: TestAuthority, rootsPem: readonly string[]) => ({
    material: { ...authority.material(), rootsPem },
  });

  test.each([
    ["both still of the old one", old, old],
    ["a client of the old one, a server of the new", old, fresh],
    ["a client of the new one, a server of the old", fresh, old],
    ["both of the new one", fresh, fresh],
  ])("who trusts both talks to everybody: %s", (_name, client, server) => {
    using pair = new TlsPair({ client: of(client, both), server: of(server, both) });
    expect(pair.handshake()).toEqual(DONE);
  });

  test("who was renewed talks to who has the old root alone, as long as its own certificate is of that", () => {
    using pair = new TlsPair({ client: of(old, both), server: of(old, [old.rootPem]) });
    expect(pair.handshake()).toEqual(DONE);
  });

  test("who has the old root alone refuses the new one's certificates", () => {
    using pair = new TlsPair({ client: of(old, [old.rootPem]), server: of(fresh, both) });
    expect(pair.handshake().client).toBe("failed");
    expect(["unknown-ca", "bad-certificate"]).toContain(pair.client.session.failure().code);
  });
});
