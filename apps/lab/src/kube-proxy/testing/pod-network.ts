/** A node with pods as namespaces, for tests: each pod behind a veth of its own, with an address of each family. */
import { execFile, execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const GATEWAY = { 4: "169.254.1.1", 6: "fe80::1" } as const;

export interface PodNetwork extends Disposable {
  readonly node: string;
  /** Name of the pod's namespace. */
  pod(name: string): string;
}

/** Pods get 10.1.0.<n> and fd00:1::<n>, from 1 on. The node has 10.0.0.11 and fd00::11. */
export function podNetwork(prefix: string, pods: readonly string[]): PodNetwork {
  const node = `${prefix}-node`;
  const all = [node, ...pods.map((pod) => `${prefix}-${pod}`)];
  const remove = (): void => {
    for (const name of all) {
      try {
        ip("netns", "delete", name);
      } catch {
        // Not there.
      }
    }
  };
  remove();
  try {
    ip("netns", "add", node);
    in_(node, "ip link set lo up; ip addr add 10.0.0.11/32 dev lo; ip -6 addr add fd00::11/128 dev lo");
    // Where nothing translates a cluster address, a packet for it leaves the node.
    in_(node, "ip link add up0 type veth peer up1; ip link set up0 up; ip link set up1 up");
    in_(node, "ip route add default dev up0 src 10.0.0.11; ip -6 route add default dev up0 src fd00::11");
    in_(node, "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
    for (const [index, pod] of pods.entries()) addPod({ prefix, pod, number: index + 1, node });
  } catch (error) {
    remove();
    throw error;
  }
  return { node, pod: (name) => `${prefix}-${name}`, [Symbol.dispose]: remove };
}

function addPod(options: {
  readonly prefix: string;
  readonly pod: string;
  readonly number: number;
  readonly node: string;
}): void {
  const { prefix, pod, number, node } = options;
  const namespace = `${prefix}-${pod}`;
  const [v4, v6] = [`10.1.0.${number}`, `fd00:1::${number}`];
  ip("netns", "add", namespace);
  ip("link", "add", `v${number}`, "netns", node, "type", "veth", "peer", "name", "eth0", "netns", namespace);
  in_(
    node,
    `ip addr add ${GATEWAY[4]}/32 dev v${number}; ip -6 addr add ${GATEWAY[6]}/64 dev v${number} nodad; ip link set v${number} up;
     ip route add ${v4}/32 dev v${number} src 10.0.0.11; ip -6 route add ${v6}/128 dev v${number}`,
  );
  in_(
    namespace,
    `ip link set lo up; ip link set eth0 up; ip addr add ${v4}/32 dev eth0; ip -6 addr add ${v6}/128 dev eth0 nodad;
     ip route add ${GATEWAY[4]}/32 dev eth0; ip route add default via ${GATEWAY[4]} src ${v4}; ip -6 route add default via ${GATEWAY[6]} dev eth0`,
  );
}

/** Runs a shell in a namespace and gives what it prints; throws when it fails. */
export function in_(namespace: string, script: string): string {
  return execFileSync("ip", ["netns", "exec", namespace, "bash", "-ec", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "pipe", "pipe"] });
}

/** What a client asks a server, answered with the server's name and where the client seems to come from. */
const SERVER = `
const { createServer } = require("node:net");
const name = process.argv[1];
createServer((socket) => {
  socket.on("error", () => {});
  const peer = socket.remoteAddress.replace("::ffff:", "");
  socket.write(name + " " + peer + "\\n");
  socket.on("data", () => socket.write(name + " again\\n"));
}).listen(Number(process.argv[2]), "::", () => console.log("ready"));`;

/** A server in a namespace that tells its name to everybody. */
export async function nameServer(namespace: string, name: string, port: number): Promise<Disposable> {
  const args = ["netns", "exec", namespace, process.execPath, "-e", SERVER, name, String(port)];
  const child = spawn("ip", args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(child.stdout);
  await new Promise<void>((resolve, reject) => {
    lines.once("line", () => resolve());
    child.once("exit", (code) => reject(new Error(`server ${name} ended with ${code}`)));
  });
  return { [Symbol.dispose]: () => void child.kill("SIGKILL") };
}

/** What the server behind an address says, or "refused"; any other failure throws. */
export async function ask(namespace: string, address: string, port: number): Promise<string> {
  const script = `exec 3<>/dev/tcp/${address}/${port}; read -t 5 line <&3; echo "$line"`;
  try {
    const { stdout } = await promisify(execFile)("ip", ["netns", "exec", namespace, "bash", "-ec", script]);
    return stdout.trim();
  } catch (error) {
    if (String(error).includes("Connection refused")) return "refused";
    throw error;
  }
}
