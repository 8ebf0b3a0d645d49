/** The webhook port over real TLS, asked as an API server asks, and the configuration of the mesh from its ConfigMap. */
import { request } from "node:https";
import { expect, test } from "vitest";
import { aPolicy, aReview } from "../src/webhook/testing/review.ts";
import { HOST, Rig, type RunningController, SYSTEM_NAMESPACE, soon } from "./rig.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Believes the mesh's roots and the name of the Service, as the caBundle of the configuration has it. */
function ask(controller: RunningController, path: string, body?: unknown): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const call = request(
    {
      host: "127.0.0.1",
      port: controller.program.webhookServer.port,
      path,
      method: body === undefined ? "GET" : "POST",
      ca: controller.program.roots,
      servername: HOST,
      agent: false,
    },
    (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: text.startsWith("{") ? JSON.parse(text) : text }),
      );
    },
  );
  call.on("error", reject);
  call.end(typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

/** Another path, no JSON, no review, a GET. */
const NO_QUESTIONS: readonly (readonly [path: string, body?: unknown])[] = [
  ["/inject", {}],
  ["/validate", "{"],
  ["/validate", {}],
  ["/validate"],
];
const FOR_CART = { selector: { matchLabels: { app: "cart" } }, rules: [{}] };

test("an API server is answered with the controller's own certificate, by what is in the mesh", async () => {
  await using rig = await Rig.open();
  await rig.create({
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "istio-validator-istio-system", labels: { "istio.io/rev": "default" } },
    webhooks: [
      {
        name: "rev.validation.istio.io",
        clientConfig: { service: { name: "istiod", namespace: SYSTEM_NAMESPACE, path: "/validate" } },
        failurePolicy: "Ignore",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
      },
    ],
  });
  await using controller = await rig.controller();
  expect(await ask(controller, "/httpsReady")).toMatchObject({ status: 200 });
  expect(await ask(controller, "/validate", aReview({ object: aPolicy({ action: "DENY" }) }))).toMatchObject({
    status: 200,
    body: {
      response: { uid: "u-1", allowed: false, status: { message: expect.stringContaining("spec.rules") } },
    },
  });
  const selecting = () => ask(controller, "/validate", aReview({ object: aPolicy(FOR_CART) }));
  expect(await selecting()).toMatchObject({
    body: { response: { allowed: true, warnings: [expect.stringContaining("selects nothing")] } },
  });
  await rig.pod("cart", { labels: { app: "cart" } });
  await soon(async () => {
    const { body } = await selecting();
    expect(body).toEqual({
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: "u-1", allowed: true },
    });
  });
  await soon(async () => {
    const written = await rig.get(
      "ValidatingWebhookConfiguration",
      undefined,
      "istio-validator-istio-system",
    );
    expect(written["webhooks"]).toMatchObject([
      {
        clientConfig: { caBundle: Buffer.from(controller.program.roots).toString("base64") },
        // This API server asks no webhooks, so that it is not seen to refuse anything.
        failurePolicy: "Ignore",
      },
    ]);
  });
  const statuses: number[] = [];
  for (const [path, body] of NO_QUESTIONS) statuses.push((await ask(controller, path, body)).status);
  expect(statuses).toEqual([404, 400, 400, 405]);
  expect(await controller.json("/debug/clusterz")).toMatchObject([
    { id: "Kubernetes", syncStatus: "synced" },
  ]);
  expect(await controller.json("/debug/configz")).toContainEqual(
    expect.objectContaining({ kind: "GatewayClass" }),
  );
  const metrics = await controller.get("/metrics");
  expect(metrics).toContain(
    'galley_validation_failed{group="security.istio.io",resource="authorizationpolicies",version="v1",reason="invalid_resource"} 1',
  );
});

test("the mesh configuration comes from the ConfigMap where no file is mounted, and again when it changes", async () => {
  await using rig = await Rig.open();
  const metadata = { name: "istio", namespace: SYSTEM_NAMESPACE };
  const dump = async (controller: RunningController) => controller.json("/debug/mesh");
  await rig.create({
    kind: "ConfigMap",
    metadata,
    data: { mesh: "rootNamespace: one\ntrustDomain: td.example" },
  });
  await using controller = await rig.controller({ env: { PILOT_ENABLE_CA_CRL: "false" } });
  expect(await dump(controller)).toMatchObject({ rootNamespace: "one", trustDomain: "td.example" });
  await rig.pod("web");
  await soon(async () => {
    const { workloads } = (await controller.json("/debug/ambientz")) as { workloads: readonly object[] };
    expect(workloads).toMatchObject([{ name: "web", trustDomain: "td.example" }]);
  });
  await rig.patch(
    { kind: "ConfigMap", ...metadata },
    { data: { mesh: "rootNamespace: two\ntrustDomain: td.example" } },
  );
  await soon(async () => expect(await dump(controller)).toMatchObject({ rootNamespace: "two" }));
  // In the order in which namespaces came, so that the list of the first would be there by now.
  await rig.create({ kind: "Namespace", metadata: { name: "later" } });
  await soon(async () => void (await rig.get("ConfigMap", "later", "istio-ca-root-cert")));
  await rig.get("ConfigMap", "app", "istio-ca-root-cert");
  await expect(rig.get("ConfigMap", "app", "istio-ca-crl")).rejects.toMatchObject({ code: "not-found" });
});
