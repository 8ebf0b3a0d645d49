import { expect, test } from "vitest";
import { negotiate } from "./negotiate.ts";

test.each([
  ["", "object", "v1"],
  ["*/*", "object", "v1"],
  ["application/json", "object", "v1"],
  ["application/vnd.kubernetes.protobuf,application/json", "object", "v1"],
  ["application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "table", "v1"],
  ["application/json;as=Table;g=meta.k8s.io;v=v1beta1, application/json", "table", "v1beta1"],
  ["application/json;as=Table;v=v9;g=meta.k8s.io,application/json", "object", "v1"],
  ["application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "metadata", "v1"],
  [
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
    "discovery",
    "v2",
  ],
])("%s is %s %s", (accept, form, version) => {
  expect(negotiate(accept)).toEqual({ form, version });
});

test("what is not JSON is refused", () => {
  expect(() => negotiate("application/cbor, text/html")).toThrow(
    expect.objectContaining({ code: "NotAcceptable" }),
  );
});
