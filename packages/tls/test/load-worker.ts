/** Pairs of sessions with each other on this thread, each carrying some data. */
import { parentPort, workerData } from "node:worker_threads";
import { allocateArea } from "@ambit/linux";
import type { TlsIdentityMaterial } from "../src/index.ts";
import { readRecord, TlsPair } from "./support.ts";

const { clientMaterial, serverMaterial } = workerData as {
  clientMaterial: TlsIdentityMaterial;
  serverMaterial: TlsIdentityMaterial;
};
const PAIRS = 200;
const PAYLOAD = 100_000;
const area = allocateArea(2 * PAYLOAD);
area.bytes.fill(0x5a, 0, PAYLOAD);

let handshakes = 0;
let bytes = 0;
for (let count = 0; count < PAIRS; count += 1) {
  using pair = new TlsPair({ client: { material: clientMaterial }, server: { material: serverMaterial } });
  const { client, server } = pair.handshake();
  handshakes += client === "done" && server === "done" ? 1 : 0;
  pair.client.session.write(area, 0, PAYLOAD);
  pair.client.flush();
  for (let result = 1; result > 0; ) {
    result = readRecord(pair.server.session, area, PAYLOAD, PAYLOAD);
    bytes += Math.max(result, 0);
  }
}
parentPort?.postMessage({ handshakes, bytes });
