/**
 * Pods for tests: network namespaces of this process, joined by a bridge in one more, with the redirection that Istio's CNI
 * plugin installs. Needs root.
 */
import { execFileSync } from "node:child_process";
import { type IpAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import { RawSocket, TestApplication } from "@ambit/data-plane/testing";
import {
  bindSocket,
  closeFd,
  inNetns,
  listenSocket,
  openNetns,
  setMark,
  setReusePort,
  setTransparent,
  tcpSocket,
} from "@ambit/linux";
import type { ListenerFds } from "../../messages.ts";

/** PACKET_MARK of shared mode, and what the rules below look for. */
export const POD_MARK = 1337;
const BACKLOG = 128;

/** What Istio's plugin has `iptables-restore` set up in a pod, of either family. */
function redirection(loopback: string): string {
  return `*mangle
-A PREROUTING -m mark --mark 0x539/0xfff -j CONNMARK --set-xmark 0x111/0xfff
-A OUTPUT -m connmark --mark 0x111/0xfff -j CONNMARK --restore-mark
COMMIT
*nat
-A OUTPUT -p tcp -m mark --mark 0x111/0xfff -j ACCEPT
-A OUTPUT ! -d ${loopback} -o lo -j ACCEPT
-A OUTPUT ! -d ${loopback} -p tcp -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15001
-A PREROUTING ! -d ${loopback} -p tcp ! --dport 15008 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15006
COMMIT
`;
}

/** Namespaces `zt-<pid>-...`, taken away with it. */
export class PodNetwork implements Disposable {
  readonly #bridge = `zt-${process.pid}-br`;
  readonly #pods = new Set<TestPod>();
  #podCount = 0;

  constructor() {
    execFileSync("ip", ["netns", "add", this.#bridge]);
    run(this.#bridge, ["ip", "link", "add", "br0", "up", "type", "bridge"]);
  }

  /** A pod with addresses of both families; redirection is on unless `isCaptured` is false. */
  pod({ isCaptured = true }: { readonly isCaptured?: boolean } = {}): TestPod {
    this.#podCount += 1;
    const number = this.#podCount;
    const name = `zt-${process.pid}-${number}`;
    const pod = new TestPod(name, number);
    this.#pods.add(pod);
    const lines = [
      `link add eth0 netns ${name} type veth peer name v${number} netns ${this.#bridge}`,
      `-n ${this.#bridge} link set v${number} master br0 up`,
      `-n ${name} link set lo up`,
      `-n ${name} addr add ${pod.ip}/24 dev eth0`,
      `-n ${name} addr add ${pod.ip6}/64 dev eth0 nodad`,
      `-n ${name} link set eth0 up`,
      `-n ${name} route add default dev eth0`,
      `-n ${name} -6 route add default dev eth0`,
    ];
    if (isCaptured) {
      for (const family of ["-4", "-6"]) {
        lines.push(`-n ${name} ${family} rule add fwmark 0x111/0xfff pref 32764 table 100`);
        lines.push(`-n ${name} ${family} route add local default dev lo table 100`);
      }
    }
    for (const line of lines) execFileSync("ip", line.split(" "));
    if (isCaptured) {
      run(name, ["iptables-restore"], redirection("127.0.0.1/32"));
      run(name, ["ip6tables-restore"], redirection("::1/128"));
    }
    return pod;
  }

  /** The bridge's ports: one for each namespace that exists. */
  links(): string {
    return run(this.#bridge, ["ip", "-o", "link"]);
  }

  [Symbol.dispose](): void {
    for (const pod of this.#pods) pod[Symbol.dispose]();
    execFileSync("ip", ["netns", "del", this.#bridge]);
  }
}

/** One pod; `bind` does what the main thread does before it tells the workers. */
export class TestPod implements Disposable {
  readonly name: string;
  readonly number: number;
  readonly ip: IpAddress;
  readonly ip6: IpAddress;
  readonly netnsFd: number;
  #isNamed = true;
  #isOpen = true;

  constructor(name: string, number: number) {
    this.name = name;
    this.number = number;
    execFileSync("ip", ["netns", "add", name]);
    this.netnsFd = openNetns(`/var/run/netns/${name}`);
    this.ip = parseIpAddress(`10.77.0.${number}`);
    this.ip6 = parseIpAddress(`fd77::${number}`);
  }

  /** Listeners as ztunnel has them in a pod; the caller closes them. */
  bind(): BoundListeners {
    return inNetns(this.netnsFd, () => new BoundListeners());
  }

  connect(target: SocketAddress): RawSocket {
    return inNetns(this.netnsFd, () => RawSocket.connect(target));
  }

  application(
    serve?: ConstructorParameters<typeof TestApplication>[1],
    address: Partial<SocketAddress> = {},
  ): TestApplication {
    return inNetns(
      this.netnsFd,
      () => new TestApplication({ ip: address.ip ?? this.ip, port: address.port ?? 0 }, serve),
    );
  }

  /** TCP connections as the kernel has them: `local peer`, one a line. */
  connections(): string {
    return run(this.name, ["ss", "-Htn", "state", "established"]);
  }

  /** Of these, how many a listener on the port has, accepted or not. */
  countAt(port: number): number {
    const lines = run(this.name, ["ss", "-Htn", "state", "established", "sport", "=", `:${port}`]);
    return lines.split("\n").filter((line) => line !== "").length;
  }

  /** Takes the namespace's name away: it is there only as long as somebody has a descriptor of it, or in it. */
  unname(): void {
    if (!this.#isNamed) return;
    this.#isNamed = false;
    execFileSync("ip", ["netns", "del", this.name]);
  }

  [Symbol.dispose](): void {
    this.unname();
    if (this.#isOpen) closeFd(this.netnsFd);
    this.#isOpen = false;
  }
}

/** The three listeners of a pod. */
export class BoundListeners implements Disposable {
  readonly fds: ListenerFds;
  #isOpen = true;

  constructor() {
    this.fds = {
      outbound: bindWildcard(15_001),
      inboundPlaintext: bindWildcard(15_006),
      inbound: bindWildcard(15_008),
      socks5: undefined,
      dnsUdp: [],
      dnsTcp: [],
      transparent: true,
    };
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const fd of [this.fds.outbound, this.fds.inboundPlaintext, this.fds.inbound])
      if (fd !== undefined) closeFd(fd);
  }
}

function bindWildcard(port: number): number {
  const fd = tcpSocket(6);
  const steps = [
    setReusePort(fd),
    setTransparent(fd),
    setMark(fd, POD_MARK),
    bindSocket(fd, { ip: parseIpAddress("::"), port }, { dualStack: true }),
    listenSocket(fd, BACKLOG),
  ];
  const failed = steps.find((result) => result < 0);
  if (failed !== undefined) throw new Error(`cannot listen on port ${port} (errno ${-failed})`);
  return fd;
}

function run(namespace: string, words: readonly string[], input = ""): string {
  return execFileSync("ip", ["netns", "exec", namespace, ...words], { input, encoding: "utf8" });
}
