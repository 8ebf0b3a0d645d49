import { describe, expect, test } from "vitest";
import { parseControlPlaneUrl } from "./client-channel.ts";

describe("an address of a control plane", () => {
  test.each([
    {
      url: "https://istiod.istio-system.svc:15012",
      host: "istiod.istio-system.svc",
      port: "15012",
      isTls: true,
    },
    { url: "https://istiod", host: "istiod", port: "443", isTls: true },
    { url: "http://127.0.0.1:15010", host: "127.0.0.1", port: "15010", isTls: false },
    { url: "http://localhost", host: "localhost", port: "80", isTls: false },
    { url: "https://[fd00::1]:15012", host: "[fd00::1]", port: "15012", isTls: true },
  ])("$url", ({ url, ...parts }) => {
    expect(parseControlPlaneUrl(url)).toEqual(parts);
  });

  test.each(["", "istiod:15012", "grpc://istiod", "//istiod", "https://"])("%j is none", (url) => {
    expect(() => parseControlPlaneUrl(url)).toThrow(expect.objectContaining({ code: "bad-address" }));
  });
});
