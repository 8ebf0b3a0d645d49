import { AppProtocol } from "@ambit/proto/workload";
import { describe, expect, test } from "vitest";
import { protocolOfEntryPort, protocolOfServicePort } from "./app-protocol.ts";

describe("the protocol of a port of a Service", () => {
  test.each<
    [
      string,
      { name?: string; port?: number; protocol?: string; appProtocol?: string },
      keyof typeof AppProtocol,
    ]
  >([
    ["a name", { name: "http" }, "HTTP11"],
    ["a name with a suffix", { name: "grpc-orders" }, "GRPC"],
    ["a name in capitals", { name: "HTTP2-x" }, "HTTP2"],
    ["https", { name: "https" }, "TLS"],
    ["tls", { name: "tls-x" }, "TLS"],
    ["tcp", { name: "tcp-x" }, "TCP"],
    ["gRPC-Web, which is another protocol", { name: "grpc-web-x" }, "UNKNOWN"],
    ["a name that says nothing", { name: "main" }, "UNKNOWN"],
    ["a name that begins like a protocol", { name: "httpx" }, "UNKNOWN"],
    ["UDP, whatever the name", { name: "http", protocol: "UDP" }, "UNKNOWN"],
    ["the application protocol before the name", { name: "http", appProtocol: "tcp" }, "TCP"],
    ["an application protocol that is not known", { name: "http", appProtocol: "example.com/x" }, "UNKNOWN"],
    ["HTTP/2 without TLS as Kubernetes names it", { appProtocol: "kubernetes.io/h2c" }, "HTTP2"],
    ["WebSocket", { appProtocol: "kubernetes.io/ws" }, "HTTP11"],
    ["WebSocket over TLS", { appProtocol: "kubernetes.io/wss" }, "TLS"],
    ["a port where servers speak first", { port: 3306 }, "TCP"],
    ["such a port with a name of its own", { port: 27_017, name: "mongo" }, "UNKNOWN"],
    ["such a port with the name of HTTP", { port: 25, name: "http" }, "HTTP11"],
  ])("%s", (_name, port, expected) => {
    const whole = { name: "", port: 1234, protocol: "TCP", appProtocol: undefined, ...port };
    expect(AppProtocol[protocolOfServicePort(whole)]).toBe(expected);
  });
});

test.each([
  ["HTTP", "HTTP11"],
  ["http2", "HTTP2"],
  ["HTTPS", "TLS"],
  ["MONGO", "UNKNOWN"],
  ["", "UNKNOWN"],
])("the protocol %j of a port of a ServiceEntry is %s", (protocol, expected) => {
  expect(AppProtocol[protocolOfEntryPort(protocol)]).toBe(expected);
});
