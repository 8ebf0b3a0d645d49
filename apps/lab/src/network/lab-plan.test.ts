import { formatCidr } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import {
  addressesAt,
  findFreeLabIndex,
  isLabNamespace,
  LAB_INDEX_COUNT,
  planLab,
  podNamespace,
} from "./lab-plan.ts";

describe("the plan of a lab", () => {
  test("gives nodes, pods and services addresses of both families", () => {
    const plan = planLab({ name: "lab", index: 1, nodeCount: 2 });
    expect(plan).toMatchObject({
      controlPlane: { netns: "lab-cp", address: { ipv4: "10.132.0.1", ipv6: "fdab:1700:1::1" } },
      hostLink: { hostInterface: "ambit-lab1", hostAddress: "198.18.1.1", controlPlaneAddress: "198.18.1.2" },
      apiService: { ipv4: "10.134.0.1", ipv6: "fdab:1700:1:ffff::1" },
      dnsService: { ipv4: "10.134.0.10", ipv6: "fdab:1700:1:ffff::a" },
    });
    expect(plan.nodes[1]).toMatchObject({
      name: "n2",
      netns: "lab-n2",
      address: { ipv4: "10.132.0.12", ipv6: "fdab:1700:1::c" },
      gateway: { ipv4: "10.133.8.1", ipv6: "fdab:1700:1:102::1" },
    });
    expect(plan.nodes.map(({ pods }) => [formatCidr(pods.ipv4), formatCidr(pods.ipv6)])).toEqual([
      ["10.133.4.0/22", "fdab:1700:1:101::/64"],
      ["10.133.8.0/22", "fdab:1700:1:102::/64"],
    ]);
  });

  test("has room for a thousand pods on a node", () => {
    const [node] = planLab({ name: "lab", index: 1, nodeCount: 1 }).nodes;
    expect(node && [5, 255, 256, 1022].map((offset) => addressesAt(node.pods, offset))).toEqual([
      { ipv4: "10.133.4.5", ipv6: "fdab:1700:1:101::5" },
      { ipv4: "10.133.4.255", ipv6: "fdab:1700:1:101::ff" },
      { ipv4: "10.133.5.0", ipv6: "fdab:1700:1:101::100" },
      { ipv4: "10.133.7.254", ipv6: "fdab:1700:1:101::3fe" },
    ]);
  });

  test("survives JSON", () => {
    const plan = planLab({ name: "a-b-c", index: 31, nodeCount: 16 });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test.each([
    ["a name that is too long", { name: "seventeen-letters", index: 0, nodeCount: 1 }, /lab name/],
    ["a name that ends with a hyphen", { name: "lab-", index: 0, nodeCount: 1 }, /lab name/],
    ["a name that would leave the folder", { name: "../x", index: 0, nodeCount: 1 }, /lab name/],
    ["an index out of range", { name: "lab", index: 32, nodeCount: 1 }, /lab index 32: use 0 to 31/],
    ["no nodes", { name: "lab", index: 0, nodeCount: 0 }, /use 1 to 16/],
    ["a part of a node", { name: "lab", index: 0, nodeCount: 1.5 }, /use 1 to 16/],
  ])("refuses %s", (_name, shape, message) => {
    expect(() => planLab(shape)).toThrow(message);
  });
});

describe("namespaces of a lab", () => {
  test.each([
    ["lab-cp", true],
    ["lab-n1", true],
    ["lab-n12", true],
    [podNamespace("lab", "0123456789"), true],
    ["lab", false],
    ["lab-p-1-cp", false],
    ["lab-n1-cp", false],
    ["lab2-cp", false],
    ["lab-p-012345678g", false],
    ["other-cp", false],
  ])("%s: %s", (namespace, isOurs) => {
    expect(isLabNamespace("lab", namespace)).toBe(isOurs);
  });
});

test("the lowest free index is taken, and an error says what to do when none is", () => {
  expect(findFreeLabIndex(new Set([0, 1, 3]))).toBe(2);
  const all = new Set(Array.from({ length: LAB_INDEX_COUNT }, (_, index) => index));
  expect(() => findFreeLabIndex(all)).toThrow(/take one down/);
});
