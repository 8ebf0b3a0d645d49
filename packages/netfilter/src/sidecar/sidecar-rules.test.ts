import { parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { parseSaveText } from "../iptables/save-text.ts";
import { sidecarEdits, sidecarFamilies } from "./apply-sidecar.ts";
import { type SidecarFacts, type SidecarRedirect, sidecarRedirect } from "./sidecar-redirect.ts";
import { sidecarRules } from "./sidecar-rules.ts";

function redirectOf(
  annotations: SidecarFacts["annotations"] = {},
  more: Partial<SidecarFacts> = {},
): SidecarRedirect {
  const result = sidecarRedirect({
    annotations,
    environment: {},
    proxyUid: undefined,
    proxyGid: undefined,
    ...more,
  });
  if ("problems" in result) throw new Error(result.problems.join());
  return result.redirect;
}

function problemsOf(annotations: SidecarFacts["annotations"]): readonly string[] {
  const result = sidecarRedirect({ annotations, environment: {}, proxyUid: undefined, proxyGid: undefined });
  return "problems" in result ? result.problems : [];
}

/** `table chain rule` of each, in order. */
function lines(redirect: SidecarRedirect, family: 4 | 6 = 4): readonly string[] {
  return sidecarRules(redirect, family).map(({ table, chain, text }) => `${table} ${chain} ${text}`);
}

describe("the rules of a sidecar", () => {
  test("by default take all TCP in and out, and leave the proxy's own alone", () => {
    expect(lines(redirectOf())).toEqual([
      "nat ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001",
      "nat ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006",
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN",
      "nat PREROUTING -p tcp -j ISTIO_INBOUND",
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN",
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN",
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 15090 -j RETURN",
      "nat ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT",
      "nat OUTPUT -j ISTIO_OUTPUT",
      "nat ISTIO_OUTPUT -p tcp -m tcp --dport 15020 -j RETURN",
      "nat ISTIO_OUTPUT -p udp -m udp --dport 15020 -j RETURN",
      "nat ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN",
      "nat ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT",
      "nat ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN",
      "nat ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN",
      "nat ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --gid-owner 1337 -j ISTIO_IN_REDIRECT",
      "nat ISTIO_OUTPUT -o lo -m owner ! --gid-owner 1337 -j RETURN",
      "nat ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN",
      "nat ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN",
      "nat ISTIO_OUTPUT -j ISTIO_REDIRECT",
    ]);
  });

  test("include and exclude inbound ports", () => {
    const only = lines(redirectOf({ "traffic.sidecar.istio.io/includeInboundPorts": "80, 443" }));
    expect(only.filter((line) => line.startsWith("nat ISTIO_INBOUND"))).toEqual([
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN",
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 80 -j ISTIO_IN_REDIRECT",
      "nat ISTIO_INBOUND -p tcp -m tcp --dport 443 -j ISTIO_IN_REDIRECT",
    ]);
    const excluded = lines(redirectOf({ "traffic.sidecar.istio.io/excludeInboundPorts": "9000" }));
    expect(excluded).toContain("nat ISTIO_INBOUND -p tcp -m tcp --dport 9000 -j RETURN");
    const none = lines(redirectOf({ "traffic.sidecar.istio.io/includeInboundPorts": "" }));
    expect(none.filter((line) => line.startsWith("nat PREROUTING"))).toEqual([]);
  });

  test("include and exclude outbound ports and ranges, each range in its family", () => {
    const redirect = redirectOf({
      "traffic.sidecar.istio.io/includeOutboundIPRanges": "10.1.2.3/8,fd00::1/16",
      "traffic.sidecar.istio.io/excludeOutboundIPRanges": "10.9.0.0/16",
      "traffic.sidecar.istio.io/includeOutboundPorts": "3306",
      "traffic.sidecar.istio.io/excludeOutboundPorts": "25",
    });
    const four = lines(redirect).filter((line) => line.startsWith("nat ISTIO_OUTPUT "));
    expect(four.slice(0, 2)).toEqual([
      "nat ISTIO_OUTPUT -p tcp -m tcp --dport 25 -j RETURN",
      "nat ISTIO_OUTPUT -p udp -m udp --dport 25 -j RETURN",
    ]);
    expect(four.slice(-3)).toEqual([
      "nat ISTIO_OUTPUT -d 10.9.0.0/16 -j RETURN",
      "nat ISTIO_OUTPUT -p tcp -m tcp --dport 3306 -j ISTIO_REDIRECT",
      "nat ISTIO_OUTPUT -d 10.0.0.0/8 -j ISTIO_REDIRECT",
    ]);
    expect(lines(redirect, 6).at(-1)).toBe("nat ISTIO_OUTPUT -d fd00::/16 -j ISTIO_REDIRECT");
  });

  test("take the loopback's own traffic too where its range is asked for", () => {
    const redirect = redirectOf({ "traffic.sidecar.istio.io/includeOutboundIPRanges": "127.1.2.3/32" });
    expect(lines(redirect).filter((line) => line.includes("! --uid-owner"))).toEqual([]);
  });

  test.each([
    ["istio.io/reroute-virtual-interfaces", "tap0"],
    ["traffic.sidecar.istio.io/kubevirtInterfaces", "tap0"],
  ])("take what comes from a virtual interface for the pod's own, by %s", (name, value) => {
    const rules = sidecarRules(redirectOf({ [name]: value }), 4);
    expect(rules.slice(0, 2)).toEqual([
      { table: "nat", chain: "PREROUTING", text: "-i tap0 -j ISTIO_REDIRECT", isFirst: true },
      { table: "nat", chain: "PREROUTING", text: "-i tap0 -j RETURN", isFirst: true },
    ]);
  });

  test("leave excluded interfaces alone", () => {
    const redirect = redirectOf({ "traffic.sidecar.istio.io/excludeInterfaces": "net1" });
    expect(lines(redirect).slice(0, 2)).toEqual([
      "nat PREROUTING -i net1 -j RETURN",
      "nat OUTPUT -o net1 -j RETURN",
    ]);
  });

  test("take DNS to 15053 and keep both sides of it apart, where the proxy says so", () => {
    const dns = lines(redirectOf({}, { environment: { ISTIO_META_DNS_CAPTURE: "true" } }));
    expect(dns.filter((line) => line.includes("ISTIO_OUTPUT_DNS") || line.startsWith("raw"))).toEqual([
      "nat ISTIO_OUTPUT -j ISTIO_OUTPUT_DNS",
      "nat ISTIO_OUTPUT_DNS -p tcp -m tcp --dport 53 -j REDIRECT --to-ports 15053",
      "nat ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -j REDIRECT --to-ports 15053",
      "raw OUTPUT -j ISTIO_OUTPUT_DNS",
      "raw ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -m owner --uid-owner 1337 -j CT --zone 1",
      "raw ISTIO_OUTPUT_DNS -p udp -m udp --sport 15053 -m owner --uid-owner 1337 -j CT --zone 2",
      "raw ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -m owner --gid-owner 1337 -j CT --zone 1",
      "raw ISTIO_OUTPUT_DNS -p udp -m udp --sport 15053 -m owner --gid-owner 1337 -j CT --zone 2",
      "raw ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -j CT --zone 2",
      "raw PREROUTING -j ISTIO_INBOUND",
      "raw ISTIO_INBOUND -p udp -m udp --sport 53 -j CT --zone 1",
    ]);
  });

  test("with TPROXY keep the client's address, and mark what has to come back", () => {
    const tproxy = lines(redirectOf({ "sidecar.istio.io/interceptionMode": "TPROXY" }));
    expect(tproxy.filter((line) => line.startsWith("mangle ISTIO_INBOUND"))).toEqual([
      "mangle ISTIO_INBOUND -p tcp -m mark --mark 0x539 -j RETURN",
      "mangle ISTIO_INBOUND -s 127.0.0.6/32 -i lo -p tcp -j RETURN",
      "mangle ISTIO_INBOUND -i lo -p tcp -m mark ! --mark 0x53a -j RETURN",
      "mangle ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN",
      "mangle ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN",
      "mangle ISTIO_INBOUND -p tcp -m tcp --dport 15090 -j RETURN",
      "mangle ISTIO_INBOUND -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT",
      "mangle ISTIO_INBOUND -p tcp -j ISTIO_TPROXY",
    ]);
    expect(tproxy).not.toContain("nat PREROUTING -p tcp -j ISTIO_INBOUND");
  });

  test("know the proxy by the user and group of its container, and drop invalid packets where it says so", () => {
    const redirect = redirectOf({}, { proxyUid: 2000, proxyGid: 3000, environment: { INVALID_DROP: "1" } });
    const all = lines(redirect);
    expect(all).toContain("nat ISTIO_OUTPUT -m owner --uid-owner 2000 -j RETURN");
    expect(all).toContain("nat ISTIO_OUTPUT -m owner --gid-owner 3000 -j RETURN");
    expect(all).toContain("mangle PREROUTING -m conntrack --ctstate INVALID -j ISTIO_DROP");
  });
});

test.each([
  ["sidecar.istio.io/interceptionMode", "NONE"],
  ["traffic.sidecar.istio.io/includeInboundPorts", "80,x"],
  ["traffic.sidecar.istio.io/excludeInboundPorts", "70000"],
  ["traffic.sidecar.istio.io/excludeOutboundPorts", "80,"],
  ["traffic.sidecar.istio.io/includeOutboundIPRanges", "10.0.0.0/33"],
  ["traffic.sidecar.istio.io/excludeOutboundIPRanges", "*"],
  ["traffic.sidecar.istio.io/excludeInterfaces", "eth0 -j ACCEPT"],
  ["istio.io/reroute-virtual-interfaces", "a\nCOMMIT"],
])("a bad %s is refused and named: %j", (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`annotation ${name}`)]);
});

