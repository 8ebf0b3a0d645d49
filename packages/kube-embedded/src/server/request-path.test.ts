import { expect, test } from "vitest";
import { parseResourcePath, type ResourcePath } from "./request-path.ts";

const NOTHING = { namespace: undefined, name: undefined, subresource: undefined };
const CORE = { group: "", version: "v1", ...NOTHING };

test.each<[string, ResourcePath | undefined]>([
  ["/api/v1/pods", { ...CORE, plural: "pods" }],
  ["/api/v1/pods/", { ...CORE, plural: "pods" }],
  [
    "/api/v1/namespaces/shop/pods/web/status",
    { ...CORE, plural: "pods", namespace: "shop", name: "web", subresource: "status" },
  ],
  ["/api/v1/namespaces", { ...CORE, plural: "namespaces" }],
  ["/api/v1/namespaces/shop", { ...CORE, plural: "namespaces", name: "shop" }],
  ["/api/v1/namespaces/shop/status", { ...CORE, plural: "namespaces", name: "shop", subresource: "status" }],
  ["/api/v1/namespaces/shop/pods", { ...CORE, plural: "pods", namespace: "shop" }],
  [
    "/apis/apps/v1/namespaces/a/deployments/b",
    {
      group: "apps",
      version: "v1",
      plural: "deployments",
      namespace: "a",
      name: "b",
      subresource: undefined,
    },
  ],
  ["/api/v1/nodes/n%2F1", { ...CORE, plural: "nodes", name: "n/1" }],
  ["/api", undefined],
  ["/api/v1", undefined],
  ["/apis/apps", undefined],
  ["/apis/apps/v1", undefined],
  ["/other/v1/pods", undefined],
  ["/api/v1//pods", undefined],
  ["/api/v1/pods/a/b/c", undefined],
  ["/api/v1/namespaces/a/pods/b/c/d", undefined],
  ["/api/v1/pods/%zz", undefined],
  ["/", undefined],
])("%s", (path, expected) => {
  expect(parseResourcePath(path)).toEqual(expected);
});
