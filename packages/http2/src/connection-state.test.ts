import { expect, test } from "vitest";
import { ConnectionState } from "./connection-state.ts";
import { MAX_31_BITS } from "./frame.ts";
import { FrameWriter } from "./frame-writer.ts";
import { resolveHttp2Limits } from "./limits.ts";
import { FakeOutput } from "./testing/fake-output.ts";

const nothing = (): void => {};

test("no stream can be opened once the identifiers are used up", () => {
  const state = new ConnectionState({
    isServer: false,
    local: { initialWindowSize: 65_535, maxFrameSize: 16_384, maxHeaderListSize: 16_384 },
    connectionWindow: 65_535,
    limits: resolveHttp2Limits({}),
    writer: new FrameWriter(new FakeOutput()),
    events: {
      onStream: nothing,
      onGoaway: nothing,
      onPingAck: nothing,
      onSettings: nothing,
      onConnectionError: nothing,
    },
    nowMs: undefined,
  });
  state.isStarted = true;
  state.nextLocalId = MAX_31_BITS;
  expect(state.canOpenStream).toBe(true);
  state.nextLocalId += 2;
  expect(state.canOpenStream).toBe(false);
});
