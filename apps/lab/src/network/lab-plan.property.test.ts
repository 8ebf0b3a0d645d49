import { CidrMatcher } from "@ambit/addr";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LAB_INDEX_COUNT, type LabPlan, MAX_NODES, planLab } from "./lab-plan.ts";

const shape = fc.record({
  index: fc.integer({ min: 0, max: LAB_INDEX_COUNT - 1 }),
  nodeCount: fc.integer({ min: 1, max: MAX_NODES }),
});

function addressesOf(plan: LabPlan): readonly string[] {
  const { controlPlane, hostLink, nodes, apiService, dnsService } = plan;
  return [
    hostLink.hostAddress,
    hostLink.controlPlaneAddress,
    ...[controlPlane.address, apiService, dnsService].flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    ...nodes.flatMap(({ address, gateway }) => [address.ipv4, address.ipv6, gateway.ipv4, gateway.ipv6]),
  ];
}

test("no address of two labs is the same, nor two of one lab", () => {
  fc.assert(
    fc.property(shape, shape, (left, right) => {
      fc.pre(left.index !== right.index);
      const all = [
        ...addressesOf(planLab({ name: "left", ...left })),
        ...addressesOf(planLab({ name: "right", ...right })),
      ];
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test("a gateway is inside the pods' block of its node, which is inside that of all, and in no other", () => {
  fc.assert(
    fc.property(shape, (values) => {
      const plan = planLab({ name: "lab", ...values });
      const all = new CidrMatcher([plan.pods.ipv4, plan.pods.ipv6]);
      const services = new CidrMatcher([plan.services.ipv4, plan.services.ipv6]);
      for (const node of plan.nodes) {
        const others = new CidrMatcher(
          plan.nodes.filter((other) => other !== node).flatMap(({ pods }) => [pods.ipv4, pods.ipv6]),
        );
        const own = new CidrMatcher([node.pods.ipv4, node.pods.ipv6]);
        for (const ip of [node.gateway.ipv4, node.gateway.ipv6]) {
          expect([own, all, others, services].map((block) => block.matches(ip))).toEqual([
            true,
            true,
            false,
            false,
          ]);
        }
        expect(all.matches(node.address.ipv4) || all.matches(node.address.ipv6)).toBe(false);
      }
    }),
  );
});
