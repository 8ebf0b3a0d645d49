/** All programs of a mesh from their images, one node wide, as Istio's charts start them. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Check, Unpacked } from "./check-images.ts";
import { Cluster, NODE, SYSTEM } from "./cluster.ts";
import { Container, type ContainerOptions, startOf } from "./container.ts";

interface MeshOptions {
  readonly check: Check;
  readonly images: ReadonlyMap<string, Unpacked>;
  readonly folder: string;
}

const READY_TIMEOUT_MS = 60_000;
const READY_INTERVAL_MS = 200;
const SHOWN_CHARS = 1_500;
/** Istio's chart gives it to ztunnel; the image's own is not asked. */
const ZTUNNEL_USER = "0:1337";
const ZTUNNEL_CAPABILITIES = ["net_admin", "sys_admin", "net_raw"];
const CNI_CAPABILITIES = ["net_admin", "net_raw", "sys_ptrace", "sys_admin", "dac_override"];
/** What else the agent can make rules with, and how its log says so. */
const OTHER_RULES = [
  { variables: { NATIVE_NFTABLES: "true" }, log: /nftables/ },
  { variables: { FORCE_IPTABLES_BINARY: "legacy" }, log: /iptables \(legacy\)/ },
] as const;
const CONTROL_PLANE = `istiod.${SYSTEM}.svc:15012`;

export async function checkMesh({ check, images, folder }: MeshOptions): Promise<void> {
  const image = (name: string): Unpacked => {
    const found = images.get(name);
    if (found === undefined) throw new Error(`there is no image ${name} for this processor`);
    return found;
  };
  const place = makeNode(folder);
  await using cluster = await Cluster.open(folder);
  await using controller = Container.start(await controllerOptions(image("controller"), cluster));
  await check("the controller gets ready by the chart's command line, without privileges", () =>
    requireReady("http://127.0.0.1:8080/ready", controller),
  );
  await using agent = Container.start(await agentOptions(image("cni"), cluster, place, {}));
  await using ztunnel = Container.start(await ztunnelOptions(image("ztunnel"), cluster, place));
  await check("ztunnel gets ready by the chart's command line, with the controller and the agent", () =>
    requireReady("http://127.0.0.1:15021/healthz/ready", ztunnel),
  );
  await check("the agent gets ready by the chart's command line, with rules of iptables (nft)", async () => {
    await requireReady("http://127.0.0.1:8000/readyz", agent);
    requireText(agent, /iptables \(nft\)/);
  });
  await check("the plugin it has installed runs on a host with nothing else on it", () => checkPlugin(place));
  await check("every program of netfilter runs in the agent's image", () => checkTools(image("cni")));
  await check("the command line asks the cluster", () => checkCli(image("cli"), cluster));
  await check("each ends when it is told to", async () => {
    for (const [name, container] of Object.entries({ ztunnel, agent, controller })) {
      const code = await container.stop();
      if (code !== 0) throw new Error(`${name} ended with ${code}: ${container.output.slice(-SHOWN_CHARS)}`);
    }
  });
  for (const { variables, log } of OTHER_RULES) {
    const options = await agentOptions(image("cni"), cluster, place, variables);
    await using other = Container.start(options);
    await check(`the agent gets ready with ${JSON.stringify(variables)}`, async () => {
      await requireReady("http://127.0.0.1:8000/readyz", other);
      requireText(other, log);
      if ((await other.stop()) !== 0) throw new Error(other.output.slice(-SHOWN_CHARS));
    });
  }
}

/** Folders of a node that pods mount, by what they are. */
interface NodeFolders {
  readonly cniBin: string;
  readonly cniConf: string;
  readonly agentRun: string;
  readonly ztunnelRun: string;
  readonly netns: string;
  readonly hosts: string;
  readonly resolvConf: string;
  readonly host: string;
}

function makeNode(folder: string): NodeFolders {
  const host = join(folder, "host");
  const place = (path: string): string => {
    mkdirSync(join(host, path), { recursive: true });
    return join(host, path);
  };
  const cniConf = place("etc/cni/net.d");
  const plugins = [{ type: "ptp", ipam: { type: "host-local", subnet: "10.0.0.0/24" } }];
  const conflist = { cniVersion: "1.0.0", name: "pods", plugins };
  writeFileSync(join(cniConf, "10-pods.conflist"), JSON.stringify(conflist));
  const file = (path: string, content: string): string => {
    writeFileSync(join(host, path), content);
    return join(host, path);
  };
  return {
    host,
    cniConf,
    cniBin: place("opt/cni/bin"),
    agentRun: place("var/run/istio-cni"),
    ztunnelRun: place("var/run/ztunnel"),
    netns: place("var/run/netns"),
    hosts: file("etc/hosts", `127.0.0.1 localhost istiod.${SYSTEM}.svc\n`),
    resolvConf: file("etc/resolv.conf", "nameserver 127.0.0.1\n"),
  };
}

