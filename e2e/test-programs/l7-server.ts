/**
 * An application of every kind of port: HTTP/1.1 on 8080, HTTP/2 with prior knowledge and gRPC on 9090, bytes on 7070.
 * Every answer says who gives it and what it was asked.
 * usage: node l7-server.ts <name>
 */
import { createServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { buffer, text } from "node:stream/consumers";
import { EchoServer } from "./echo.ts";

const HTTP_PORT = 8080;
const HTTP2_PORT = 9090;
const TCP_PORT = 7070;
/** Compressed or not, and the length. */
const GRPC_PREFIX_BYTES = 5;

const [name] = process.argv.slice(2);
if (name === undefined) {
  process.stderr.write("usage: l7-server.ts <name>\n");
  process.exit(64);
}

createServer((request, response) => {
  const { method, url, headers } = request;
  text(request).then(
    (body) => response.end(JSON.stringify({ name, method, path: url, headers, body })),
    () => response.destroy(),
  );
}).listen(HTTP_PORT);

createHttp2Server()
  .on("stream", (stream, headers) => {
    stream.on("error", () => stream.close());
    const isGrpc = headers["content-type"]?.startsWith("application/grpc") === true;
    const answer = isGrpc ? answerGrpc(stream) : answerHttp2(stream, headers);
    answer.catch(() => stream.close());
  })
  .listen(HTTP2_PORT);

await new EchoServer("greet").listen(TCP_PORT);

async function answerHttp2(stream: ServerHttp2Stream, headers: object): Promise<void> {
  const body = await text(stream);
  const fields = new Map<string, unknown>(Object.entries(headers));
  stream.respond({ ":status": 200 });
  const [method, path] = [fields.get(":method"), fields.get(":path")];
  stream.end(JSON.stringify({ name, method, path, headers: Object.fromEntries(fields), body }));
}

/** The message comes back behind the name. */
async function answerGrpc(stream: ServerHttp2Stream): Promise<void> {
  const request = await buffer(stream);
  const message = Buffer.concat([Buffer.from(`${name}:`), request.subarray(GRPC_PREFIX_BYTES)]);
  const prefix = Buffer.alloc(GRPC_PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", "answered-by": name ?? "" }));
  stream.end(Buffer.concat([prefix, message]));
}
