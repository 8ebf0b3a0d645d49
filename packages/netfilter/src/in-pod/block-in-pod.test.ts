import { expect, test } from "vitest";
import { aCapture } from "../testing/golden.ts";
import { blockInPod, unblockInPod } from "./block-in-pod.ts";

/** Acknowledgements with these errnos. */
function acknowledgements(...errnos: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(errnos.length * 36);
  const view = new DataView(bytes.buffer);
  for (const [index, errno] of errnos.entries()) {
    view.setUint32(index * 36, 36, true);
    view.setUint16(index * 36 + 4, 2, true);
    view.setInt32(index * 36 + 16, -errno, true);
  }
  return bytes;
}

test("is said for the families that the pod would be captured in, and taken back for both", () => {
  const requests: Uint8Array[] = [];
  const netlink = (request: Uint8Array): Uint8Array => {
    requests.push(request);
    return acknowledgements(0, 0);
  };
  blockInPod(netlink, aCapture({ ipv6: false }));
  expect(requests.map((request) => request[16])).toEqual([2]);
  blockInPod(netlink, aCapture({ ipv6: true }));
  unblockInPod(netlink, aCapture({ ipv6: false }));
  expect(requests.map((request) => request[16])).toEqual([2, 2, 10, 2, 10]);
});

test("may be there, be gone, or be of a family that the kernel does not have", () => {
  expect(() => blockInPod(() => acknowledgements(17, 17), aCapture())).not.toThrow();
  expect(() => unblockInPod(() => acknowledgements(2, 0), aCapture())).not.toThrow();
  expect(() => unblockInPod(() => acknowledgements(97, 97), aCapture())).not.toThrow();
});

test("is an error when the kernel refuses or says nothing", () => {
  expect(() => blockInPod(() => acknowledgements(0, 1), aCapture())).toThrow(/refuses to add .* errno 1/);
  expect(() => blockInPod(() => -13, aCapture())).toThrow(/errno 13/);
  expect(() => blockInPod(() => acknowledgements(0), aCapture())).toThrow(
    expect.objectContaining({ code: "unreadable-output" }),
  );
});
