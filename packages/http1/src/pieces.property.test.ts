/** How the bytes arrive says nothing about what they mean. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { anyAnswered, anyRequests, anyResponse, pieceSizes } from "./testing/arbitraries.ts";
import { aClient, anArea, aServer, feed } from "./testing/exchange.ts";

function callsOfServer(text: string, sizes?: readonly number[]): readonly string[] {
  const { server, seen } = aServer();
  seen.onEnded = () => {
    // The end of a tunnel, which CONNECT has become.
    if (server.hasAnswered) return;
    server.writeHead(anArea(), { status: 200, headers: new HeaderList(), endStream: true });
    if (server.isReusable) server.next();
  };
  feed(server, text, sizes);
  server.receiveEnd();
  return seen.calls;
}

/** Up to the end of the response: what is behind it may come with it, or alone. */
function callsOfClient(method: string, text: string, sizes?: readonly number[]): readonly string[] {
  const { client, seen } = aClient({ method, authority: "shop:80" });
  feed(client, text, sizes);
  client.receiveEnd();
  const end = seen.calls.indexOf("end");
  return end < 0 ? seen.calls : seen.calls.slice(0, end + 1);
}

describe("in any pieces", () => {
  test("requests are the same", () => {
    fc.assert(
      fc.property(anyRequests, pieceSizes, (text, sizes) => {
        expect(callsOfServer(text, sizes)).toEqual(callsOfServer(text));
      }),
    );
  });

  test("a response is the same", () => {
    fc.assert(
      fc.property(anyAnswered, anyResponse, pieceSizes, (method, text, sizes) => {
        expect(callsOfClient(method, text, sizes)).toEqual(callsOfClient(method, text));
      }),
    );
  });
});
