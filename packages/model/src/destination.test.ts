import { describe, expect, test } from "vitest";
import {
  formatDestination,
  formatNetworkAddress,
  parseDestination,
  parseNamespacedHostname,
  parseNetworkAddress,
} from "./destination.ts";
import { ModelError } from "./model-error.ts";

describe("parseDestination", () => {
  test.each([
    ["/10.0.0.1", { kind: "address", network: "", address: "10.0.0.1" }],
    ["remote/10.0.0.1", { kind: "address", network: "remote", address: "10.0.0.1" }],
    ["n/fd00::1", { kind: "address", network: "n", address: "fd00::1" }],
    ["shop/waypoint.shop.svc", { kind: "hostname", namespace: "shop", hostname: "waypoint.shop.svc" }],
    ["shop/10.0.0", { kind: "hostname", namespace: "shop", hostname: "10.0.0" }],
  ])("reads %s and prints it again", (text, destination) => {
    const parsed = parseDestination(text);
    expect(parsed).toEqual(destination);
    expect(formatDestination(parsed)).toBe(text);
  });

  test.each(["", "/", "10.0.0.1", "shop/", "/name", "a/b/c"])("refuses %j", (text) => {
    expect(() => parseDestination(text)).toThrow(ModelError);
  });
});

describe("parseNetworkAddress", () => {
  test("prints addresses in their one form", () => {
    expect(formatNetworkAddress(parseNetworkAddress("n/FD00:0::1"))).toBe("n/fd00::1");
  });

  test.each(["", "/", "10.0.0.1", "/10.0.0", "/10.0.0.1/32", "/name"])("refuses %j", (text) => {
    expect(() => parseNetworkAddress(text)).toThrow(ModelError);
  });
});

test.each(["", "/", "a", "a/", "/b", "a/b/c", "a/b/"])("a namespaced hostname cannot be %j", (text) => {
  expect(() => parseNamespacedHostname(text)).toThrow(ModelError);
});
