import { type Endpoint, type MeshResource, type Service, serviceKey } from "@ambit/model";
import type { RecordTable } from "./record-table.ts";
import { hashText } from "./text-hash.ts";

/** A service with its usable endpoints, by workload uid. Frozen, and replaced as a whole when either changes. */
export interface ServiceEntry {
  readonly service: Service;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

type ServiceRecord = Extract<MeshResource, { kind: "service" }>;

/** Services together with what workloads say about their endpoints, as far as somebody asks. */
export class ServiceEntries {
  readonly #table: RecordTable<MeshResource>;
  /** By topic. */
  readonly #entries = new Map<number, { readonly record: ServiceRecord; readonly entry: ServiceEntry }>();

  constructor(table: RecordTable<MeshResource>) {
    this.#table = table;
  }

  /** The same entry until the service or one of its endpoints changes. */
  get(record: ServiceRecord): ServiceEntry {
    const topic = hashText("endpoints", serviceKey(record.service));
    const known = this.#entries.get(topic);
    if (known?.record === record) {
      return known.entry;
    }
    const entry = this.#make(record, (slot) => this.#table.value(slot));
    this.#entries.set(topic, { record, entry });
    return entry;
  }

  /** The same, for whoever goes through all of them: nothing is kept. */
  peek(record: ServiceRecord): ServiceEntry {
    return this.#make(record, (slot) => this.#table.peek(slot));
  }

  /** A service of this topic, or an endpoint in one, has changed. */
  forget(topic: number): void {
    this.#entries.delete(topic);
  }

  #make(record: ServiceRecord, read: (slot: number) => MeshResource): ServiceEntry {
    const { service } = record;
    const isUsable = ({ status }: Endpoint): boolean =>
      status === "Healthy" || service.loadBalancer?.healthPolicy === "AllowAll";
    const endpoints = new Map<string, Endpoint>();
    const said = this.#said(serviceKey(service), read);
    for (const endpoint of record.endpoints) {
      // Of two with one uid the later counts, and a workload's word more than either.
      if (isUsable(endpoint) && !said.has(endpoint.workloadUid)) {
        endpoints.set(endpoint.workloadUid, endpoint);
      } else {
        endpoints.delete(endpoint.workloadUid);
      }
    }
    for (const [uid, endpoint] of said) {
      if (isUsable(endpoint)) {
        endpoints.set(uid, endpoint);
      }
    }
    return Object.freeze({ service, endpoints });
  }

  /** What workloads say, also the unhealthy ones. */
  #said(key: string, read: (slot: number) => MeshResource): ReadonlyMap<string, Endpoint> {
    const said = new Map<string, Endpoint>();
    for (const slot of this.#table.visible(hashText("endpoints", key))) {
      if (this.#table.kindOf(slot) !== "workload") {
        continue;
      }
      const value = read(slot);
      const port = value.kind === "workload" ? value.endpoints.get(key) : undefined;
      if (value.kind === "workload" && port !== undefined) {
        const { uid: workloadUid, status } = value.workload;
        said.set(workloadUid, Object.freeze({ workloadUid, port, status }));
      }
    }
    return said;
  }
}
