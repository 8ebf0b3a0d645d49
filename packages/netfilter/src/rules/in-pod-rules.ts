/** The rules inside an enrolled pod's namespace. */
import type { PodCapture } from "./pod-capture.ts";
import type { Condition, HookName, Rule, TableName, Verdict } from "./rule.ts";

const OUTBOUND_PORT = 15001;
const INBOUND_PORT = 15006;
const HBONE_PORT = 15008;
const DNS_PROXY_PORT = 15053;
const DNS_PORT = 53;

/** On packets that ztunnel's own sockets send. */
export const ZTUNNEL_MARK = 0x539;

/** On connections that ztunnel opened with a client's address: replies go back to it through the loopback. */
export const RETURN_MARK = 0x111;

/** Table and place of the routing rule for it. */
export const ROUTING_TABLE = 100;
export const RULE_PRIORITY = 32764;

/** Queries of ztunnel and of the application about the same name from the same port must not be mixed up. */
const DNS_ZONE = 1;

const TCP: Condition = { on: "protocol", protocol: "tcp" };
const TCP_WITH_MODULE: Condition = { on: "protocol", protocol: "tcp", hasModule: true };
const NOT_LOOPBACK: Condition = { on: "destination", address: "loopback", negated: true };
const FROM_ZTUNNEL: Condition = { on: "packet-mark", value: ZTUNNEL_MARK, negated: false };
const NOT_FROM_ZTUNNEL: Condition = { on: "packet-mark", value: ZTUNNEL_MARK, negated: true };

/** All rules of a pod in the order in which they belong into their chains. */
export function inPodRules(capture: PodCapture): readonly Rule[] {
  return [
    ...mangleRules(),
    ...(capture.dnsCapture ? dnsZoneRules() : []),
    ...inboundRules(capture),
    ...outboundRules(capture.dnsCapture),
  ];
}

function mangleRules(): readonly Rule[] {
  const returning: Condition = { on: "connection-mark", value: RETURN_MARK };
  return [
    rule("mangle", "prerouting", [FROM_ZTUNNEL], { do: "mark-connection", value: RETURN_MARK }),
    rule("mangle", "output", [returning], { do: "restore-mark" }),
  ];
}

function dnsZoneRules(): readonly Rule[] {
  const zone: Verdict = { do: "conntrack-zone", zone: DNS_ZONE };
  return [
    rule("raw", "output", [toDns("udp"), FROM_ZTUNNEL], zone),
    rule("raw", "prerouting", [fromDns(), NOT_FROM_ZTUNNEL], zone),
  ];
}

function inboundRules(capture: PodCapture): readonly Rule[] {
  const virtual = capture.virtualInterfaces.flatMap((name) => {
    const conditions: readonly Condition[] = [{ on: "in-interface", name, negated: false }, TCP];
    return [
      rule("nat", "prerouting", conditions, { do: "redirect", port: OUTBOUND_PORT }),
      rule("nat", "prerouting", conditions, { do: "return" }),
    ];
  });
  if (capture.bypassInbound) return virtual;
  const fromProbe: Condition = { on: "source", address: "probe-source", negated: false };
  const notHbone: Condition = {
    on: "destination-port",
    protocol: "tcp",
    port: HBONE_PORT,
    negated: true,
  };
  return [
    ...virtual,
    rule("nat", "prerouting", [TCP_WITH_MODULE, fromProbe], { do: "accept" }),
    rule("nat", "prerouting", [NOT_LOOPBACK, notHbone, NOT_FROM_ZTUNNEL], {
      do: "redirect",
      port: INBOUND_PORT,
    }),
  ];
}

function outboundRules(dnsCapture: boolean): readonly Rule[] {
  const toProbe: Condition = { on: "destination", address: "probe-source", negated: false };
  const returning: Condition = { on: "packet-mark", value: RETURN_MARK, negated: false };
  const output = (conditions: readonly Condition[], verdict: Verdict): Rule =>
    rule("nat", "output", conditions, verdict);
  const dns: readonly Rule[] = [
    output([loopbackOut(true), NOT_FROM_ZTUNNEL, toDns("udp")], { do: "redirect", port: DNS_PROXY_PORT }),
    output([NOT_LOOPBACK, toDns("tcp"), NOT_FROM_ZTUNNEL], { do: "redirect", port: DNS_PROXY_PORT }),
  ];
  return [
    output([TCP_WITH_MODULE, toProbe], { do: "accept" }),
    ...(dnsCapture ? dns : []),
    output([TCP, returning], { do: "accept" }),
    // A pod that calls itself by its own address, or by a service that leads back to it, is not captured.
    output([loopbackOut(false), NOT_LOOPBACK], { do: "accept" }),
    output([TCP, NOT_LOOPBACK, NOT_FROM_ZTUNNEL], { do: "redirect", port: OUTBOUND_PORT }),
  ];
}

function toDns(protocol: "tcp" | "udp"): Condition {
  return { on: "destination-port", protocol, port: DNS_PORT, negated: false };
}

function fromDns(): Condition {
  return { on: "source-port", protocol: "udp", port: DNS_PORT, negated: false };
}

function loopbackOut(negated: boolean): Condition {
  return { on: "out-interface", name: "lo", negated };
}

function rule(table: TableName, hook: HookName, conditions: readonly Condition[], verdict: Verdict): Rule {
  return { table, hook, conditions, verdict };
}
