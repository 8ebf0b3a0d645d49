/** Mesh files that are wrong in one way each, made from a good one, and what has to be told of each. */

export interface BadMeshFile {
  readonly what: string;
  /** Of a good file with one resource per line, in YAML's flow form. */
  readonly spoil: (good: string) => string | Uint8Array;
  /** Parts of the one message: line, item, field, value. */
  readonly tells: readonly string[];
}

export const BAD_MESH_FILES: readonly BadMeshFile[] = [
  { what: "empty", spoil: () => "", tells: ["the file is empty"] },
  {
    what: "cut off in the middle of an item",
    spoil: (good) => good.slice(0, good.indexOf("server-1") + 4),
    tells: [":3: ", "must be sufficiently indented and end with a }"],
  },
  {
    what: "no YAML",
    spoil: (good) => good.replace("workloads:", "workloads: ["),
    tells: [":2: ", "Flow sequence in block collection"],
  },
  {
    what: "not UTF-8",
    spoil: (good) => Buffer.concat([Buffer.from(good), Buffer.from("# "), Uint8Array.of(0xff, 0xfe, 0x0a)]),
    tells: ["is not UTF-8"],
  },
  {
    what: "of an unknown field in a workload",
    spoil: (good) => good.replace(/"?serviceAccount"?:/, '"serviceAcount":'),
    tells: [":2: workloads[0] (shop/client-1): serviceAcount: unknown key"],
  },
  {
    what: "of an unknown section",
    spoil: (good) => good.replace("policies:", "polices:"),
    tells: ["polices: unknown key"],
  },
  {
    what: "of an invalid address",
    spoil: (good) => good.replace("10.77.0.2", "10.77.0.256"),
    tells: [":3: workloads[1] (shop/server-1): workloadIps[0]: not an IP address", "10.77.0.256"],
  },
  {
    what: "of an invalid address of a service",
    spoil: (good) => good.replace("/10.96.0.", "/10.96.0.0."),
    tells: ["services[0] (shop/server): vips[0]", "/10.96.0.0."],
  },
  {
    what: "of an invalid CIDR in a policy",
    spoil: (good) => good.replace(/"?destinationPorts"?:/, '"sourceIps": ["10.0.0.0/33"], $&'),
    tells: ["policies[0] (shop/deny-7001): rules[0][0][0].sourceIps[0]: invalid CIDR", "10.0.0.0/33"],
  },
  {
    what: "of a policy without its rules",
    spoil: (good) => good.replace(/"?rules"?:/, '"dryRun2":'),
    tells: [
      "policies[0] (shop/deny-7001): rules is required",
      "policies[0] (shop/deny-7001): dryRun2: unknown key",
    ],
  },
  {
    what: "of an unknown action",
    spoil: (good) => good.replace(/("?action"?): ?"?Deny"?/, "$1: Refuse"),
    tells: ["policies[0] (shop/deny-7001): action", "Refuse"],
  },
  {
    what: "of two items with one key",
    spoil: (good) =>
      good
        .replace("client-1", "server-1")
        .replace(/("?uid"?): ?"?[^",]*"?/, "$1: Kubernetes//Pod/shop/server-1"),
    tells: [":3: workloads[1] (shop/server-1)", "has the key of an earlier item"],
  },
];