test.each([
  ["IPv4", ["10.0.0.1"], "false", [4]],
  ["IPv6", ["fd00::1"], "false", [4, 6]],
  ["both, IPv4 first", ["10.0.0.1", "fd00::1"], "false", [4]],
  ["both, with a dual stack", ["10.0.0.1", "fd00::1"], "true", [4, 6]],
])("a pod with %s gets rules of its families", (_name, ips, dualStack, families) => {
  const redirect = redirectOf({}, { environment: { ISTIO_DUAL_STACK: dualStack } });
  expect(sidecarFamilies({ redirect, variant: "nft", ips: ips.map(parseIpAddress) })).toEqual(families);
});

test("foreign rules stay where they are, and rules that lead into our chains are replaced", () => {
  const installed = parseSaveText(
    "*nat\n:OUTPUT ACCEPT [0:0]\n:ISTIO_OUTPUT - [0:0]\n-A OUTPUT -d 10.0.0.1/32 -j ACCEPT\n-A OUTPUT -p tcp -j ISTIO_OUTPUT\nCOMMIT\n",
  );
  const [edit] = sidecarEdits(installed, sidecarRules(redirectOf(), 4));
  expect(edit?.lines.filter((line) => line.startsWith("-D"))).toEqual(["-D OUTPUT -p tcp -j ISTIO_OUTPUT"]);
});
