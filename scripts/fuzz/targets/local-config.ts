/** The local file of a mesh, which users write. */
import { decodeLocalConfig, ModelError } from "@ambit/model";
import { yamlText } from "../../../e2e/fuzz/arbitraries.ts";
import { bytesOf, type FuzzTarget, refuses, textOf } from "../fuzz-target.ts";

const VALID = `workloads:
- uid: a
  name: client
  namespace: shop
  serviceAccount: client
  workloadIps: ["10.77.0.1", "fd00::1"]
  protocol: HBONE
  services: {"shop/s.shop": {80: 7000}}
services:
- {name: s, namespace: shop, hostname: s.shop, vips: ["/10.96.0.10"], ports: {80: 7000}}
policies:
- {name: p, namespace: shop, scope: Namespace, action: Deny, rules: [[[{destinationPorts: [7001]}]]]}
`;

export const LOCAL_CONFIG_TARGETS: readonly FuzzTarget[] = [
  {
    name: "local-config",
    corpus: [VALID, JSON.stringify({ workloads: [], services: [], policies: [] })].map(bytesOf),
    structured: yamlText.map(bytesOf),
    run: (input) => refuses([ModelError], () => decodeLocalConfig(textOf(input), "mesh.yaml")),
  },
];
