/**
 * The application of every pod in one process: servers and clients whose sockets are in the pods' networks. Answers the methods of
 * load-protocol.ts on its IPC channel, and ends with it.
 */
import { raiseFileLimit } from "@ambit/linux";
import { answerCalls } from "../../src/program-answers.ts";
import { ConnectionLoad } from "./connection-load.ts";
import { attempt, Watch } from "./exchanges.ts";
import type { LoadMethods } from "./load-protocol.ts";
import { PodSockets } from "./pod-sockets.ts";

raiseFileLimit();
const pods = new Map<string, PodSockets>();
const watches = new Map<string, Watch>();
const load = new ConnectionLoad(pods);

answerCalls<LoadMethods>({
  async addPod(pod) {
    pods.set(pod.name, await PodSockets.open(pod));
    return {};
  },
  admitPod({ name }) {
    find(pods, name).isAdmitted = true;
    return {};
  },
  async retirePod({ name, afterMs }) {
    const pod = find(pods, name);
    await pod.retire(afterMs);
    pods.delete(name);
    return {};
  },
  load(request) {
    load.aim(request);
    return {};
  },
  facts: () => load.takeFacts(),
  async greets(request) {
    const { isAnswered } = await attempt(find(pods, request.from).sockets, { ...request, marker: "" });
    return isAnswered;
  },
  attempt: (request) => attempt(find(pods, request.from).sockets, request),
  watch(request) {
    watches.set(request.watch, new Watch(find(pods, request.from).sockets, request));
    return {};
  },
  watched: ({ watch }) => find(watches, watch).take(),
  endWatch({ watch }) {
    find(watches, watch).end();
    watches.delete(watch);
    return {};
  },
});

function find<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`there is no ${key}`);
  return value;
}
