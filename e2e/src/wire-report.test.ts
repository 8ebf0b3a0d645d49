import { describe, expect, test } from "vitest";
import { pcapFileHeader, pcapRecordHeader } from "./pcap.ts";
import { reportWire } from "./wire-report.ts";

const MARKER = "secret-marker";

interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly isSyn?: boolean;
}

/** An Ethernet frame with IPv4 and TCP headers of the least size. */
function frameOf({ sourcePort, destinationPort, sequence, payload, isSyn }: Segment): Uint8Array {
  const frame = Buffer.alloc(54 + payload.length);
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(0x45, 14);
  frame.writeUInt16BE(40 + payload.length, 16);
  frame.writeUInt8(6, 23);
  frame.set([10, 77, 0, 1, 10, 77, 0, 2], 26);
  frame.writeUInt16BE(sourcePort, 34);
  frame.writeUInt16BE(destinationPort, 36);
  frame.writeUInt32BE(sequence, 38);
  frame.writeUInt8(0x50, 46);
  frame.writeUInt8(isSyn === true ? 0x02 : 0x10, 47);
  frame.set(payload, 54);
  return frame;
}

function captureOf(...segments: readonly Segment[]): Uint8Array {
  const frames = segments.map(frameOf);
  return Buffer.concat([
    pcapFileHeader(),
    ...frames.flatMap((frame) => [pcapRecordHeader(0, frame.length), frame]),
  ]);
}

function tlsRecord(type: number, length: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(type, 3, 3, length >> 8, length & 0xff), new Uint8Array(length)]);
}

function fromClient(sequence: number, payload: Uint8Array, destinationPort = 15008): Segment {
  return { sourcePort: 40_000, destinationPort, sequence, payload };
}

const text = Buffer.from(`hello ${MARKER}`);

describe("a report of the wire", () => {
  test("finds the marker in a frame, and names the port it went to", () => {
    expect(reportWire(captureOf(fromClient(1, text, 7000)), MARKER)).toEqual({
      frames: 1,
      framesWithMarker: 1,
      streamsWithMarker: 1,
      tlsBytes: 0,
      controlPlaneBytes: 0,
      otherBytes: text.length,
      tlsDataRecords: 0,
      otherPorts: [7000],
    });
  });

  test("finds a marker that two frames share", () => {
    const capture = captureOf(
      fromClient(1, text.subarray(0, 10), 7000),
      fromClient(11, text.subarray(10), 7000),
    );
    expect(reportWire(capture, MARKER)).toMatchObject({ framesWithMarker: 0, streamsWithMarker: 1 });
  });

  test("counts TLS records on 15008, over frames, repetitions and disorder", () => {
    const stream = Buffer.concat([tlsRecord(22, 300), tlsRecord(23, 500)]);
    const capture = captureOf(
      { ...fromClient(99, new Uint8Array()), isSyn: true },
      fromClient(100, stream.subarray(0, 200)),
      fromClient(500, stream.subarray(400)),
      fromClient(300, stream.subarray(200, 450)),
      fromClient(300, stream.subarray(200, 400)),
    );
    expect(reportWire(capture, MARKER)).toMatchObject({
      tlsBytes: stream.length,
      otherBytes: 0,
      tlsDataRecords: 1,
    });
  });

  test("does not take plain text on 15008 for TLS", () => {
    expect(reportWire(captureOf(fromClient(1, text)), MARKER)).toMatchObject({
      tlsBytes: 0,
      controlPlaneBytes: 0,
      otherPorts: [15008],
    });
  });

  test("does not take TLS on another port for HBONE", () => {
    const report = reportWire(captureOf(fromClient(1, tlsRecord(23, 20), 443)), MARKER);
    expect(report).toMatchObject({ tlsBytes: 0, otherBytes: 25, otherPorts: [443] });
  });

  test("counts the control plane's TLS apart, and takes nothing else on its port for it", () => {
    const tls = captureOf(fromClient(1, tlsRecord(23, 20), 15012));
    expect(reportWire(tls, MARKER)).toMatchObject({ tlsBytes: 0, controlPlaneBytes: 25, otherBytes: 0 });
    const plain = reportWire(captureOf(fromClient(1, text, 15012)), MARKER);
    expect(plain).toMatchObject({ controlPlaneBytes: 0, otherBytes: text.length, otherPorts: [15012] });
  });

  test("counts what is behind a lost frame as not proven", () => {
    const capture = captureOf(fromClient(1, tlsRecord(23, 20)), fromClient(100, tlsRecord(23, 20)));
    expect(reportWire(capture, MARKER)).toMatchObject({ tlsBytes: 25, otherBytes: 25 });
  });

  test("keeps connections apart that used the same ports one after the other", () => {
    const capture = captureOf(
      { ...fromClient(9, new Uint8Array()), isSyn: true },
      fromClient(10, tlsRecord(23, 20)),
      { ...fromClient(5000, new Uint8Array()), isSyn: true },
      fromClient(5001, tlsRecord(23, 20)),
    );
    expect(reportWire(capture, MARKER)).toMatchObject({ tlsBytes: 50, otherBytes: 0 });
  });
});
