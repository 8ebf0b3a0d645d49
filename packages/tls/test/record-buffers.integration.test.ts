import { allocateArea, copyMemory, sendFrom } from "@ambit/linux";
import { expect, test } from "vitest";
import { outputClear, outputPending, outputRange, TLS_AGAIN } from "../src/index.ts";
import { MAX_BUFFERED_SESSIONS } from "../src/record-buffers.ts";
import { exchange, readOnce, TlsPair } from "./support.ts";

const MESSAGE_BYTES = 10_000;

test("a session whose buffers were given to others goes on, also in the middle of a record", () => {
  using pair = new TlsPair();
  using stack = new DisposableStack();
  const others = Array.from({ length: MAX_BUFFERED_SESSIONS }, () => stack.use(new TlsPair()));
  for (const each of [pair, ...others]) expect(each.handshake()).toEqual({ client: "done", server: "done" });

  const message = allocateArea(MESSAGE_BYTES);
  expect(pair.client.session.write(message, 0, MESSAGE_BYTES)).toBe(MESSAGE_BYTES);
  const record = allocateArea(outputPending());
  copyMemory({ range: outputRange(), offset: 0 }, { area: record, offset: 0 }, record.length);
  outputClear();
  const half = record.length >> 1;
  expect(sendFrom(pair.client.fd, record, 0, half)).toBe(half);
  expect(readOnce(pair.server).result).toBe(TLS_AGAIN);

  for (const { client, server } of others) {
    expect(exchange(client, server, "there")).toBe("there");
    expect(exchange(server, client, "back")).toBe("back");
  }

  expect(sendFrom(pair.client.fd, record, half, record.length - half)).toBe(record.length - half);
  expect(readOnce(pair.server).result).toBe(MESSAGE_BYTES);
  expect(exchange(pair.server, pair.client, "answer")).toBe("answer");
});