async function controllerOptions({ root, content }: Unpacked, cluster: Cluster): Promise<ContainerOptions> {
  const { entrypoint, environment, user } = startOf(content);
  const args = [
    "discovery",
    "--monitoringAddr=:15014",
    "--log_output_level=default:info",
    "--log_as_json",
    "--domain",
    "cluster.local",
    "--keepaliveMaxServerConnectionAge",
    "30m",
  ];
  const certificates = join(cluster.folder, "local-certs");
  mkdirSync(certificates);
  return {
    root,
    command: [...entrypoint, ...args],
    user,
    environment: {
      ...environment,
      ...cluster.variables,
      REVISION: "default",
      PILOT_CERT_PROVIDER: "istiod",
      POD_NAME: "istiod-1",
      POD_NAMESPACE: SYSTEM,
      SERVICE_ACCOUNT: "istiod",
      KUBECONFIG: "/var/run/secrets/remote/config",
      CA_TRUSTED_NODE_ACCOUNTS: `${SYSTEM}/ztunnel`,
      PILOT_ENABLE_AMBIENT: "true",
      CLUSTER_ID: "Kubernetes",
    },
    mounts: { ...(await cluster.accountMounts("istiod")), "/var/run/secrets/istio-dns": certificates },
  };
}

/** The chart names the program, not the image. */
async function agentOptions(
  { root, content }: Unpacked,
  cluster: Cluster,
  node: NodeFolders,
  variables: Readonly<Record<string, string>>,
): Promise<ContainerOptions> {
  const { environment } = startOf(content);
  return {
    root,
    command: ["install-cni", "--log_output_level=info"],
    user: "0:0",
    capabilities: CNI_CAPABILITIES,
    // Legacy iptables has its lock below /run.
    isWritable: true,
    environment: {
      ...environment,
      ...cluster.variables,
      AMBIENT_ENABLED: "true",
      AMBIENT_DNS_CAPTURE: "true",
      AMBIENT_IPV6: "true",
      AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: "true",
      ALLOW_SWITCH_TO_HOST_NS: "true",
      CHAINED_CNI_PLUGIN: "true",
      EXCLUDE_NAMESPACES: "kube-system",
      REPAIR_ENABLED: "true",
      NODE_NAME: NODE,
      POD_NAME: "istio-cni-node-1",
      POD_NAMESPACE: SYSTEM,
      // Pods have a network each; here the control plane has this port.
      MONITORING_PORT: "15024",
      ...variables,
    },
    mounts: {
      ...(await cluster.accountMounts("istio-cni")),
      "/host/opt/cni/bin": node.cniBin,
      "/host/etc/cni/net.d": node.cniConf,
      "/host/proc": "/proc",
      "/host/var/run/netns": node.netns,
      "/var/run/istio-cni": node.agentRun,
      "/var/run/ztunnel": node.ztunnelRun,
    },
  };
}

async function ztunnelOptions(
  { root, content }: Unpacked,
  cluster: Cluster,
  node: NodeFolders,
): Promise<ContainerOptions> {
  const { entrypoint, environment } = startOf(content);
  const [roots, tokens] = [join(cluster.folder, "roots"), join(cluster.folder, "tokens")];
  for (const path of [roots, tokens]) mkdirSync(path);
  writeFileSync(join(roots, "root-cert.pem"), await rootCertificate(cluster));
  writeFileSync(join(tokens, "istio-token"), await cluster.token("ztunnel", "istio-ca"));
  return {
    root,
    command: [...entrypoint, "proxy", "ztunnel"],
    user: ZTUNNEL_USER,
    capabilities: ZTUNNEL_CAPABILITIES,
    environment: {
      ...environment,
      ...cluster.variables,
      CA_ADDRESS: CONTROL_PLANE,
      XDS_ADDRESS: CONTROL_PLANE,
      RUST_LOG: "info",
      RUST_BACKTRACE: "1",
      ISTIO_META_CLUSTER_ID: "Kubernetes",
      ISTIO_META_ENABLE_HBONE: "true",
      INPOD_ENABLED: "true",
      TERMINATION_GRACE_PERIOD_SECONDS: "30",
      POD_NAME: "ztunnel-1",
      POD_NAMESPACE: SYSTEM,
      NODE_NAME: NODE,
      INSTANCE_IP: "127.0.0.1",
      SERVICE_ACCOUNT: "ztunnel",
      ZTUNNEL_CPU_LIMIT: "2",
    },
    mounts: {
      "/var/run/secrets/istio": roots,
      "/var/run/secrets/tokens": tokens,
      "/var/run/ztunnel": node.ztunnelRun,
      "/etc/hosts": node.hosts,
      "/etc/resolv.conf": node.resolvConf,
    },
  };
}

