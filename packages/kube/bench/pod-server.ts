import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

/** A pod as a cluster has it, managed fields and all: about 7 KB of text. */
function podText(index: number, resourceVersion: number): string {
  const name = `web-${index}-7c9f8d6b5c-x2x4z`;
  const managedField = (manager: string) => ({
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: "2026-01-01T00:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1: Object.fromEntries(
      Array.from({ length: 30 }, (_value, field) => [`f:field-${field}`, { "f:x": {} }]),
    ),
  });
  const environment = Array.from({ length: 25 }, (_value, entry) => ({
    name: `SETTING_${entry}`,
    value: `value of setting ${entry} of pod ${index}`,
  }));
  const ip = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return JSON.stringify({
    metadata: {
      name,
      namespace: `namespace-${index % 100}`,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      resourceVersion: String(resourceVersion),
      labels: { app: `web-${index % 2000}`, version: "v1", "pod-template-hash": "7c9f8d6b5c" },
      annotations: { "example.test/config": "x".repeat(500) },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "u", controller: true },
      ],
      managedFields: ["kube-controller-manager", "kubelet", "controller"].map(managedField),
    },
    spec: {
      nodeName: `node-${index % 200}`,
      serviceAccountName: "web",
      containers: [
        { name: "web", image: "registry.test/web:1", env: environment, ports: [{ containerPort: 8080 }] },
      ],
      tolerations: [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" }],
    },
    status: {
      phase: "Running",
      podIP: ip,
      podIPs: [{ ip }],
      conditions: ["Ready", "ContainersReady", "Initialized", "PodScheduled"].map((type) => ({
        type,
        status: "True",
      })),
    },
  });
}

/** Lists in pages as asked, then `events` changes in each watch as fast as they are taken. Gives its URL. */
export async function servePods(pods: number, events: number): Promise<string> {
  const texts = Array.from({ length: pods }, (_value, index) => podText(index, index + 1));
  const changes = Array.from({ length: 1000 }, (_value, index) => podText(index, 0));
  const server = createServer((request, response) => {
    const { searchParams: query } = new URL(request.url ?? "/", "http://server");
    if (query.has("watch")) {
      sendChanges(response, { changes, events, firstVersion: pods + 1 });
      return;
    }
    const start = Number(query.get("continue") ?? 0);
    const end = Math.min(start + Number(query.get("limit") ?? pods), pods);
    const next = end < pods ? { continue: String(end) } : {};
    const metadata = JSON.stringify({ resourceVersion: String(pods), ...next });
    response.writeHead(200, { "content-type": "application/json" });
    const head = `{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":[`;
    Readable.from([head, texts.slice(start, end).join(","), "]}\n"]).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Changes {
  readonly changes: readonly string[];
  readonly events: number;
  readonly firstVersion: number;
}

function sendChanges(response: ServerResponse, { changes, events, firstVersion }: Changes): void {
  const lines = function* () {
    const batch = 100;
    for (let sent = 0; sent < events; sent += batch) {
      const some = Array.from({ length: batch }, (_value, index) => {
        const text = changes[(sent + index) % changes.length] ?? "";
        const version = `"resourceVersion":"${firstVersion + sent + index}"`;
        return `{"type":"MODIFIED","object":${text.replace('"resourceVersion":"0"', version)}}\n`;
      });
      yield some.join("");
    }
  };
  response.writeHead(200).flushHeaders();
  Readable.from(lines()).pipe(response, { end: false });
}
