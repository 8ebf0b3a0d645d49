import { HeaderList } from "@ambit/http1";
import { expect, test } from "vitest";
import { compileFormat } from "./access-log-format.ts";
import { accessLogFields, accessLogJson, accessLogText } from "./access-log-line.ts";
import { aRecord } from "./testing/records.ts";

const RECORD = aRecord(
  { status: 503, flags: ["UF"], responseHeaders: HeaderList.from([["x-served-by", "b"]]), bytesSent: 12 },
  { more: [["x-id", "abcdef"]] },
);

test.each([
  ["%REQ(:METHOD)% %REQ(X-NONE?:PATH)% %PROTOCOL%\n", "GET /a?b HTTP/1.1"],
  ["%RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_SENT%", "503 UF 12"],
  ["%REQ(x-id):3%|%RESP(X-SERVED-BY)%|%REQ(x-none)%", "abc|b|-"],
  ["%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% 100%%", "10.0.0.7 100%"],
  ["%DOWNSTREAM_PEER_URI_SAN%", "spiffe://td/ns/web/sa/client"],
  ["%NO_SUCH_COMMAND% %lower%", "%NO_SUCH_COMMAND% %lower%"],
  ["%REQ(USER-AGENT)%", 'curl "x"\\x0a'],
])("the format %j", (format, line) => {
  expect(compileFormat({ encoding: "text", format })(RECORD)).toBe(line);
});

test("an object of formats is a line of JSON, where numbers stay numbers", () => {
  const format = JSON.stringify({
    status: "%RESPONSE_CODE%",
    what: "%REQ(:METHOD)% it",
    none: "%REQ(x-none)%",
  });
  expect(JSON.parse(compileFormat({ encoding: "json", format })(RECORD))).toEqual({
    status: 503,
    what: "GET it",
    none: null,
  });
});

test("without a format the line is Istio's", () => {
  const fields = accessLogFields(RECORD);
  expect(compileFormat({ encoding: "text", format: undefined })(RECORD)).toBe(accessLogText(fields));
  expect(compileFormat({ encoding: "json", format: undefined })(RECORD)).toBe(accessLogJson(fields));
  expect(compileFormat({ encoding: "json", format: "no object" })(RECORD)).toBe(accessLogJson(fields));
});