/** The controller writes it into every namespace. */
async function rootCertificate(cluster: Cluster): Promise<string> {
  const path = `/api/v1/namespaces/${SYSTEM}/configmaps/istio-ca-root-cert`;
  const map = await eventually(() => cluster.request("GET", path));
  return (map["data"] as { readonly "root-cert.pem": string })["root-cert.pem"];
}

/** There is no library, no shell and no file beside it. */
function checkPlugin({ cniBin, host }: NodeFolders): void {
  const bare = join(host, "bare");
  cpSync(cniBin, join(bare, "opt/cni/bin"), { recursive: true });
  mkdirSync(join(bare, "proc"));
  const script = 'mount -t proc proc "$1/proc" && exec chroot "$1" /opt/cni/bin/istio-cni';
  const { status, stdout, stderr } = spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", bare], {
    env: { PATH: process.env["PATH"], CNI_COMMAND: "VERSION" },
    input: '{"cniVersion":"1.0.0"}',
    encoding: "utf8",
  });
  if (status !== 0 || !stdout.includes('"supportedVersions"')) {
    throw new Error(`exit code ${status}: ${stdout} ${stderr}`);
  }
}

/** With what rules are made of: extensions, names of protocols, JSON. */
async function checkTools({ root, content }: Unpacked): Promise<void> {
  const { environment } = startOf(content);
  const names = ["iptables", "ip6tables"].flatMap((name) =>
    ["nft", "legacy"].flatMap((kind) => ["", "-save", "-restore"].map((tool) => `${name}-${kind}${tool}`)),
  );
  const calls = [
    ...names.map((name) => [name, "--version"]),
    ["nft", "--version"],
    ["ipset", "--version"],
    ["ip", "-6", "rule", "show"],
    ["cat", "/proc/self/net/dev"],
    ["nft", "--json", "list", "ruleset"],
    [
      "iptables-nft",
      "--table",
      "mangle",
      "--append",
      "PREROUTING",
      "--protocol",
      "tcp",
      "--jump",
      "CONNMARK",
      "--restore-mark",
    ],
    ["nft", "--json", "--echo", "add", "table", "inet", "probe"],
    ["nft", "add", "chain", "inet", "probe", "one"],
    ["nft", "add", "rule", "inet", "probe", "one", "meta", "l4proto", "tcp", "accept"],
    ["nft", "delete", "table", "inet", "probe"],
  ];
  for (const command of calls) {
    const capabilities = ["net_admin", "net_raw", "sys_admin"];
    await using container = Container.start({ root, command, environment, user: "0:0", capabilities });
    const code = await container.exit;
    if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${container.output}`);
  }
}

async function checkCli({ root, content }: Unpacked, cluster: Cluster): Promise<void> {
  const { entrypoint, environment, user } = startOf(content);
  const kubeconfig = join(cluster.folder, "kubeconfig");
  writeFileSync(kubeconfig, cluster.kubeconfig);
  const variables = { ...environment, KUBECONFIG: "/config/kubeconfig" };
  const mounts = { "/config/kubeconfig": kubeconfig };
  const command = [...entrypoint, "enrolment", "--namespace", SYSTEM];
  await using container = Container.start({ root, command, environment: variables, user, mounts });
  const code = await container.exit;
  if (code !== 0) throw new Error(`exit code ${code}: ${container.output}`);
}

/** Answers 200; an ended program never will. */
async function requireReady(url: string, container: Container): Promise<void> {
  try {
    await eventually(async () => {
      if (!container.isRunning) return;
      const { status } = await fetch(url);
      if (status !== 200) throw new Error(`${url} answers ${status}`);
    });
    if (!container.isRunning) throw new Error(`it ended with ${await container.exit}`);
  } catch (cause) {
    throw new Error(`${String(cause)}; its log ends with\n${container.output.slice(-SHOWN_CHARS)}`, {
      cause,
    });
  }
}

function requireText({ output }: Container, text: RegExp): void {
  if (!text.test(output))
    throw new Error(`${text.source} is not in its log:\n${output.slice(0, SHOWN_CHARS)}`);
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(READY_INTERVAL_MS);
    }
  }
}
