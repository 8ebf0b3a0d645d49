import { expect, test } from "vitest";
import { HeaderList, type HeaderPair } from "./header-list.ts";
import { removeHopByHop } from "./hop-by-hop.ts";

function left(...pairs: readonly HeaderPair[]): readonly HeaderPair[] {
  const list = HeaderList.from(pairs);
  removeHopByHop(list);
  return list.toPairs();
}

test("removes what is about one connection, and what Connection names", () => {
  expect(
    left(
      ["Connection", "close, X-One"],
      ["connection", "x-two,, x-none"],
      ["Keep-Alive", "5"],
      ["Proxy-Connection", "keep-alive"],
      ["Transfer-Encoding", "chunked"],
      ["Upgrade", "h2c"],
      ["HTTP2-Settings", "AAA"],
      ["X-One", "1"],
      ["X-Two", "2"],
      ["X-Three", "3"],
    ),
  ).toEqual([["x-three", "3"]]);
});

test.each([
  ["trailers", [["te", "trailers"]]],
  ["gzip, Trailers", [["te", "trailers"]]],
  ["gzip;q=0.5", []],
])("of TE %s leaves %j", (value, pairs) => {
  expect(left(["TE", value])).toEqual(pairs);
});

test.each([
  "Host",
  "X-Forwarded-For",
  "x-forwarded-client-cert",
  "Authorization",
  "Cookie",
  "Content-Length",
  "X-Envoy-A",
])("keeps %s, whatever Connection says", (name) => {
  expect(left(["Connection", name], [name, "a"])).toEqual([[name.toLowerCase(), "a"]]);
});
