import type { ConnectionDump } from "@ambit/data-plane/messages";
import { MeshState } from "@ambit/mesh-state";
import { decodeLocalConfig, type JsonObject, type JsonValue } from "@ambit/model";
import { buildInfo } from "@ambit/program";
import { describe, expect, test } from "vitest";
import { readGolden, recordedClientConfig } from "../config/testing/recorded-config.ts";
import {
  type ConfigDumpSources,
  composeConfigDump,
  type DumpedPods,
  formatConfigDump,
} from "./config-dump.ts";

/** What describes the program itself rather than the mesh is compared in recorded-config.test.ts. */
const OWN_KEYS = ["config", "connections", "version"];

function recordedDump(): JsonObject {
  return JSON.parse(readGolden("client.config_dump.json")) as JsonObject;
}

/** The recorded client: its input file loaded, its certificates as recorded. */
function recordedSources(connections: readonly ConnectionDump[] = [], pods?: DumpedPods): ConfigDumpSources {
  const resources = decodeLocalConfig(readGolden("input.yaml"), "input.yaml");
  const state = new MeshState({ localNode: "n1" });
  state.replaceAll(resources);
  return {
    config: recordedClientConfig(),
    build: buildInfo("unknown", { node: "24.0.0", openssl: "3.5.0" }),
    state: () => state,
    staticConfig: () => resources,
    certificates: () => recordedDump()["certificates"] as readonly JsonValue[],
    pods: () => pods,
    connections: () => Promise.resolve(connections),
  };
}

describe("config_dump", () => {
  test("of the recorded input is the recorded one, key by key", async () => {
    const dump = await composeConfigDump(recordedSources());
    const recorded = recordedDump();
    expect(Object.keys(dump).filter((key) => !(key in recorded))).toEqual(["connections"]);
    for (const key of Object.keys(recorded).filter((name) => !OWN_KEYS.includes(name))) {
      expect(dump[key], key).toEqual(recorded[key]);
    }
    expect(Object.keys(dump["version"] as JsonObject)).toEqual(
      expect.arrayContaining(Object.keys(recorded["version"] as JsonObject)),
    );
  });

  test("is printed as the recorded one, byte by byte", async () => {
    const bytes = await formatConfigDump(recordedSources(), () => Promise.resolve());
    const lines = new TextDecoder().decode(bytes).split("\n");
    const recorded = readGolden("client.config_dump.json").split("\n");
    const sectionOf = (text: readonly string[], key: string) => {
      const start = text.indexOf(`  "${key}": [`);
      return text.slice(
        start,
        text.findIndex((line, index) => index > start && /^ {2}\]/.test(line)),
      );
    };
    for (const key of ["certificates", "policies", "services", "workloads"]) {
      expect(sectionOf(lines, key)).toEqual(sectionOf(recorded, key));
    }
    expect(lines.at(-1)).toBe("}");
  });

  test("shows open connections by direction, with the proven facts of their tunnel", async () => {
    const inbound: ConnectionDump = {
      pod: undefined,
      direction: "inbound",
      src: "10.0.0.1:1",
      originalDst: undefined,
      actualDst: "10.0.0.2:80",
      protocol: "TCP",
      tls: undefined,
    };
    const tls = { version: "TLSv1.3", cipher: "c", group: "g", peerIdentity: undefined, peerSerial: "7" };
    const outbound: ConnectionDump = {
      pod: undefined,
      direction: "outbound",
      src: "10.0.0.2:2",
      originalDst: "10.0.0.3:80",
      actualDst: "10.0.0.3:15008",
      protocol: "HBONE",
      tls,
    };
    expect((await composeConfigDump(recordedSources([outbound, inbound])))["connections"]).toEqual({
      inbound: [{ src: "10.0.0.1:1", originalDst: null, actualDst: "10.0.0.2:80", protocol: "TCP" }],
      outbound: [
        {
          src: "10.0.0.2:2",
          originalDst: "10.0.0.3:80",
          actualDst: "10.0.0.3:15008",
          protocol: "HBONE",
          tls: { ...tls, peerIdentity: null },
        },
      ],
    });
  });

  test("of a node shows its pods, each with the connections of its own proxy", async () => {
    const workload = { name: "client", namespace: "app", serviceAccount: "c" };
    const aPod = (instance: number, uid: string, isUp: boolean) => ({
      pod: { instance, uid, workload, fd: 1, netns: "1:1" },
      isUp,
    });
    const of = (pod: string): ConnectionDump => ({
      pod,
      direction: "outbound",
      src: "10.0.0.1:1",
      originalDst: undefined,
      actualDst: "10.0.0.2:80",
      protocol: "TCP",
      tls: undefined,
    });
    const uids: Readonly<Record<string, string>> = { "u1#1": "u1", old: "gone" };
    const pods = { states: [aPod(1, "u1", true), aPod(2, "u2", false)], uidOf: (key: string) => uids[key] };
    const dump = await composeConfigDump(recordedSources([of("u1#1"), of("old"), of("nobody")], pods));
    const none = { inbound: [], outbound: [] };
    const shown = { src: "10.0.0.1:1", originalDst: null, actualDst: "10.0.0.2:80", protocol: "TCP" };
    expect(dump).not.toHaveProperty("connections");
    expect(dump["workloadState"]).toEqual({
      u1: { state: "Up", connections: { inbound: [], outbound: [shown] }, info: workload },
      u2: { state: "Pending", connections: none, info: workload },
    });
  });

  test("without a local file has empty lists", async () => {
    const sources = { ...recordedSources(), state: () => new MeshState({}), staticConfig: () => [] };
    expect(await composeConfigDump(sources)).toMatchObject({
      workloads: [],
      services: [],
      policies: [],
      stagedServices: {},
      staticConfig: { workloads: [], services: [], policies: [] },
    });
  });
});
