import { describe, expect, test } from "vitest";
import { CNI_VERSIONS } from "./cni-version.ts";
import { resultAddresses, resultAs } from "./result.ts";

const OLD = {
  cniVersion: "0.3.1",
  interfaces: [
    { name: "veth1", mac: "02:00:00:00:00:01" },
    { name: "eth0", sandbox: "/netns/a" },
  ],
  ips: [
    { version: "4", interface: 1, address: "10.0.0.5/24", gateway: "10.0.0.1" },
    { version: "6", address: "fd00::5/64" },
  ],
  routes: [{ dst: "0.0.0.0/0", gw: "10.0.0.1" }],
  dns: { nameservers: ["10.0.0.10"] },
};
const NEW = {
  cniVersion: "1.1.0",
  interfaces: [{ name: "eth0", sandbox: "/netns/a", mtu: 1500, pciID: "0", socketPath: "/s" }],
  ips: [{ interface: 0, address: "10.0.0.5/24" }],
  routes: [{ dst: "0.0.0.0/0", priority: 1, mtu: 1400, advmss: 1, table: 1, scope: 0 }],
  dns: {},
};

test.each(CNI_VERSIONS)("a result of version %s is passed on as it came", (cniVersion) => {
  const result = { ...OLD, cniVersion, unknown: [1] };
  expect(resultAs(result, cniVersion)).toBe(result);
});

test("a result without a version is in that of the configuration", () => {
  const { cniVersion: _version, ...rest } = OLD;
  expect(resultAs(rest, "0.4.0")).toEqual({ ...rest, cniVersion: "0.4.0" });
});

test("from before 1.0.0 to a later one the family of addresses goes", () => {
  expect(resultAs(OLD, "1.0.0")).toEqual({
    ...OLD,
    cniVersion: "1.0.0",
    ips: [{ interface: 1, address: "10.0.0.5/24", gateway: "10.0.0.1" }, { address: "fd00::5/64" }],
  });
});

test("from 1.1.0 to an earlier one what is new goes, and the family comes back", () => {
  expect(resultAs(NEW, "0.4.0")).toEqual({
    cniVersion: "0.4.0",
    interfaces: [{ name: "eth0", sandbox: "/netns/a" }],
    ips: [{ version: "4", interface: 0, address: "10.0.0.5/24" }],
    routes: [{ dst: "0.0.0.0/0" }],
    dns: {},
  });
});

test("a result of a version that nobody knows is refused", () => {
  expect(() => resultAs({ cniVersion: "9.9.9" }, "1.0.0")).toThrow(
    expect.objectContaining({ code: "incompatible-version" }),
  );
});

test("addresses are read whatever their version", () => {
  expect(resultAddresses(OLD)).toEqual([
    { interfaceIndex: 1, ip: "10.0.0.5", prefixLength: 24, gateway: "10.0.0.1" },
    { interfaceIndex: undefined, ip: "fd00::5", prefixLength: 64, gateway: undefined },
  ]);
  expect(resultAddresses({})).toEqual([]);
});

describe("bad addresses", () => {
  test.each([
    [{ address: "10.0.0.5" }, "prevResult.ips[0].address"],
    [{ address: "10.0.0.5/33" }, "prevResult.ips[0].address"],
    [{ address: "fd00::/129" }, "prevResult.ips[0].address"],
    [{ address: "10.0.0.256/24" }, "prevResult.ips[0].address"],
    [{ address: 5 }, "prevResult.ips[0].address"],
    [{}, "prevResult.ips[0].address"],
    [{ address: "10.0.0.5/24", interface: "1" }, "prevResult.ips[0].interface"],
    [{ address: "10.0.0.5/24", gateway: 1 }, "prevResult.ips[0].gateway"],
    [null, "prevResult.ips"],
  ])("%j", (ip, where) => {
    expect(() => resultAddresses({ ips: [ip] })).toThrow(where);
  });

  test("no list", () => {
    expect(() => resultAddresses({ ips: {} })).toThrow("prevResult.ips is no list");
  });
});
