import { describe, expect, test } from "vitest";
import type { CallerAccount } from "./caller.ts";
import { decideImpersonation, type ImpersonationRequest } from "./impersonation.ts";
import { type PodFacts, PodIndex } from "./pod-index.ts";

const rules = {
  trustedAccounts: new Set(["istio-system/ztunnel"]),
  trustDomain: "cluster.local",
  clusterId: "Kubernetes",
};

const ztunnel: CallerAccount = {
  namespace: "istio-system",
  serviceAccount: "ztunnel",
  podName: "ztunnel-n1",
  podUid: "uid-z1",
};

const request: ImpersonationRequest = {
  account: ztunnel,
  requested: "spiffe://cluster.local/ns/app/sa/client",
  clusterId: "Kubernetes",
};

function aPod(change: Partial<PodFacts>): PodFacts {
  return {
    namespace: "app",
    name: "client",
    uid: "uid-c",
    serviceAccount: "client",
    node: "n1",
    phase: "Running",
    ...change,
  };
}

const node1: readonly PodFacts[] = [
  aPod({ namespace: "istio-system", name: "ztunnel-n1", uid: "uid-z1", serviceAccount: "ztunnel" }),
  aPod({}),
  aPod({ name: "server", uid: "uid-s", serviceAccount: "server", node: "n2" }),
];

function decide(change: Partial<ImpersonationRequest>, pods: readonly PodFacts[] = node1): string {
  const index = new PodIndex();
  for (const pod of pods) index.upsert(pod);
  const decision = decideImpersonation({ ...request, ...change }, rules, index);
  return decision.allowed ? "allowed" : decision.reason;
}

describe("a node proxy gets a certificate", () => {
  test("for an account that runs on its node", () => {
    expect(decide({})).toBe("allowed");
  });

  test("for its own account too, since it runs there", () => {
    expect(decide({ requested: "spiffe://cluster.local/ns/istio-system/sa/ztunnel" })).toBe("allowed");
  });

  test.each(["Pending", "Running", "Succeeded", "Unknown", ""])(
    "for a pod of phase %j, whose address may still be in use",
    (phase) => {
      expect(decide({}, [...node1.slice(0, 1), aPod({ phase })])).toBe("allowed");
    },
  );
});

describe("a refusal's reason is the recorded one:", () => {
  test.each<{
    readonly what: string;
    readonly change: Partial<ImpersonationRequest>;
    readonly reason: string;
  }>([
    {
      what: "identity not on this node",
      change: { requested: "spiffe://cluster.local/ns/app/sa/nobody" },
      reason: 'no instances of "app/nobody" found on node "n1"',
    },
    {
      what: "identity of another node",
      change: { requested: "spiffe://cluster.local/ns/app/sa/server" },
      reason: 'no instances of "app/server" found on node "n1"',
    },
    {
      what: "malformed identity",
      change: { requested: "foo" },
      reason: "failed to validate impersonated identity foo",
    },
    {
      what: "token not bound to a pod",
      change: { account: { ...ztunnel, podName: "", podUid: "" } },
      reason: "pod istio-system/ not found",
    },
    {
      what: "an account that is not trusted",
      change: {
        account: { namespace: "app", serviceAccount: "client", podName: "client", podUid: "uid-c" },
      },
      reason:
        "caller (Pod{Name: client, Namespace: app, UID: uid-c, ServiceAccount: client}) is not allowed to impersonate",
    },
    {
      what: "no clusterid metadata",
      change: { clusterId: "" },
      reason: "no node authorizer for cluster ",
    },
  ])("$what", ({ change, reason }) => {
    expect(decide(change)).toBe(reason);
  });
});

describe("it is refused as well for", () => {
  test("a caller that only a certificate has proven", () => {
    expect(decide({ account: undefined })).toContain("is not allowed to impersonate");
  });

  test("another trust domain, which Istio would sign", () => {
    expect(decide({ requested: "spiffe://other/ns/app/sa/client" })).toBe(
      'trust domain "other" is not "cluster.local"',
    );
  });

  test("the pod's predecessor of the same name", () => {
    expect(decide({ account: { ...ztunnel, podUid: "uid-old" } })).toBe(
      "pod found, but UID does not match: uid-old vs uid-z1",
    );
  });

  test("a pod that has another account than the token", () => {
    const pods = [aPod({ namespace: "istio-system", name: "ztunnel-n1", uid: "uid-z1" }), aPod({})];
    expect(decide({}, pods)).toBe("pod found, but ServiceAccount does not match: ztunnel vs client");
  });

  test("an account whose only pod there has failed", () => {
    expect(decide({}, [...node1.slice(0, 1), aPod({ phase: "Failed" })])).toContain("no instances");
  });

  test("accounts of pods that are on no node yet, even for a caller that is on none", () => {
    const pods = [
      {
        ...aPod({ namespace: "istio-system", name: "ztunnel-n1", uid: "uid-z1", serviceAccount: "ztunnel" }),
        node: "",
      },
      aPod({ node: "" }),
    ];
    expect(decide({}, pods)).toBe('no instances of "app/client" found on node ""');
  });

  test("an identity that would forge or flood the log, shown short and in one line", () => {
    const reason = decide({ requested: `a\n${"b".repeat(10_000)}` });
    expect(reason).toBe(`failed to validate impersonated identity a?${"b".repeat(254)}...`);
  });

  test.each([
    "spiffe://cluster.local/ns//sa/client",
    "spiffe://cluster.local/ns/app/sa/",
    "spiffe://cluster.local/ns/app/sa/client/x",
    "spiffe://cluster.local/ns/app/sa/cli%65nt",
    "spiffe://cluster.local/ns/APP/sa/client",
    "https://cluster.local/ns/app/sa/client",
    "",
  ])("%j, which is no identity of a service account", (requested) => {
    expect(decide({ requested })).toBe(`failed to validate impersonated identity ${requested}`);
  });
});
