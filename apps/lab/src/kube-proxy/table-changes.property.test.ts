import { parseCidr, parseIpAddress } from "@ambit/addr";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EndpointSlice } from "../cluster/objects/endpoint-slice.ts";
import type { Service } from "../cluster/objects/service.ts";
import { anEndpoint, aService, aSlice } from "../cluster/testing/objects.ts";
import { type ProxyTable, proxyTable } from "./proxy-table.ts";
import { changeTable, replaceTable } from "./table-changes.ts";
import { TableModel } from "./testing/table-model.ts";

const NODE = {
  nodeName: "n1",
  nodeAddresses: [parseIpAddress("10.0.0.11"), parseIpAddress("fd00::11")],
  podCidrs: [parseCidr("10.1.0.0/16"), parseCidr("fd00:1::/64")],
};

const anyService: fc.Arbitrary<Service> = fc
  .record({
    name: fc.constantFrom("a", "b", "c"),
    hasNodePort: fc.boolean(),
    affinitySeconds: fc.constantFrom(undefined, undefined, 60, 90),
    isInternalLocal: fc.boolean(),
    isExternalLocal: fc.boolean(),
    hasExternalIp: fc.boolean(),
  })
  .map(({ name, hasNodePort, hasExternalIp, ...rest }) =>
    aService({
      ...rest,
      meta: { name },
      clusterIps: [parseIpAddress(`10.96.0.${name.charCodeAt(0)}`), parseIpAddress(`fd00:96::${name}`)],
      ipFamilies: [4, 6],
      // Two services may claim the same node port.
      ports: [
        {
          name: "http",
          protocol: "TCP",
          port: 80,
          targetPort: 8080,
          nodePort: hasNodePort ? 30_000 : undefined,
          appProtocol: undefined,
        },
      ],
      externalIps: hasExternalIp ? [parseIpAddress("192.0.2.1")] : [],
    }),
  );

const anySlice: fc.Arbitrary<EndpointSlice> = fc
  .record({
    serviceName: fc.constantFrom("a", "b", "c"),
    family: fc.constantFrom(4 as const, 6 as const),
    port: fc.constantFrom(8080, 8081),
    endpoints: fc.array(
      fc.record({
        last: fc.integer({ min: 1, max: 4 }),
        isReady: fc.boolean(),
        nodeName: fc.constantFrom("n1", "n2"),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ serviceName, family, port, endpoints }) =>
    aSlice({
      serviceName,
      family,
      ports: [{ name: "http", protocol: "TCP", port }],
      endpoints: endpoints.map(({ last, ...rest }) =>
        anEndpoint(family === 4 ? `10.1.0.${last}` : `fd00:1::${last}`, rest),
      ),
    }),
  );

const anyTable: fc.Arbitrary<ProxyTable> = fc
  .record({
    services: fc.uniqueArray(anyService, { maxLength: 3, selector: ({ meta }) => meta.name }),
    slices: fc.array(anySlice, { maxLength: 4 }),
  })
  .map((input) => proxyTable(input, NODE, 4));

describe("changes of a table", () => {
  test("lead from each table to each other, and are all legal", () => {
    fc.assert(
      fc.property(fc.array(anyTable, { minLength: 1, maxLength: 5 }), (tables) => {
        const model = new TableModel();
        let installed: ProxyTable | undefined;
        for (const table of tables) {
          model.run(installed === undefined ? replaceTable(table) : changeTable(installed, table));
          expect(model.content()).toEqual(new TableModel(replaceTable(table)).content());
          installed = table;
        }
      }),
      { numRuns: 200 },
    );
  });

  test("are none between equal tables", () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        expect(changeTable(table, table)).toBe("");
      }),
    );
  });
});
