/** Where a connection that is not HTTP goes: by its route, drawn once, else to the service that was addressed. */
import { chooseBackend, chooseConnectionRoute } from "@ambit/routing/http";
import type { WaypointContext } from "../context.ts";
import type { ServiceDestination, WorkloadDestination } from "../destination.ts";
import type { UpstreamTarget } from "../http/upstreams/upstream-target.ts";

/** Undefined: no route is for it, or the backend that was drawn does not exist. */
export function findTcpTarget(
  { http, random }: Pick<WaypointContext, "http" | "random">,
  { destination }: { readonly destination: ServiceDestination | WorkloadDestination },
  serverName: string | undefined,
): UpstreamTarget | undefined {
  const { upstreams, configuration } = http;
  const { port } = destination.address;
  if (destination.kind === "workload") return upstreams.forPod(destination.workload, destination.address);
  const routes = configuration.findService(destination.key)?.connectionRoutes ?? [];
  const choice = chooseConnectionRoute(routes, { port, serverName });
  if (choice.kind === "none") return undefined;
  if (choice.kind === "default") {
    return upstreams.find({ service: destination.key, port, subset: undefined });
  }
  const { target } = chooseBackend(choice.route.backends, random());
  return target.kind === "service" ? upstreams.find(target) : undefined;
}
