import { expect, test } from "vitest";
import { aPod, aPodObject } from "../testing/a-pod.ts";
import { decodePod } from "./decode-pod.ts";

test("what a pod does not say is as in Kubernetes", () => {
  const pod = aPod();
  expect(pod).toMatchObject({
    name: "web",
    restartPolicy: "Always",
    terminationGraceSeconds: 30,
    dnsPolicy: "ClusterFirst",
    hostNetwork: false,
    hostname: "web",
    serviceAccountName: "default",
    deletionGraceSeconds: undefined,
  });
  expect(pod.containers).toMatchObject([{ name: "main", isSidecar: false, liveness: undefined, env: [] }]);
});

test("a pod that is being deleted has the seconds that the API gives it", () => {
  const deletionTimestamp = "2026-01-01T00:00:00Z";
  expect(aPod({}, { deletionTimestamp, deletionGracePeriodSeconds: 5 }).deletionGraceSeconds).toBe(5);
  expect(aPod({}, { deletionTimestamp }).deletionGraceSeconds).toBe(30);
});

test("probes have Kubernetes' times, where 0 counts as not given", () => {
  const probe = { httpGet: { port: "http", scheme: "https" }, periodSeconds: 0, timeoutSeconds: 3 };
  const [container] = aPod({ containers: [{ name: "a", readinessProbe: probe }] }).containers;
  expect(container?.readiness).toEqual({
    check: { kind: "http", scheme: "https", host: undefined, port: "http", path: "/", headers: [] },
    initialDelayMs: 0,
    periodMs: 10_000,
    timeoutMs: 3000,
    successThreshold: 1,
    failureThreshold: 3,
  });
});

test.each([
  ["emptyDir", { emptyDir: {} }, { kind: "empty" }],
  ["hostPath", { hostPath: { path: "/x" } }, { kind: "host-path", path: "/x", type: "" }],
  [
    "configMap",
    { configMap: { name: "c" } },
    { kind: "projected", mode: 0o644, sources: [{ kind: "config-map", source: "c", items: undefined }] },
  ],
  [
    "secret",
    { secret: { secretName: "s", defaultMode: 256 } },
    { kind: "projected", mode: 256, sources: [{ kind: "secret", source: "s" }] },
  ],
  [
    "a projected token",
    {
      projected: {
        sources: [{ serviceAccountToken: { path: "t", audience: "istio-ca", expirationSeconds: 43200 } }],
      },
    },
    {
      kind: "projected",
      sources: [{ kind: "token", path: "t", audience: "istio-ca", expirationSeconds: 43200 }],
    },
  ],
  ["what there is not", { nfs: { server: "x" } }, { kind: "unsupported", type: "nfs" }],
])("reads volumes: %s", (_name, volume, expected) => {
  expect(aPod({ volumes: [{ name: "v", ...volume }] }).volumes[0]).toMatchObject({ name: "v", ...expected });
});

test("security of a container goes before that of its pod", () => {
  const containers = [{ name: "a", securityContext: { runAsUser: 1 } }, { name: "b" }];
  const pod = aPod({ securityContext: { runAsUser: 7, runAsGroup: 8 }, containers });
  expect(pod.containers.map(({ user }) => user)).toEqual([
    { uid: 1, gid: 8 },
    { uid: 7, gid: 8 },
  ]);
});

test("refuses a pod without uid, and takes nonsense for nothing", () => {
  expect(() => decodePod(aPodObject({}, { uid: "" }))).toThrow(/shop\/web has no uid/);
  expect(aPod({ containers: "many", volumes: [1], restartPolicy: "Sometimes" })).toMatchObject({
    containers: [],
    volumes: [],
    restartPolicy: "Always",
  });
});
