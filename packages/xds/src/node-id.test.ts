import { describe, expect, test } from "vitest";
import { formatXdsNodeId, parseXdsNodeId } from "./node-id.ts";
import { STATUS } from "./status.ts";

describe("node ids", () => {
  test("are four parts, of which the third is a pod and its namespace", () => {
    const id = "waypoint~10.1.2.3~gate.way-1.shop~shop.svc.cluster.local";
    const parts = parseXdsNodeId(id);
    expect(parts).toEqual({
      type: "waypoint",
      ip: "10.1.2.3",
      name: "gate.way-1",
      namespace: "shop",
      domain: "shop.svc.cluster.local",
    });
    expect("type" in parts && formatXdsNodeId(parts)).toBe(id);
  });

  test.each([
    { id: "nonsense", message: 'missing parts in the service node "nonsense"' },
    { id: "ztunnel~1~a.b~c~d", message: 'missing parts in the service node "ztunnel~1~a.b~c~d"' },
    {
      id: "wolf~1.1.1.1~a.b~c",
      message: /^invalid node type \(valid types: .*ztunnel.*\) in the service node "wolf~/,
    },
  ])("$id is refused", ({ id, message }) => {
    expect(parseXdsNodeId(id)).toEqual({
      code: STATUS.invalidArgument,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  test("of any length make a short message", () => {
    const parts = parseXdsNodeId("x".repeat(1_000_000));
    expect("message" in parts && parts.message.length).toBeLessThan(400);
  });
});
