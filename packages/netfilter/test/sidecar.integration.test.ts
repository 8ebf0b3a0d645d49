/** A sidecar's rules in a real namespace, with stand-ins for the proxy and for a peer. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { parseIpAddress } from "@ambit/addr";
import { expect, test } from "vitest";
import type { IptablesVariant } from "../src/backend.ts";
import { applySidecar } from "../src/sidecar/apply-sidecar.ts";
import { type SidecarRedirect, sidecarRedirect } from "../src/sidecar/sidecar-redirect.ts";
import { describeWithNetfilter, TestNamespace } from "./support.ts";

const POD = { 4: "10.77.0.1", 6: "fd77::1" };
const PEER = { 4: "10.77.0.2", 6: "fd77::2" };
const IPS = [parseIpAddress(POD[4]), parseIpAddress(POD[6])];

/** Says the port that a connection has come to. */
const LISTENER = `const net = require("node:net");
const ports = process.argv.slice(1).map(Number);
let open = 0;
for (const port of ports) {
  const server = net.createServer((socket) => { socket.on("error", () => {}); socket.end(String(port)); });
  server.listen(port, "::", () => { open += 1; if (open === ports.length) console.log("ready"); });
}`;

/** Prints what it is told by who takes the connection. */
const CLIENT = `const net = require("node:net");
const socket = net.connect(Number(process.argv[2]), process.argv[1]);
socket.on("data", (data) => process.stdout.write(data));
socket.on("error", (error) => { process.stdout.write(error.code); });`;

/** A pod and a peer, joined by a wire. */
class Wire implements AsyncDisposable {
  readonly pod = new TestNamespace();
  readonly peer = new TestNamespace();
  readonly #children: ChildProcess[] = [];

  constructor() {
    const [pod, peer] = [this.pod.name, this.peer.name];
    const ip = (...args: readonly string[]): void => void execFileSync("ip", args);
    ip("-n", pod, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", peer);
    for (const [name, side] of [
      [pod, POD],
      [peer, PEER],
    ] as const) {
      ip("-n", name, "link", "set", "eth0", "up");
      ip("-n", name, "address", "add", `${side[4]}/24`, "dev", "eth0");
      ip("-n", name, "address", "add", `${side[6]}/64`, "dev", "eth0", "nodad");
    }
  }

  async listen(namespace: TestNamespace, ...ports: readonly number[]): Promise<void> {
    const child = spawn("ip", [
      ...["netns", "exec", namespace.name, process.execPath, "-e", LISTENER],
      ...ports.map(String),
    ]);
    this.#children.push(child);
    await once(child.stdout, "data");
  }

  /** Which port a connection has come to. `user`: of whom it comes. */
  connect(namespace: TestNamespace, address: string, port: number, user = 0): string {
    const ids = ["--reuid", String(user), "--regid", String(user), "--clear-groups"];
    return namespace.shell(
      `timeout 10 setpriv ${ids.join(" ")} "$(printf %s '${process.execPath}')" -e '${CLIENT}' ${address} ${port}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    this.pod[Symbol.dispose]();
    this.peer[Symbol.dispose]();
  }
}

function redirectOf(
  annotations: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): SidecarRedirect {
  const result = sidecarRedirect({
    annotations,
    environment: { ISTIO_DUAL_STACK: "true", ...environment },
    proxyUid: 1337,
    proxyGid: 1337,
  });
  if ("problems" in result) throw new Error(result.problems.join());
  return result.redirect;
}

describeWithNetfilter("a pod with a sidecar", () => {
  test.each<{ readonly variant: IptablesVariant }>([{ variant: "nft" }, { variant: "legacy" }])(
    "has its traffic led through the proxy, and not the proxy's own, with iptables ($variant)",
    async ({ variant }) => {
      await using wire = new Wire();
      const { pod, peer } = wire;
      const redirect = redirectOf({ "traffic.sidecar.istio.io/excludeOutboundPorts": "9001" });
      expect(await applySidecar(pod.run, { redirect, variant, ips: IPS })).toBe("installed");
      await wire.listen(pod, 8080, 15001, 15006, 15021);
      await wire.listen(peer, 9000, 9001);
      for (const family of [4, 6] as const) {
        expect(wire.connect(pod, PEER[family], 9000)).toBe("15001");
        expect(wire.connect(pod, PEER[family], 9001)).toBe("9001");
        expect(wire.connect(pod, PEER[family], 9000, 1337)).toBe("9000");
        expect(wire.connect(pod, POD[family], 8080)).toBe("8080");
        expect(wire.connect(pod, POD[family], 8080, 1337)).toBe("15006");
        expect(wire.connect(peer, POD[family], 8080)).toBe("15006");
        expect(wire.connect(peer, POD[family], 15021)).toBe("15021");
      }
    },
  );

  test.each<{ readonly variant: IptablesVariant; readonly mode: string }>([
    { variant: "nft", mode: "REDIRECT" },
    { variant: "nft", mode: "TPROXY" },
    { variant: "legacy", mode: "REDIRECT" },
    { variant: "legacy", mode: "TPROXY" },
  ])("has the same rules when they are applied again ($mode, $variant)", async ({ variant, mode }) => {
    await using wire = new Wire();
    const { pod } = wire;
    const redirect = redirectOf(
      {
        "sidecar.istio.io/interceptionMode": mode,
        "traffic.sidecar.istio.io/includeOutboundIPRanges": "10.1.2.3/8,fd00::1/16,0.0.0.0/0",
        "traffic.sidecar.istio.io/excludeOutboundIPRanges": "10.9.0.0/16",
        "traffic.sidecar.istio.io/excludeInterfaces": "net1",
        "istio.io/reroute-virtual-interfaces": "tap0,tap1",
      },
      { ISTIO_META_DNS_CAPTURE: "true", INVALID_DROP: "true" },
    );
    const options = { redirect, variant, ips: IPS };
    const state = (): string =>
      pod.shell(
        `iptables-${variant}-save | grep -v '^[#:]'; ip6tables-${variant}-save | grep -v '^[#:]'; ip rule; ip -6 rule; ip -6 addr show dev lo`,
      );
    expect(await applySidecar(pod.run, options)).toBe("installed");
    const first = state();
    expect(await applySidecar(pod.run, options)).toBe("unchanged");
    expect(state()).toBe(first);
    pod.shell(
      `iptables-${variant} -t nat -F ISTIO_OUTPUT; iptables-${variant} -t nat -D OUTPUT -j ISTIO_OUTPUT`,
    );
    expect(state()).not.toBe(first);
    expect(await applySidecar(pod.run, options)).toBe("installed");
    expect(state()).toBe(first);
  });
});
