import { describe, expect, test } from "vitest";
import { aContext, aPod } from "../testing/a-pod.ts";
import { projectFiles, tokenSources, withTokenVolume } from "./projected-files.ts";

function filesOf(volume: Readonly<Record<string, unknown>>, keys = {}) {
  const pod = aPod({ volumes: [{ name: "v", ...volume }] }, { labels: { b: "2", a: '1"' } });
  const [spec] = pod.volumes;
  if (spec?.kind !== "projected") throw new Error("not projected");
  const files = projectFiles(aContext(pod, keys), spec, ({ audience }) => `token for ${audience}`);
  return Object.fromEntries(
    Array.from(files, ([path, { content, mode }]) => [path, [new TextDecoder().decode(content), mode]]),
  );
}

describe("the files of a volume", () => {
  test("are all keys of a ConfigMap, or those it names", () => {
    const keys = { "config-map/c": { a: "1", b: "2" } };
    expect(filesOf({ configMap: { name: "c" } }, keys)).toEqual({ a: ["1", 0o644], b: ["2", 0o644] });
    const items = [{ key: "b", path: "x/y", mode: 0o600 }];
    expect(filesOf({ configMap: { name: "c", items } }, keys)).toEqual({ "x/y": ["2", 0o600] });
  });

  test("are tokens, keys and fields in one volume", () => {
    const sources = [
      { serviceAccountToken: { path: "istio-token", audience: "istio-ca" } },
      { configMap: { name: "ca", items: [{ key: "root", path: "root.pem" }] } },
      { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
    ];
    expect(
      filesOf({ projected: { sources, defaultMode: 0o400 } }, { "config-map/ca": { root: "PEM" } }),
    ).toEqual({
      "istio-token": ["token for istio-ca", 0o400],
      "root.pem": ["PEM", 0o400],
      labels: ['a="1\\""\nb="2"', 0o400],
    });
  });

  test.each([
    ["a ConfigMap", { configMap: { name: "c" } }, {}, 'configmap "c" not found'],
    ["a Secret", { secret: { secretName: "s" } }, {}, 'secret "s" not found'],
    [
      "a key",
      { configMap: { name: "c", items: [{ key: "k" }] } },
      { "config-map/c": {} },
      `couldn't find key k in configmap "c"`,
    ],
  ])("wait for %s that is not there", (_name, volume, keys, message) => {
    expect(() => filesOf(volume, keys)).toThrow(expect.objectContaining({ code: "not-there", message }));
  });

  test("do without what is optional", () => {
    expect(filesOf({ configMap: { name: "c", optional: true } })).toEqual({});
    const items = [{ key: "k" }];
    expect(filesOf({ secret: { secretName: "s", optional: true, items } }, { "secret/s": {} })).toEqual({});
  });

  test.each(["../x", "/x", "a/../../x", "..data"])("cannot be outside of it: %s", (path) => {
    const volume = { configMap: { name: "c", items: [{ key: "k", path }] } };
    expect(() => filesOf(volume, { "config-map/c": { k: "1" } })).toThrow(/no path inside of it/);
  });
});

describe("the token that every pod has", () => {
  const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  test("is mounted into all containers", () => {
    const pod = withTokenVolume(aPod({ initContainers: [{ name: "i" }] }));
    expect(pod.volumes.flatMap(tokenSources)).toMatchObject([{ path: "token", audience: undefined }]);
    for (const { mounts } of [...pod.containers, ...pod.initContainers]) {
      expect(mounts).toMatchObject([{ path: TOKEN_PATH, isReadOnly: true }]);
    }
  });

  test("gives way to a mount of the container's own, and to a pod that wants none", () => {
    const volumeMounts = [{ name: "own", mountPath: TOKEN_PATH }];
    const own = withTokenVolume(aPod({ containers: [{ name: "a", volumeMounts }] }));
    expect(own.containers[0]?.mounts).toMatchObject([{ volume: "own" }]);
    expect(withTokenVolume(aPod({ automountServiceAccountToken: false })).volumes).toEqual([]);
  });
});
