/** Where a collector is: its service's endpoints are known from the mesh. Pure. */
import { formatSocketAddress } from "@ambit/addr";
import type { MeshState } from "@ambit/mesh-state";

/** One of its endpoints by the draw of `random`; the hostname where the mesh knows no endpoints of it. */
export function findCollector(
  mesh: Pick<MeshState, "findService" | "findWorkloadByUid">,
  { service: key, port }: { readonly service: string; readonly port: number },
  random: number,
): string | undefined {
  const routed = mesh.findService(key);
  if (routed === undefined) return undefined;
  const { service, endpoints } = routed;
  if (endpoints.size === 0) return `${service.hostname}:${port}`;
  const addresses = [...endpoints.values()].flatMap((endpoint) => {
    const ip = mesh.findWorkloadByUid(endpoint.workloadUid)?.workloadIps[0];
    const target = endpoint.port.get(port) ?? service.ports.get(port) ?? 0;
    return ip === undefined || target === 0 ? [] : [formatSocketAddress({ ip, port: target })];
  });
  return addresses[Math.floor(random * addresses.length)];
}
