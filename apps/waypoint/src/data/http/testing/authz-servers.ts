/** Independent providers of custom authorization: Node's HTTP server, and grpc-js. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { CheckRequest, CheckResponse } from "@ambit/proto/ext-authz";
import { Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { NodeBackend } from "./node-peers.ts";

/** A question as the HTTP provider got it. */
export interface HttpQuestion {
  readonly message: IncomingMessage;
  readonly body: string;
}

/** Keeps what it is asked, and answers as it is told. */
export class HttpAuthzServer implements AsyncDisposable {
  readonly questions: HttpQuestion[] = [];
  readonly #backend: NodeBackend;

  private constructor(backend: NodeBackend) {
    this.#backend = backend;
  }

  static async listen(
    answer: (question: HttpQuestion, response: ServerResponse) => void,
  ): Promise<HttpAuthzServer> {
    const backend = await NodeBackend.listen((message, response) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("end", () => {
        const question = { message, body: Buffer.concat(chunks).toString() };
        server.questions.push(question);
        answer(question, response);
      });
    });
    const server = new HttpAuthzServer(backend);
    return server;
  }

  get port(): number {
    return this.#backend.port;
  }

  /** Connections to it that are open. */
  get connections(): number {
    return this.#backend.sockets.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#backend[Symbol.asyncDispose]();
  }
}

const SERVICE = {
  Check: {
    path: "/envoy.service.auth.v3.Authorization/Check",
    requestStream: false,
    responseStream: false,
    requestSerialize: (request: CheckRequest) => Buffer.from(CheckRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => CheckRequest.decode(bytes),
    responseSerialize: (response: CheckResponse) => Buffer.from(CheckResponse.encode(response).finish()),
    responseDeserialize: (bytes: Buffer) => CheckResponse.decode(bytes),
  },
} satisfies ServiceDefinition;

/** What a call ends with: an answer, or a status of gRPC; "silence": never. */
export type GrpcEnd = CheckResponse | { readonly code: number } | "silence";

/** Keeps what it is asked, and answers as it is told. */
export class GrpcAuthzServer implements AsyncDisposable {
  readonly questions: CheckRequest[] = [];
  /** Of each question. */
  readonly hosts: string[] = [];
  readonly #server = new Server();
  #cancelled = 0;
  port = 0;

  static async listen(
    answer: (question: CheckRequest) => GrpcEnd,
    address = "127.0.0.1:0",
  ): Promise<GrpcAuthzServer> {
    const made = new GrpcAuthzServer();
    made.#server.addService(SERVICE, {
      Check: (
        call: {
          readonly request: CheckRequest;
          getHost(): string;
          on(name: "cancelled", run: () => void): void;
        },
        callback: (error: { readonly code: number } | null, response?: CheckResponse) => void,
      ) => {
        made.questions.push(call.request);
        made.hosts.push(call.getHost());
        call.on("cancelled", () => {
          made.#cancelled++;
        });
        const end = answer(call.request);
        if (end === "silence") return;
        if ("code" in end) callback(end);
        else callback(null, end);
      },
    });
    made.port = await new Promise<number>((resolve, reject) => {
      made.#server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    return made;
  }

  /** Calls that the client has given up. */
  get cancelled(): number {
    return this.#cancelled;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
  }
}
