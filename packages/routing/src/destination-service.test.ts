import type { Service } from "@ambit/model";
import { serviceKey } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import { expect, test } from "vitest";
import type { DestinationHints } from "./destination-service.ts";
import { guessDestinationService } from "./destination-service.ts";
import { FakeRoutingState, routed } from "./testing/mesh.ts";

const web = aService({ name: "web", ports: new Map([[80, 8080]]) });
const admin = aService({
  name: "admin",
  ports: new Map([
    [80, 8080],
    [81, 9090],
  ]),
});
const named = aService({ name: "named", ports: new Map([[80, 0]]) });
const foreign = aService({ name: "foreign", ports: new Map([[80, 8080]]) });
const local = aWorkload({ name: "server", services: [web, admin, named].map(serviceKey) });

const state = new FakeRoutingState({
  workloads: [local],
  services: [
    routed(foreign, []),
    routed(named, [local], { server: new Map([[80, 7070]]) }),
    routed(admin, [local]),
    routed(web, [local]),
  ],
});

const table: readonly [string, Partial<DestinationHints>, Service | undefined][] = [
  ["the first service with that target port", { destinationPort: 8080 }, web],
  ["a later service if only it has the port", { destinationPort: 9090 }, admin],
  ["a port that only the endpoint maps", { destinationPort: 7070 }, named],
  ["no service has the port", { destinationPort: 1 }, undefined],
  ["the forwarded host beats the order", { destinationPort: 8080, forwardedHost: admin.hostname }, admin],
  ["the forwarded host beats the port", { destinationPort: 8080, forwardedHost: named.hostname }, named],
  [
    "a foreign forwarded host is not believed",
    { destinationPort: 8080, forwardedHost: foreign.hostname },
    web,
  ],
  ["a service by hostname is the only candidate", { destinationPort: 8080, byHostname: foreign }, foreign],
  ["even that has to fit the port", { destinationPort: 1, byHostname: foreign }, undefined],
  [
    "the forwarded host is looked for among the candidates only",
    { destinationPort: 8080, forwardedHost: admin.hostname, byHostname: foreign },
    foreign,
  ],
];

test.each(table)("%s", (_name, hints, expected) => {
  const all = { destinationPort: 0, forwardedHost: undefined, byHostname: undefined, ...hints };
  expect(guessDestinationService(state, local, all)).toEqual(expected);
});

test("a workload that lists no services has no guess", () => {
  const hints = { destinationPort: 8080, forwardedHost: web.hostname, byHostname: undefined };
  expect(guessDestinationService(state, { ...local, services: [] }, hints)).toBeUndefined();
});

test("a listed service that is not known is skipped", () => {
  const hints = { destinationPort: 8080, forwardedHost: undefined, byHostname: undefined };
  const listing = { ...local, services: ["default/gone", serviceKey(web)] };
  expect(guessDestinationService(state, listing, hints)).toEqual(web);
});
