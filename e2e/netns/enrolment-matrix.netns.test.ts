/** Who reaches whom, and how it travels: every kind of pod to every kind, near and far, by every kind of address. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Expectation, expectationOf } from "../enrolment/expectation.ts";
import {
  ADDRESSINGS,
  type Addressing,
  CLIENTS,
  hostnameOf,
  type MatrixPod,
  matrixObjects,
  NAMESPACE,
  SERVERS,
  SERVICE_PORT,
  serverPort,
} from "../enrolment/matrix-pods.ts";
import { clusterOfLab } from "../scenarios/providers/lab-provider.ts";
import { runScenario } from "../scenarios/scenario.ts";
import { SCENARIOS } from "../scenarios/scenarios.ts";
import { Capture } from "../src/capture.ts";
import { Lab } from "../src/lab.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { POD_INTERFACE } from "../src/topology.ts";
import { framesHold } from "../src/wire-report.ts";

const STRICT: MeshObject = {
  apiVersion: "security.istio.io/v1",
  kind: "PeerAuthentication",
  metadata: { name: "strict", namespace: NAMESPACE },
  spec: { mtls: { mode: "STRICT" } },
};

interface Cell {
  readonly client: MatrixPod;
  readonly server: MatrixPod;
  readonly addressing: Addressing;
}

const CELLS: readonly Cell[] = CLIENTS.flatMap((client) =>
  SERVERS.flatMap((server) => ADDRESSINGS.map((addressing) => ({ client, server, addressing }))),
);

describe("the matrix of enrolment", () => {
  let lab: Lab;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ambit-matrix-"));
    lab = await Lab.up({ name: "matrix", nodes: 2 });
    await lab.apply({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: NAMESPACE, labels: { "istio.io/dataplane-mode": "ambient" } },
    });
    await lab.apply(...matrixObjects());
    await lab.untilReady(NAMESPACE, CLIENTS.length + SERVERS.length);
    await lab.untilEnrolled(NAMESPACE);
    for (const server of SERVERS) await (await lab.pod(NAMESPACE, server.name)).serve(serverPort(server));
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("only those that are to be captured are", async () => {
    const pods = await lab.pods(NAMESPACE);
    const captured = pods.filter(({ redirection }) => redirection === "enabled").map(({ name }) => name);
    const expected = [...CLIENTS, ...SERVERS].filter(({ kind }) => kind === "captured");
    expect(captured.sort()).toEqual(expected.map(({ name }) => name).sort());
    expect(pods.filter(({ redirection }) => redirection === "pending")).toEqual([]);
  });

  test(`permissive: ${CELLS.length} connections arrive, and travel as they should`, async () => {
    expect(await mismatches(false)).toEqual([]);
  });

  test(`strict: of ${CELLS.length} connections those in plaintext to captured pods are refused`, async () => {
    await lab.apply(STRICT);
    const [probe] = CELLS.filter(
      ({ client, server }) => client.kind === "plain" && server.kind === "captured",
    );
    if (probe === undefined) throw new Error("the matrix has no such cell");
    await expect.poll(() => connects(probe, "is-it-strict"), { timeout: 10_000 }).toBe(false);
    expect(await mismatches(true)).toEqual([]);
    await lab.delete(STRICT);
    await expect.poll(() => connects(probe, "is-it-permissive"), { timeout: 10_000 }).toBe(true);
  });

  // The others take longer, or are tried by tests of their own: npm run e2e has them all.
  test.each(["jobs", "stateful-sets"])("the scenario %s passes on a lab", async (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    expect(await runScenario(scenario, clusterOfLab(lab))).toMatchObject({ kind: "passed" });
  });

  /** Cells that came out otherwise, with both outcomes. */
  async function mismatches(isStrict: boolean): Promise<readonly string[]> {
    const captures = await openCaptures();
    const outcomes: { readonly cell: Cell; readonly isAnswered: boolean }[] = [];
    for (const [index, cell] of CELLS.entries()) {
      outcomes.push({ cell, isAnswered: await connects(cell, markerOf(isStrict, index)) });
    }
    const wires = new Map<string, readonly boolean[]>();
    const markers = CELLS.map((_, index) => markerOf(isStrict, index));
    for (const [server, capture] of captures) wires.set(server, framesHold(await capture.end(), markers));
    return outcomes.flatMap(({ cell, isAnswered }, index) => {
      const wanted = expectationOf(cell.client, cell.server, isStrict);
      const isReadable = wires.get(cell.server.name)?.[index] ?? false;
      const seen: Expectation = {
        isAnswered,
        wire: !isAnswered ? "refused" : isReadable ? "plaintext" : "encrypted",
      };
      return JSON.stringify(seen) === JSON.stringify(wanted)
        ? []
        : [
            `${cell.client.name} -> ${cell.server.name} by ${cell.addressing}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`,
          ];
    });
  }

  /**
   * On the cable of every server. One in its node's network is reached by any of the node's interfaces; in a pod the
   * others do not count: its ztunnel hands plaintext to the server on them.
   */
  async function openCaptures(): Promise<ReadonlyMap<string, Capture>> {
    const captures = new Map<string, Capture>();
    for (const { name, kind } of SERVERS) {
      const { place } = await lab.pod(NAMESPACE, name);
      const path = join(folder, `${name}.pcap`);
      captures.set(name, await Capture.open(place, path, kind === "host" ? "any" : POD_INTERFACE));
    }
    return captures;
  }

  async function connects({ client, server, addressing }: Cell, marker: string): Promise<boolean> {
    const [from, to] = await Promise.all([lab.pod(NAMESPACE, client.name), lab.pod(NAMESPACE, server.name)]);
    if (addressing === "pod address") return from.exchange(to.ip, serverPort(server), marker);
    if (addressing === "service address") {
      return from.exchange(await clusterIpOf(server), SERVICE_PORT, marker);
    }
    const [address] = await from.resolve(hostnameOf(server, addressing));
    if (address === undefined)
      throw new Error(`${client.name} does not know ${hostnameOf(server, addressing)}`);
    const port = addressing === "headless name" ? serverPort(server) : SERVICE_PORT;
    return from.exchange(address, port, marker);
  }

  async function clusterIpOf({ name }: MatrixPod): Promise<string> {
    const service = await lab.get({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: NAMESPACE },
    });
    return (service as { readonly spec?: { readonly clusterIP?: string } }).spec?.clusterIP ?? "";
  }
});

/** Of fixed length and without a common end, so that no marker holds another. */
function markerOf(isStrict: boolean, index: number): string {
  return `marker-${isStrict ? "strict" : "permissive"}-${String(index).padStart(4, "0")};`;
}
