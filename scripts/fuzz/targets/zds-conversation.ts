/** Both machines of ZDS against a peer that sends anything: they go on, give up the connection, or end; they never throw. */
import { ZdsClient, ZdsServer, type ZdsServerPod } from "@ambit/zds";

export const WORKLOAD = { name: "n", namespace: "s", serviceAccount: "a" };
const POD: ZdsServerPod = { uid: "a", workload: WORKLOAD, netnsFd: 1 };

/** Every descriptor that came is closed, handed over or in use; each connection that is given up is over. */
export function feedZds(packets: readonly (readonly [Uint8Array, number])[]): void {
  feedClient(packets);
  feedServer(packets);
}

function feedClient(packets: readonly (readonly [Uint8Array, number])[]): void {
  const client = new ZdsClient();
  const open = new Set<number>();
  let lastFd = 0;
  let connection = 1;
  client.opened(connection);
  for (const [bytes, count] of packets) {
    const passed = Array.from({ length: count }, () => {
      lastFd += 1;
      open.add(lastFd);
      return { fd: lastFd, netns: `${lastFd % 3}` };
    });
    const effects = client.received(connection, { bytes, passed, isTruncated: bytes.length > 1_000 });
    for (let effect = effects.shift(); effect !== undefined; effect = effects.shift()) {
      if (effect.kind === "start-pod") {
        const { instance } = effect.pod;
        effects.push(...client.started(instance, instance % 2 === 0 ? "no" : undefined));
      } else if (effect.kind === "close-fd" && !open.delete(effect.fd)) {
        throw new Error(`descriptor ${effect.fd} is closed twice`);
      } else if (effect.kind === "stop-pod") {
        open.delete(effect.pod.fd);
      } else if (effect.kind === "close") {
        connection += 1;
        effects.push(...client.opened(connection));
      }
    }
  }
  const held = new Set(client.pods().map(({ pod }) => pod.fd));
  if (open.size !== held.size) throw new Error(`${open.size} descriptors are open for ${held.size} pods`);
}

function feedServer(packets: readonly (readonly [Uint8Array, number])[]): void {
  const server = new ZdsServer({ uids: () => [POD.uid], find: (one) => (one === POD.uid ? POD : undefined) });
  server.opened(1, 0);
  let isOpen = true;
  for (const [index, [bytes, count]] of packets.entries()) {
    for (const effect of server.received(1, { bytes, isBad: count === 2 }, index)) {
      if (effect.kind === "close") isOpen = false;
      else if (!isOpen) throw new Error(`${effect.kind} on a connection that was closed`);
    }
  }
}
