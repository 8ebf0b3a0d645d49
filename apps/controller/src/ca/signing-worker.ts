/** Entry of a thread that signs: one request after the other, with the authority it was given last. */
import { parentPort } from "node:worker_threads";
import { CertificateAuthority } from "@ambit/identity";
import { type SigningOrder, type SigningReport, type SigningResult, signRequest } from "./signing.ts";

const NO_AUTHORITY: SigningResult = { ok: false, failure: "CA_NOT_READY", message: "Istio CA is not ready" };

let authority: CertificateAuthority | undefined;

parentPort?.on("message", (order: SigningOrder) => {
  if (order.type === "authority") {
    authority = CertificateAuthority.fromShared(order.authority);
    return;
  }
  const result = authority === undefined ? NO_AUTHORITY : signRequest(authority, order.request);
  const report: SigningReport = { id: order.id, result };
  parentPort?.postMessage(report);
});
