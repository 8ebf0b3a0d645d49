import { describe, expect, test } from "vitest";
import { parseAuthority } from "./authority.ts";

describe("addresses", () => {
  test.each([
    ["10.0.0.1:80", { ip: "10.0.0.1", port: 80 }],
    ["[fd00::1]:8080", { ip: "fd00::1", port: 8080 }],
    ["[FD00:0:0::1]:8080", { ip: "fd00::1", port: 8080 }],
    ["[::ffff:10.0.0.1]:80", { ip: "10.0.0.1", port: 80 }],
    ["0.0.0.0:65535", { ip: "0.0.0.0", port: 65535 }],
  ])("%s", (text, address) => {
    expect(parseAuthority(text)).toEqual({ kind: "address", address });
  });
});

describe("hostnames", () => {
  test.each([
    ["server.app.svc.cluster.local:80", "server.app.svc.cluster.local", 80],
    ["server:1", "server", 1],
    ["10.0.0:80", "10.0.0", 80],
    ["Server_1.example.com:65535", "Server_1.example.com", 65535],
  ])("%s", (text, hostname, port) => {
    expect(parseAuthority(text)).toEqual({ kind: "hostname", hostname, port });
  });
});

describe("bad requests", () => {
  test.each([
    ["nothing", ""],
    ["an address without port", "10.0.0.1"],
    ["a hostname without port", "server.app"],
    ["an empty port", "server.app:"],
    ["no host", ":80"],
    ["a port by name", "server.app:http"],
    ["a port too large for an address", "10.0.0.1:65536"],
    ["a port too large for a hostname", "server.app:70000"],
    ["a negative port", "server.app:-1"],
    ["IPv6 without brackets", "fd00::1:80"],
    ["an open bracket", "[fd00::1:80"],
    ["a hostname in brackets", "[server]:80"],
    ["userinfo", "user@server.app:80"],
    ["a scheme", "http://server.app:80"],
    ["a path", "server.app:80/"],
    ["a space", "server.app :80"],
    ["a line break", "server.app:80\r\n"],
  ])("%s", (_name, text) => {
    expect(parseAuthority(text)).toBeUndefined();
  });
});
