import type { IpAddress } from "@ambit/addr";
import { type MeshResource, type Service, serviceKey } from "@ambit/model";
import type { RecordTable } from "./record-table.ts";
import type { ServiceBlocks } from "./service-blocks.ts";
import type { ServiceEntries, ServiceEntry } from "./service-entries.ts";
import { isBetterService, type RankedService, type ServiceChoice } from "./service-ranking.ts";
import { hashText } from "./text-hash.ts";

type ServiceCandidate = RankedService & { readonly record: Extract<MeshResource, { kind: "service" }> };

/** Which service somebody means by a key, an address or a name. */
export class ServiceLookup {
  readonly #table: RecordTable<MeshResource>;
  readonly #entries: ServiceEntries;
  readonly #blocks: ServiceBlocks;

  constructor(table: RecordTable<MeshResource>, entries: ServiceEntries, blocks: ServiceBlocks) {
    this.#table = table;
    this.#entries = entries;
    this.#blocks = blocks;
  }

  find(key: string): ServiceEntry | undefined {
    const slot = this.slotOf(key);
    const value = slot < 0 ? undefined : this.#table.value(slot);
    return value?.kind === "service" ? this.#entries.get(value) : undefined;
  }

  /** -1: none. */
  slotOf(key: string): number {
    return this.#table.findVisible(
      hashText("service", key),
      (value) => value.kind === "service" && serviceKey(value.service) === key,
    );
  }

  /** By exact VIP; if no such one may be used, by block. */
  chooseByVip(network: string, ip: IpAddress, clientNamespace: string | undefined): ServiceEntry | undefined {
    const choice = { clientNamespace, preferredNamespace: undefined };
    const isHere = ({ vips }: Service): boolean =>
      vips.some((vip) => vip.address === ip && vip.network === network);
    const exact = this.#best(this.#table.visible(hashText("vip", `${network}/${ip}`)), choice, isHere);
    return exact ?? (this.#blocks.isEmpty ? undefined : this.#chooseByBlock(network, ip, choice));
  }

  chooseByHostname(hostname: string, choice: ServiceChoice): ServiceEntry | undefined {
    return this.#best(
      this.#table.visible(hashText("serviceHostname", hostname)),
      choice,
      (service) => service.hostname === hostname,
    );
  }

  /** In the client's namespace, then the longest prefix, then canonical, then first seen (as ztunnel). */
  #chooseByBlock(network: string, ip: IpAddress, choice: ServiceChoice): ServiceEntry | undefined {
    let outside: ServiceEntry | undefined;
    for (const slots of this.#blocks.covering(network, ip)) {
      const present = [...slots].filter((slot) => this.#table.isVisible(slot));
      const best = this.#best(present, choice, () => true);
      if (best !== undefined && best.service.namespace === choice.clientNamespace) {
        return best;
      }
      outside ??= best;
    }
    return outside;
  }

  #best(
    slots: readonly number[],
    choice: ServiceChoice,
    isMeant: (service: Service) => boolean,
  ): ServiceEntry | undefined {
    let best: ServiceCandidate | undefined;
    for (const slot of slots) {
      const record = this.#table.value(slot);
      if (record.kind !== "service" || !isMeant(record.service)) {
        continue;
      }
      const { service } = record;
      const candidate = { key: serviceKey(service), seen: this.#table.seenOf(slot), service, record };
      if (isBetterService(candidate, best, choice)) {
        best = candidate;
      }
    }
    return best && this.#entries.get(best.record);
  }
}
