import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import type { ConnectionSettings } from "./connection-settings.ts";
import { Credentials } from "./credentials.ts";

function makeCredentials() {
  const clock = new FakeClock();
  const renewals: boolean[] = [];
  const file = { token: "one", isReadable: true };
  const credentials = new Credentials(async (isRenewal): Promise<ConnectionSettings> => {
    renewals.push(isRenewal);
    if (!file.isReadable) {
      throw new Error("no such file");
    }
    return { server: new URL("https://127.0.0.1"), headers: { authorization: file.token }, tls: {} };
  }, clock);
  const token = async () => (await credentials.fetch()).headers["authorization"];
  return { clock, renewals, file, credentials, token };
}

test("one reading serves requests of the same moment; a new token is seen soon", async () => {
  const { clock, renewals, file, token } = makeCredentials();
  expect(await Promise.all([token(), token()])).toEqual(["one", "one"]);
  expect(renewals).toHaveLength(1);
  file.token = "two";
  expect(await token()).toBe("one");
  clock.advance(10_000);
  expect(await token()).toBe("two");
});

test("reads at once what was refused", async () => {
  const { renewals, file, credentials, token } = makeCredentials();
  await token();
  file.token = "two";
  credentials.invalidate();
  expect(await token()).toBe("two");
  expect(renewals).toEqual([false, true]);
});

test("a file that cannot be read costs only those who have nothing yet", async () => {
  const { clock, file, token } = makeCredentials();
  file.isReadable = false;
  await expect(token()).rejects.toThrow("no such file");
  file.isReadable = true;
  expect(await token()).toBe("one");
  file.isReadable = false;
  clock.advance(60_000);
  expect(await token()).toBe("one");
  file.isReadable = true;
  file.token = "two";
  clock.advance(10_000);
  expect(await token()).toBe("two");
});
