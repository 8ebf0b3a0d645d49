import { expect, test } from "vitest";
import { HboneError } from "./hbone-error.ts";
import { HBONE_SIZES, hboneClientSettings, hboneServerSettings } from "./http2-profile.ts";

test("only the client refuses pushes and only the server limits streams", () => {
  expect(hboneClientSettings().settings).toEqual({
    enablePush: 0,
    initialWindowSize: 4_194_304,
    maxFrameSize: 1_048_576,
    maxHeaderListSize: 16_384,
  });
  expect(hboneServerSettings().settings).toEqual({
    maxConcurrentStreams: 200,
    initialWindowSize: 4_194_304,
    maxFrameSize: 1_048_576,
    maxHeaderListSize: 65_536,
  });
});

test("configured sizes are used", () => {
  const sizes = { streamWindowBytes: 1, connectionWindowBytes: 65_535, frameBytes: 16_384 };
  expect(hboneClientSettings(sizes)).toMatchObject({
    settings: { initialWindowSize: 1, maxFrameSize: 16_384 },
    connectionWindow: 65_535,
  });
});

test.each([
  { streamWindowBytes: 0 },
  { streamWindowBytes: 2 ** 31 },
  { connectionWindowBytes: 65_534 },
  { connectionWindowBytes: 2 ** 31 },
  { frameBytes: 16_383 },
  { frameBytes: 2 ** 24 },
  { frameBytes: 20_000.5 },
  { frameBytes: Number.NaN },
])("refuses %o", (wrong) => {
  const sizes = { ...HBONE_SIZES, ...wrong };
  expect(() => hboneClientSettings(sizes)).toThrow(HboneError);
  expect(() => hboneServerSettings(sizes)).toThrow(HboneError);
});
