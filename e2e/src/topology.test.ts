import { describe, expect, test } from "vitest";
import { planTopology } from "./topology.ts";

describe("a topology", () => {
  test("joins two pods directly, at 10.77.0.1 and 10.77.0.2", () => {
    const { pods, bridge } = planTopology("t", [{ name: "client" }, { name: "server" }]);
    expect(bridge).toBeUndefined();
    expect(pods.map((pod) => [pod.netns, pod.address.ip, pod.address.ip6])).toEqual([
      ["t-client", "10.77.0.1", "fd77::1"],
      ["t-server", "10.77.0.2", "fd77::2"],
    ]);
  });

  test("hangs three pods on a bridge", () => {
    const names = ["a", "b", "c"];
    expect(
      planTopology(
        "t",
        names.map((name) => ({ name })),
      ).bridge,
    ).toBe("t-bridge");
  });

  test("gives the pod's name as service account, and outbound redirection", () => {
    const [pod] = planTopology("t", [{ name: "client" }]).pods;
    expect(pod).toMatchObject({
      namespace: "shop",
      serviceAccount: "client",
      redirect: "outbound",
      inMesh: true,
    });
  });

  test("redirects nothing of a pod outside the mesh", () => {
    const [pod] = planTopology("t", [{ name: "client", inMesh: false, redirect: "both" }]).pods;
    expect(pod?.redirect).toBe("none");
  });

  test.each([
    { what: "no pods", specs: [] },
    { what: "the same name twice", specs: [{ name: "a" }, { name: "a" }] },
    { what: "a name with a dash", specs: [{ name: "a-b" }] },
    { what: "a long name", specs: [{ name: "abcdefghijklm" }] },
  ])("refuses $what", ({ specs }) => {
    expect(() => planTopology("t", specs)).toThrow(expect.objectContaining({ code: "bad-topology" }));
  });
});
