/** Messages as text, from what is valid to what somebody who smuggles would send. */
import fc from "fast-check";

/** Mostly the first, now and then one of the others. */
function mostly(usual: string, ...odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const lineEnd = fc.oneof(
  { weight: 80, arbitrary: fc.constant("\r\n") },
  { weight: 1, arbitrary: fc.constantFrom("\n", "\r", "\r\r\n", " \r\n") },
);
const method = fc.constantFrom(
  "GET",
  "GET",
  "POST",
  "POST",
  "HEAD",
  "OPTIONS",
  "CONNECT",
  "M-SEARCH",
  "get",
  "BREW",
);
const target = fc.constantFrom(
  ...[
    "/",
    "/",
    "/a/b?c=d#e",
    "//x",
    "*",
    "shop:80",
    "[::1]:80",
    "http://shop",
    "http://shop:80/a?b",
    "HTTPS://[::1]/",
  ],
  ...[
    "/\u00fc%20",
    "/?",
    "/#?",
    "http://u@shop/",
    "http://shop?q",
    '/a{}|^`"<>\\',
    "ftp://shop/",
    "shop",
    "http://",
  ],
);
const version = mostly("HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 ");
const space = mostly(" ", "  ", "\t", "");

const token = fc.constantFrom(
  "close",
  "keep-alive",
  "upgrade",
  "Close",
  "x-a",
  "te",
  "",
  "clos",
  "keep-alive,close",
);
const tokens = fc.array(token, { minLength: 1, maxLength: 3 }).map((all) => all.join(", "));
const value = fc.oneof(
  fc.constantFrom("", "1", "a b", "\u00e9", "a:b", "x\ty", ",", '"q"'),
  fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[\r\n]/g, "")),
);
const plainField = fc
  .tuple(
    fc.constantFrom("x-a", "X-B", "Cookie", "te", "trailer", "x!#$%&'*+.^_`|~"),
    mostly(":", " :", ""),
    value,
  )
  .map(([name, colon, text]) => `${name}${colon} ${text}`);
const connectionField = fc
  .tuple(fc.constantFrom("connection", "Connection", "proxy-connection", "keep-alive"), tokens)
  .map(([name, text]) => `${name}: ${text}`);
const upgradeField = fc.constantFrom(
  "upgrade: websocket",
  "Upgrade: h2c, websocket",
  "upgrade:",
  "Expect: 100-continue",
);
const oddField = fc.constantFrom(
  ...[
    "content-length: 3",
    "content-length: 0",
    "Content-Length: +3",
    "content-length: 3, 3",
    "content-length: 0x3",
  ],
  ...[
    "transfer-encoding: chunked",
    "Transfer-Encoding: Chunked",
    "transfer-encoding: gzip, chunked",
    " folded",
  ],
  ...[
    "transfer-encoding: identity",
    "transfer-encoding: chunked, gzip",
    "transfer-encoding:",
    "content-length:",
  ],
  ...[
    "host: other",
    "host: a@b",
    "content-length : 3",
    "transfer-encoding\u000b: chunked",
    "content-length: 1 0",
  ],
);
const fields = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: plainField },
    { weight: 2, arbitrary: connectionField },
    { weight: 1, arbitrary: upgradeField },
    { weight: 1, arbitrary: oddField },
  ),
  { maxLength: 4 },
);

const content = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom("", "GET / HTTP/1.1\r\n\r\n", "0\r\n\r\n"),
);
const extension = mostly("", ";a", ";a=b", ';a="b;\\" c"', " ;a", ";", ";a=", ';a="', ";\n");
const chunk = fc
  .tuple(content, mostly("", "0", "0x", "+", "-"), extension, lineEnd, lineEnd, mostly("", "0", "z"))
  .map(([text, zeros, more, first, second, excess]) =>
    text === "" ? "" : `${zeros}${text.length.toString(16)}${more}${first}${text}${excess}${second}`,
  );
const trailerField = fc.oneof(
  { weight: 4, arbitrary: plainField },
  {
    weight: 1,
    arbitrary: fc.constantFrom("content-length: 3", "host: a", "grpc-status: 0", "connection: close"),
  },
);
const chunkedBody = fc
  .tuple(
    fc.array(chunk, { maxLength: 3 }),
    mostly("0", "00", "", "0;a"),
    fc.array(trailerField, { maxLength: 2 }),
    lineEnd,
  )
  .map(([chunks, last, trailers, end]) =>
    [...chunks, last, end, ...trailers.map((line) => `${line}${end}`), end].join(""),
  );

/** Fields that frame a body, and the body. */
const framed: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.constant(["", ""] as const),
  fc
    .tuple(content, mostly("", "0", "1"))
    .map(([text, digit]) => [`content-length: ${digit}${text.length}`, text] as const),
  fc.tuple(mostly("chunked", "CHUNKED", "chunked "), chunkedBody).map(([coding, text]) => {
    return [`transfer-encoding: ${coding}`, text] as const;
  }),
);

interface Parts {
  readonly start: string;
  readonly host: string;
  readonly rest: readonly string[];
  readonly body: readonly [field: string, text: string];
  readonly end: string;
}

function format({ start, host, rest, body: [field, text], end }: Parts): string {
  const lines = [start, host, ...rest, field].filter((line) => line !== "");
  return `${lines.map((line) => `${line}${end}`).join("")}\r\n${text}`;
}

const requestLine = fc.tuple(method, space, target, space, version).map((parts) => parts.join(""));
/** One that is right but for its fields and body is what finds most. */
const plainLine = fc
  .tuple(fc.constantFrom("GET", "POST", "PUT"), fc.constantFrom("/", "/a?b"))
  .map(([name, path]) => `${name} ${path} HTTP/1.1`);

const request = fc
  .record({
    start: fc.oneof(requestLine, plainLine, plainLine),
    host: mostly("host: shop", "", "Host:shop:80", "host:"),
    rest: fields,
    body: framed,
    end: lineEnd,
  })
  .map(format);

const status = fc.oneof(
  { weight: 4, arbitrary: fc.constant("200") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("100", "101", "103", "204", "304", "404", "599", "99", "1000", "2 0", "+20"),
  },
);
const statusLine = fc
  .tuple(version, space, status, fc.constantFrom(" OK", " ", "", " a\tb", " \u00fc", "  OK ", "OK"))
  .map((parts) => parts.join(""));
const plainStatusLine = fc.constantFrom("HTTP/1.1 200 OK", "HTTP/1.1 500 No");
const response = fc
  .record({
    start: fc.oneof(statusLine, plainStatusLine),
    host: fc.constant(""),
    rest: fields,
    body: framed,
    end: lineEnd,
  })
  .map(format);
const interim = fc.constantFrom(
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
);

/** What a client may send: requests in a row, most of them valid. */
export const anyRequests: fc.Arbitrary<string> = fc
  .tuple(mostly("", "\r\n", "\n", "\r\n\r\n"), fc.array(request, { minLength: 1, maxLength: 3 }))
  .map(([before, all]) => before + all.join(""));

/** What a server may send to one request. */
export const anyResponse: fc.Arbitrary<string> = fc
  .tuple(fc.array(interim, { maxLength: 2 }), response, mostly("", "HTTP/1.1 200 OK\r\n\r\n", "x"))
  .map(([before, one, behind]) => before.join("") + one + behind);

/** Methods of requests on which the framing of a response depends. */
export const anyAnswered: fc.Arbitrary<string> = fc.constantFrom("GET", "GET", "GET", "HEAD", "CONNECT");

/** Sizes of pieces, for `feed`. */
export const pieceSizes: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
);
