// The frames of a stock ztunnel, as client and as server, against what these functions make of the same facts.
import { readFileSync } from "node:fs";
import { parseSocketAddress } from "@ambit/addr";
import type { HeaderField } from "@ambit/http2";
import { describe, expect, test } from "vitest";
import {
  connectRequest,
  errorResponse,
  formatBaggage,
  formatForwarded,
  formatTraceparent,
  HBONE_PING,
  type Http2Profile,
  hboneClientSettings,
  hboneServerSettings,
  okResponse,
  parseBaggage,
  parseConnectRequest,
  parseConnectResponse,
  parseTraceparent,
} from "../src/index.ts";

interface Frame {
  readonly recv?: string;
  readonly headers?: readonly string[];
  readonly settings?: readonly string[] | null;
  readonly increment?: number;
  readonly payload?: string;
}

function readFrames(file: string): Frame[] {
  const lines = readFileSync(new URL(`golden/${file}`, import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as Frame);
}

function headerFields(frame: Frame): HeaderField[] {
  return (frame.headers ?? []).map((line) => {
    const separator = line.indexOf(": ", 1);
    return [line.slice(0, separator), line.slice(separator + 2)];
  });
}

const clientFrames = readFrames("client-frames.jsonl");
const serverFrames = readFrames("server-frames.jsonl");
const requests = clientFrames.filter((frame) => frame.recv === "HEADERS").map(headerFields);
const responses = serverFrames.filter((frame) => frame.recv === "HEADERS").map(headerFields);

const client = {
  clusterId: "Kubernetes",
  namespace: "app",
  workloadType: "pod",
  workloadName: "client",
  canonicalName: "client",
  canonicalRevision: "latest",
  locality: { region: "", zone: "", subzone: "" },
};
const server = { ...client, workloadName: "server", canonicalName: "server", canonicalRevision: "v1" };

describe("a recorded request", () => {
  const cells = [
    { authority: "10.201.2.49:9090", client: "10.201.1.45:41170" },
    { authority: "10.201.2.49:9191", client: "10.201.1.45:43056", host: "rec.app.svc.cluster.local" },
    { authority: "10.201.2.49:9191", client: "10.201.1.45:43058", host: "rec.app.svc.cluster.local" },
    { authority: "10.201.2.49:9090", client: "10.201.1.45:41186" },
  ];

  test.each(cells.map((cell, index) => ({ ...cell, index })))(
    "number $index to $authority is what we send",
    ({ index, authority, client: address, host }) => {
      const recorded = requests[index] ?? [];
      const traceparent = recorded.find(([name]) => name === "traceparent")?.[1] ?? "";
      const [, traceId = "", parentId = ""] = traceparent.split("-");
      expect(
        connectRequest({
          authority,
          baggage: formatBaggage(client),
          forwarded: formatForwarded(parseSocketAddress(address), host),
          traceparent: formatTraceparent(traceId, parentId),
        }),
      ).toEqual(recorded);
    },
  );

  test("is understood", () => {
    const request = parseConnectRequest(requests[1] ?? []);
    expect(parseBaggage(request?.baggageValues ?? [])).toEqual({
      clusterId: "Kubernetes",
      namespace: "app",
      workloadName: "client",
      serviceName: "client",
      revision: "latest",
      region: undefined,
      zone: undefined,
    });
    expect(request).toMatchObject({
      authority: "10.201.2.49:9191",
      forwardedHost: "rec.app.svc.cluster.local",
      forwardedNetwork: undefined,
    });
    expect(parseTraceparent(request?.traceparent ?? "")).toBe("a1f18ae50bf41e88372fcb5365325fe3");
  });
});

describe("a recorded response", () => {
  test("of an open tunnel carries the destination's baggage", () => {
    expect(okResponse(formatBaggage(server))).toEqual(responses[0]);
    const response = parseConnectResponse(responses[0] ?? []);
    expect(response.status).toBe(200);
    expect(parseBaggage(response.baggageValues)).toMatchObject({ workloadName: "server", revision: "v1" });
  });

  test.each([503, 400] as const)("of status %i is a status only", (status) => {
    expect(responses).toContainEqual(errorResponse(status));
  });
});

describe("the recorded settings", () => {
  const names = [
    ["enablePush", "ENABLE_PUSH"],
    ["maxConcurrentStreams", "MAX_CONCURRENT_STREAMS"],
    ["initialWindowSize", "INITIAL_WINDOW_SIZE"],
    ["maxFrameSize", "MAX_FRAME_SIZE"],
    ["maxHeaderListSize", "MAX_HEADER_LIST_SIZE"],
  ] as const;

  test.each([
    { side: "client", profile: hboneClientSettings(), frames: clientFrames },
    { side: "server", profile: hboneServerSettings(), frames: serverFrames },
  ])("of a $side are ours", ({ profile, frames }) => {
    const lines = names
      .filter(([name]) => profile.settings[name] !== undefined)
      .map(([name, wireName]) => `${wireName}=${profile.settings[name]}`);
    expect(frames.find((frame) => frame.recv === "SETTINGS")?.settings).toEqual(lines);
    expect(frames.find((frame) => frame.recv === "WINDOW_UPDATE")?.increment).toBe(windowIncrement(profile));
  });

  function windowIncrement(profile: Http2Profile): number {
    return profile.connectionWindow - 65_535;
  }
});

test("the PING payload is the recorded one", () => {
  const payload = new DataView(new ArrayBuffer(8));
  payload.setUint32(0, HBONE_PING.hi);
  payload.setUint32(4, HBONE_PING.lo);
  const recorded = clientFrames.find((frame) => frame.recv === "PING");
  expect(Buffer.from(payload.buffer).toString("hex")).toBe(recorded?.payload);
});
