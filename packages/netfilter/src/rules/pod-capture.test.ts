import { describe, expect, test } from "vitest";
import { PROBE_SOURCE } from "../testing/golden.ts";
import { type CaptureDefaults, isInterfaceName, podCapture } from "./pod-capture.ts";

const DEFAULTS: CaptureDefaults = { ipv6: true, dnsCapture: true, probeSource: PROBE_SOURCE };

test("a pod without annotations gets the node's settings", () => {
  expect(podCapture({}, DEFAULTS)).toEqual({
    capture: { ...DEFAULTS, bypassInbound: false, virtualInterfaces: [] },
    problems: [],
  });
});

describe("dns-capture overrides the node", () => {
  test.each([
    ["false", true, false],
    ["0", true, false],
    ["T", false, true],
    ["true", false, true],
  ])("%s on a node with %s", (text, dnsCapture, expected) => {
    const { capture, problems } = podCapture(
      { "ambient.istio.io/dns-capture": text },
      { ...DEFAULTS, dnsCapture },
    );
    expect(capture.dnsCapture).toBe(expected);
    expect(problems).toEqual([]);
  });
});

test("a value that is no boolean changes nothing and is named", () => {
  const { capture, problems } = podCapture(
    { "ambient.istio.io/dns-capture": "off", "ambient.istio.io/bypass-inbound-capture": "yes" },
    DEFAULTS,
  );
  expect(capture).toMatchObject({ dnsCapture: true, bypassInbound: false });
  expect(problems).toEqual([
    'annotation ambient.istio.io/dns-capture: "off" is neither "true" nor "false" and is ignored',
    'annotation ambient.istio.io/bypass-inbound-capture: "yes" is neither "true" nor "false" and is ignored',
  ]);
});

test("interfaces are a list; blanks and doubles do not count", () => {
  const { capture, problems } = podCapture(
    { "istio.io/reroute-virtual-interfaces": " br0, tap1,,br0 " },
    DEFAULTS,
  );
  expect(capture.virtualInterfaces).toEqual(["br0", "tap1"]);
  expect(problems).toEqual([]);
});

test("a bad interface is left out and named, the good ones count", () => {
  const { capture, problems } = podCapture(
    { "istio.io/reroute-virtual-interfaces": "br0,eth0 -j ACCEPT,tap1" },
    DEFAULTS,
  );
  expect(capture.virtualInterfaces).toEqual(["br0", "tap1"]);
  expect(problems).toEqual([
    'annotation istio.io/reroute-virtual-interfaces: "eth0 -j ACCEPT" is not an interface name and is ignored',
  ]);
});

test("there are at most 64 interfaces", () => {
  const names = Array.from({ length: 100 }, (_, index) => `tap${index}`).join(",");
  const { capture, problems } = podCapture({ "istio.io/reroute-virtual-interfaces": names }, DEFAULTS);
  expect(capture.virtualInterfaces).toHaveLength(64);
  expect(problems).toEqual([
    "annotation istio.io/reroute-virtual-interfaces: only the first 64 interfaces are used",
  ]);
});

describe("interface names", () => {
  test.each(["br0", "veth1a2b3c4d", "eth0.100", "cni-podman0", "_x", "a".repeat(15)])("%s is one", (name) => {
    expect(isInterfaceName(name)).toBe(true);
  });
  test.each([
    "",
    "-j",
    "!",
    ".",
    "..",
    "eth+",
    "br*",
    "a b",
    "a\nb",
    'a"b',
    "a;b",
    "a/b",
    "a:b",
    "a{b",
    "a\0b",
    "\u00e4",
    "a".repeat(16),
  ])("%j is none", (name) => {
    expect(isInterfaceName(name)).toBe(false);
  });
});
