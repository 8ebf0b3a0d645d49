import fc from "fast-check";
import { expect, test } from "vitest";
import { CliError } from "../cli-error.ts";
import { formatCertificates } from "../views/certificates-view.ts";
import { formatConnections, selectConnections } from "../views/connections-view.ts";
import { formatPolicies, selectPolicies } from "../views/policies-view.ts";
import { formatServices, selectServices } from "../views/services-view.ts";
import { formatWorkloads, selectWorkloads } from "../views/workloads-view.ts";
import { decodeDump } from "./ztunnel-dump.ts";

const item = fc.dictionary(
  fc.constantFrom(
    "name",
    "namespace",
    "vips",
    "workloadIps",
    "waypoint",
    "endpoints",
    "certChain",
    "state",
    "info",
    "connections",
  ),
  fc.jsonValue(),
);
const dump = fc.record({
  workloads: fc.oneof(fc.array(item), fc.dictionary(fc.string(), item), fc.jsonValue()),
  services: fc.oneof(fc.array(item), fc.jsonValue()),
  policies: fc.oneof(fc.array(item), fc.jsonValue()),
  certificates: fc.oneof(fc.array(item), fc.jsonValue()),
  workloadState: fc.oneof(fc.dictionary(fc.string(), item), fc.jsonValue()),
});

test("whatever a dump holds can be shown, or is refused as no dump", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        dump.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      (text) => {
        let decoded: ReturnType<typeof decodeDump>;
        try {
          decoded = decodeDump(text, "test");
        } catch (error) {
          expect(error).toBeInstanceOf(CliError);
          return;
        }
        formatWorkloads(decoded, selectWorkloads(decoded, {}));
        formatServices(decoded, selectServices(decoded, {}));
        formatPolicies(selectPolicies(decoded, {}));
        formatCertificates(decoded.identities, 0);
        formatConnections(decoded, selectConnections(decoded, {}), { isRaw: false });
      },
    ),
  );
});
