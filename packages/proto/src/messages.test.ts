import { describe, expect, test } from "vitest";
import { Action, Authorization, Scope } from "./authorization.ts";
import { IstioCertificateRequest } from "./ca.ts";
import { DeltaDiscoveryRequest } from "./discovery.ts";
import { decodeStruct, encodeStruct } from "./struct.ts";
import { Address, TunnelProtocol } from "./workload.ts";
import { WorkloadRequest } from "./zds.ts";

describe("field numbers on the wire", () => {
  // A tag is (number << 3) | wire type, so these are the numbers of the contract and nothing of the generator.
  test.each([
    [
      "workload inside an address",
      Address.encode({ workload: { uid: "u" } }).finish(),
      [0x0a, 4, 0xa2, 0x01, 1, 0x75],
    ],
    [
      "service inside an address",
      Address.encode({ service: { hostname: "h" } }).finish(),
      [0x12, 3, 0x1a, 1, 0x68],
    ],
    [
      "tunnel protocol",
      Address.encode({ workload: { tunnelProtocol: TunnelProtocol.HBONE } }).finish(),
      [0x0a, 2, 0x28, 1],
    ],
    [
      "capacity of zero is present",
      Address.encode({ workload: { capacity: { value: 0 } } })
        .finish()
        .subarray(0, 5),
      [0x0a, 3, 0xda, 0x01, 0],
    ],
    [
      "policy",
      Authorization.encode({
        scope: Scope.NAMESPACE,
        action: Action.DENY,
        groups: [{ rules: [{ matches: [{}] }] }],
      }).finish(),
      [0x18, 1, 0x20, 1, 0x2a, 4, 0x0a, 2, 0x12, 0],
    ],
    ["nonce of a request", DeltaDiscoveryRequest.encode({ responseNonce: "n" }).finish(), [0x32, 1, 0x6e]],
    [
      "validity of a certificate request",
      IstioCertificateRequest.encode({ validityDuration: 300 }).finish(),
      [0x18, 0xac, 0x02],
    ],
    ["removal of a pod", WorkloadRequest.encode({ del: { uid: "u" } }).finish(), [0x12, 3, 0x12, 1, 0x75]],
    ["kept pod", WorkloadRequest.encode({ keep: { uid: "u" } }).finish(), [0x2a, 3, 0x0a, 1, 0x75]],
  ])("%s", (_name, bytes, expected) => {
    expect([...bytes]).toEqual(expected);
  });

  test("a field that is not in the contract is skipped", () => {
    const bytes = new Uint8Array([0x0a, 3, 0xa2, 0x01, 0, 0xfa, 0x3f, 1, 0x00]);
    expect(Address.decode(bytes).workload?.uid).toBe("");
  });

  test("a message that is cut short is an error", () => {
    expect(() => Address.decode(new Uint8Array([0x0a, 9, 0x0a]))).toThrow();
  });
});

describe("structs", () => {
  test("carry every kind of JSON value both ways", () => {
    const fields = {
      text: "a",
      number: 1.5,
      yes: true,
      no: null,
      list: ["x", 2, { deep: false }],
      empty: {},
    };
    const bytes = DeltaDiscoveryRequest.encode({ node: { metadata: encodeStruct(fields) } }).finish();
    const decoded = decodeStruct(DeltaDiscoveryRequest.decode(bytes).node?.metadata);
    expect(JSON.parse(JSON.stringify(decoded))).toEqual(fields);
  });

  test("names of a peer cannot reach the prototype", () => {
    const decoded = decodeStruct({ fields: { ["__proto__"]: { stringValue: "x" } } });
    expect(Object.getPrototypeOf(decoded)).toBeNull();
  });
});
