/** What a scenario asks of the Kubernetes API server that runs in its control namespace. Plain JSON. */

/** What the API server's program says when it has started. */
export interface ApiServerFacts {
  /** As clients inside the control namespace and behind its cable reach it. */
  readonly url: string;
  readonly kubeconfig: string;
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** `application/json` unless given; patches have their own. */
  readonly contentType?: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

/** Parameters and result of each method. */
export type ApiMethods = {
  /** As the administrator. */
  readonly request: { readonly params: ApiRequest; readonly result: ApiResponse };
};
