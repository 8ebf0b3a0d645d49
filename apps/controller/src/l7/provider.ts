/** Who is asked about requests, as a waypoint reaches them. */
import type { ExternalAuthorizer } from "@ambit/mesh-objects";
import type { AuthorizationProvider } from "@ambit/model/http";
import type { BackendLookup } from "./backends.ts";
import { patternOf } from "./text-pattern.ts";

/** One whose service or port does not exist has none: what it should be asked about is denied. */
export function convertProvider(
  { kind: _kind, service, ...provider }: ExternalAuthorizer,
  rootNamespace: string,
  lookup: BackendLookup,
): AuthorizationProvider {
  const slash = service.indexOf("/");
  const namespace = slash < 0 ? rootNamespace : service.slice(0, slash);
  const found = lookup.findHostname(service.slice(slash + 1), namespace);
  const patterns = (texts: readonly string[]) => texts.map((text) => patternOf(text, { ignoresCase: true }));
  return {
    ...provider,
    service: found?.ports.has(provider.port) === true ? found.key : undefined,
    includeRequestHeaders: patterns(provider.includeRequestHeaders),
    headersToUpstreamOnAllow: patterns(provider.headersToUpstreamOnAllow),
    headersToDownstreamOnAllow: patterns(provider.headersToDownstreamOnAllow),
    headersToDownstreamOnDeny: patterns(provider.headersToDownstreamOnDeny),
  };
}
