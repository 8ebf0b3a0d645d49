/** How the control plane is reached, from the configuration's words to those of the gRPC clients. */
import type { ControlPlaneEndpoint, RootSource } from "@ambit/xds-grpc";
import type { ControlPlaneSettings, GrpcHeader, RootCertificate } from "../config/control-plane-settings.ts";
import { TLS_GROUPS_PQC } from "../config/tls-groups.ts";

/** Where mesh state comes from; undefined without xDS. */
export function xdsEndpointOf(config: ControlPlaneSettings): ControlPlaneEndpoint | undefined {
  const { xdsAddress: url, xdsRoot: root, altXdsHostname: alternative, xdsHeaders: headers } = config;
  return url === undefined ? undefined : endpointOf(config, { url, root, alternative, headers });
}

/** Where certificates come from; undefined when the CA is in this process. */
export function caEndpointOf(config: ControlPlaneSettings): ControlPlaneEndpoint | undefined {
  const { caAddress: url, caRoot: root, altCaHostname: alternative, caHeaders: headers } = config;
  return url === undefined || config.fakeCa
    ? undefined
    : endpointOf(config, { url, root, alternative, headers });
}

interface Server {
  readonly url: string;
  readonly root: RootCertificate;
  readonly alternative: string | undefined;
  readonly headers: readonly GrpcHeader[];
}

function endpointOf(
  { authToken, clusterId, tls12, compliancePolicy }: ControlPlaneSettings,
  { url, root, alternative, headers }: Server,
): ControlPlaneEndpoint {
  return {
    url,
    roots: rootSourceOf(root),
    // As ztunnel: what holds for tunnels holds for the control plane too.
    tls: {
      minVersion: tls12 ? "1.2" : "1.3",
      ...(compliancePolicy === "pqc" ? { groups: TLS_GROUPS_PQC } : {}),
    },
    ...(alternative === undefined ? {} : { alternativeHostname: alternative }),
    ...(authToken === undefined
      ? {}
      : {
          credential: {
            token: authToken.kind === "file" ? authToken : { kind: "literal", token: authToken.token },
            clusterId,
          },
        }),
    headers: headers.map(({ name, value }) => [name, value]),
  };
}

function rootSourceOf(root: RootCertificate): RootSource {
  switch (root.kind) {
    case "file":
    case "system":
      return root;
    case "static":
      return { kind: "pem", pem: root.pem };
  }
}
