import { expect, test } from "vitest";
import { readManifests } from "./manifests.ts";

const read = (text: string) => readManifests({ file: "a.yaml", text }, "app");

test("objects are read with the line they begin at, and the namespace that they do not name", () => {
  const { manifests, unreadable } = read(`# of the shop
apiVersion: v1
kind: Service
metadata: { name: cart }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: shop }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`);
  expect(unreadable).toEqual([]);
  expect(manifests.map(({ place, group, kind, key }) => [place, group, kind, key])).toEqual([
    ["a.yaml:2", "", "Service", "app/cart"],
    ["a.yaml:6", "security.istio.io", "AuthorizationPolicy", "shop/deny"],
    ["a.yaml:10", "", "Namespace", "shop"],
  ]);
  expect(manifests[0]?.object["metadata"]).toEqual({ name: "cart", namespace: "app" });
});

test("a list is taken apart, JSON is YAML, and empty documents are nothing", () => {
  const item = (name: string) => ({ apiVersion: "v1", kind: "Pod", metadata: { name } });
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [item("a"), item("b")] });
  expect(read(`---\n---\n${list}\n---\n`).manifests.map(({ key }) => key)).toEqual(["app/a", "app/b"]);
});

test("what is no object is named with its line, and costs nothing else", () => {
  const { manifests, unreadable } = read(`apiVersion: v1
kind: Pod
metadata: { name: good }
---
kind: Pod
---
apiVersion: v1
kind: [
`);
  expect(manifests.map(({ key }) => key)).toEqual(["app/good"]);
  expect(unreadable.map(({ place }) => place)).toEqual(["a.yaml:5", "a.yaml:9"]);
  expect(unreadable[0]?.reason).toBe("an object needs apiVersion, kind and metadata.name");
});
