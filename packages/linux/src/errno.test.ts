import { expect, test } from "vitest";
import { ERRNO, errnoMessage, errnoName } from "./errno.ts";

test.each([
  [111, "ECONNREFUSED", "Connection refused (os error 111)"],
  [-104, "ECONNRESET", "Connection reset by peer (os error 104)"],
  [11, "EAGAIN", "Resource temporarily unavailable (os error 11)"],
  [95, "ENOTSUP", "Operation not supported (os error 95)"],
  [4000, "errno 4000", "Unknown error 4000 (os error 4000)"],
])("%i is %s: %s", (errno, name, message) => {
  expect(errnoName(errno)).toBe(name);
  expect(errnoMessage(errno)).toBe(message);
});

test("the exported numbers are those of this system", () => {
  for (const [name, errno] of Object.entries(ERRNO)) {
    expect(errnoName(errno)).toBe(name);
  }
});
