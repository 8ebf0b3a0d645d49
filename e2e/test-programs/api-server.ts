/**
 * The Kubernetes API of a scenario: `api-server.ts <host> <port>`, with the mesh's custom resources. Started by
 * `ControlPlane` with an IPC channel, over which it makes requests for the scenario; it ends with the channel.
 */
import { request } from "node:http";
import { bindKubeEmbedded, readDefinitionFiles } from "@ambit/kube-embedded";
import type { ApiMethods, ApiRequest, ApiResponse, ApiServerFacts } from "../src/api-protocol.ts";
import { answerCalls } from "../src/program-answers.ts";

const REQUEST_TIMEOUT_MS = 10_000;

const [host = "127.0.0.1", port = "0"] = process.argv.slice(2);
const server = await bindKubeEmbedded({
  host,
  port: Number(port),
  definitions: await readDefinitionFiles(),
});
const facts: ApiServerFacts = { url: server.url, kubeconfig: server.kubeconfig };

answerCalls<ApiMethods>({ request: send }, facts);

function send({ method, path, body, contentType }: ApiRequest): Promise<ApiResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiResponse>();
  const headers = {
    authorization: `Bearer ${server.adminToken}`,
    "content-type": contentType ?? "application/json",
  };
  const options = {
    host: server.host,
    port: server.port,
    method,
    path,
    headers,
    timeout: REQUEST_TIMEOUT_MS,
  };
  const exchange = request(options, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (part: string) => (text += part));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body: decode(text) }));
    response.on("error", reject);
  });
  exchange.on("timeout", () => exchange.destroy(new Error("timeout")));
  exchange.on("error", reject);
  exchange.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
