/** Requests that two readers might understand in two ways: nothing of them may arrive as a request of its own. */
import { expect, test } from "vitest";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { RawClient } from "./testing/raw-client.ts";
import { tappedBackend } from "./testing/tapped-backend.ts";

/** What somebody wants to get past the policies. */
const HIDDEN = "GET /admin HTTP/1.1\r\nhost: a\r\n\r\n";
const CHUNKED = "transfer-encoding: chunked";

function post(fields: readonly string[], body: string): string {
  return ["POST /public HTTP/1.1", "host: a", ...fields, "", body].join("\r\n");
}

const HEADS: readonly (readonly [name: string, text: string])[] = [
  ["a length beside chunks", post(["content-length: 5", CHUNKED], `0\r\n\r\n${HIDDEN}`)],
  ["chunks beside a length", post([CHUNKED, "content-length: 5"], `0\r\n\r\n${HIDDEN}`)],
  ["two lengths", post(["content-length: 0", `content-length: ${HIDDEN.length}`], HIDDEN)],
  ["a list of lengths", post([`content-length: 0, ${HIDDEN.length}`], HIDDEN)],
  ...["+5", "0x5", "5 5", "-1", "18446744073709551621", "5a", ""].map(
    (length) => [`the length "${length}"`, post([`content-length: ${length}`], HIDDEN)] as const,
  ),
  ...["xchunked", "chunked, identity", "chunked, chunked", "\x0bchunked", "chunked;q=1", "identity"].map(
    (coding) =>
      [`the coding "${coding}"`, post([`transfer-encoding: ${coding}`], `0\r\n\r\n${HIDDEN}`)] as const,
  ),
  ["chunked twice", post([CHUNKED, CHUNKED], `0\r\n\r\n${HIDDEN}`)],
  ["a space before the colon", post(["content-length : 5"], HIDDEN)],
  ["a tab before the colon", post(["transfer-encoding\t: chunked"], `0\r\n\r\n${HIDDEN}`)],
  ["a folded line", post(["x: a", " content-length: 5"], HIDDEN)],
  ["a bare LF behind a field", `POST /public HTTP/1.1\r\nhost: a\ncontent-length: 5\r\n\r\n${HIDDEN}`],
  ["a bare CR behind a field", `POST /public HTTP/1.1\r\nhost: a\rcontent-length: 5\r\n\r\n${HIDDEN}`],
  ["a bare LF as the end", `GET /public HTTP/1.1\r\nhost: a\r\n\n${HIDDEN}`],
  ["a zero in a value", post(["x: a\0b"], HIDDEN)],
  ["a zero in a name", post(["x\0: a"], HIDDEN)],
  ["a method with a bracket", `GE(T /public HTTP/1.1\r\nhost: a\r\n\r\n${HIDDEN}`],
  ["a method with a zero", `GE\0T /public HTTP/1.1\r\nhost: a\r\n\r\n${HIDDEN}`],
  ["user information in the target", `GET http://u:p@a/public HTTP/1.1\r\nhost: a\r\n\r\n${HIDDEN}`],
  ["a space in the target", `GET /public /x HTTP/1.1\r\nhost: a\r\n\r\n${HIDDEN}`],
  ["two hosts", `GET /public HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n${HIDDEN}`],
  ["a version that is none", `GET /public HTTP/1.12\r\nhost: a\r\n\r\n${HIDDEN}`],
];

/** What comes before them has been forwarded already, as the beginning of a request that never ends. */
const BODIES: readonly (readonly [name: string, text: string])[] = [
  ...["+5", "-5", "0x5", "5 ", " 5", "fffffffffffffffff", "10000000000000005", "5_0", ""].map(
    (size) =>
      [`the chunk size "${size}"`, post([CHUNKED], `${size}\r\nhello\r\n0\r\n\r\n${HIDDEN}`)] as const,
  ),
  ["a chunk without its end", post([CHUNKED], `5\r\nhello0\r\n\r\n${HIDDEN}`)],
  ["a bare LF behind a size", post([CHUNKED], `5\nhello\r\n0\r\n\r\n${HIDDEN}`)],
  ["a bare LF behind a chunk", post([CHUNKED], `5\r\nhello\n0\r\n\r\n${HIDDEN}`)],
  ["a bare LF in an extension", post([CHUNKED], `5;a\nb\r\nhello\r\n0\r\n\r\n${HIDDEN}`)],
  ["no empty line behind the last chunk", post([CHUNKED], `0\r\n${HIDDEN}`)],
];

test.each([...HEADS, ...BODIES])(
  "%s is refused, and what is behind it is never a request",
  async (_name, text) => {
    const { backend, tap } = await tappedBackend();
    await using _backend = backend;
    await using world = new HttpWorld({});
    world.mesh.setService(ECHO, [backend.port]);
    using client = await RawClient.connect(world.address.port);
    client.send(text);
    await world.until(() => client.isEnded);
    expect(client.text).toMatch(/^HTTP\/1\.1 400 /);
    expect(client.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(tap.requests).toHaveLength(0);
    expect(tap.text).not.toContain("admin");
    expect(world.badRequests).toHaveLength(1);
  },
);

test.each(HEADS)("of %s not a byte is forwarded", async (_name, text) => {
  const { backend, tap } = await tappedBackend();
  await using _backend = backend;
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await RawClient.connect(world.address.port);
  client.send(text);
  await world.until(() => client.isEnded);
  expect(tap.text).toBe("");
});

test("chunks of HTTP/1.0 are refused where that is taken", async () => {
  const { backend, tap } = await tappedBackend();
  await using _backend = backend;
  await using world = new HttpWorld({ plane: { acceptsHttp10: true } });
  world.mesh.setService(ECHO, [backend.port]);
  using client = await RawClient.connect(world.address.port);
  client.send(`POST /public HTTP/1.0\r\nhost: a\r\n${CHUNKED}\r\n\r\n0\r\n\r\n${HIDDEN}`);
  await world.until(() => client.isEnded);
  expect(client.text).toMatch(/^HTTP\/1\.1 400 /);
  expect(tap.text).toBe("");
});

test("a request in the body of another stays its body", async () => {
  const { backend, tap } = await tappedBackend();
  await using _backend = backend;
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await RawClient.connect(world.address.port);
  client.send(post([`content-length: ${HIDDEN.length}`], HIDDEN));
  client.send(post([CHUNKED], `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`));
  await world.until(() => tap.requests.length === 2);
  expect(tap.requests.map(({ url }) => url)).toEqual(["/public", "/public"]);
  await world.until(() => client.text.match(/HTTP\/1\.1 200 /g)?.length === 2);
  expect(world.badRequests).toEqual([]);
});
