import { expect, test } from "vitest";
import { foreignLibraries } from "./try-plugin.ts";

test("libraries from outside the folder, and missing ones, are foreign", () => {
  const listed = `
	linux-vdso.so.1 (0x00007f857c9bd000)
	libm.so.6 => .istio-cni/1/lib/libm.so.6 (0x00007f857c8d0000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f857c41e000)
	libx.so.1 => not found
	.istio-cni/1/lib/ld-linux-x86-64.so.2 (0x00007f857c9bf000)
`;
  expect(foreignLibraries(listed, ".istio-cni/1/lib")).toEqual([
    "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6",
    "libx.so.1 => not found",
  ]);
});
