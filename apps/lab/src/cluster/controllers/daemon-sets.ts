/** DaemonSet: one pod on each node that fits; a new template comes node by node. */
import { objectOf } from "@ambit/kube-objects/json";
import { readNodeAffinity } from "@ambit/kube-objects/selectors";
import type { Node } from "../objects/node.ts";
import { textMapOf } from "../objects/object-meta.ts";
import { availableInMs, isAvailable, isFinished, type Pod } from "../objects/pod.ts";
import { type DaemonSet, resolvePart } from "../objects/workload-set.ts";
import {
  type Action,
  type ClusterView,
  type Controller,
  deleteObject,
  keyOf,
  NOTHING,
  type ObjectChange,
  type Plan,
  parseKey,
} from "./controller.ts";
import { fitsNode, type Placement } from "./node-fit.ts";
import { createPod, hashOf } from "./pod-template.ts";
import { ownedKeys, podsOf, soonest } from "./replica-sets.ts";
import { statusActions } from "./set-status.ts";

const HASH_LABEL = "controller-revision-hash";

export const daemonSetController: Controller = {
  name: "daemonset",
  keysOf: (change, view) =>
    change.kind === "nodes" ? keysOfNode(change, view) : ownedKeys(change, "daemonsets", "DaemonSet"),
  plan: (view, key, nowMs) => {
    const set = view.daemonsets.find(parseKey(key));
    return set === undefined || set.meta.isTerminating
      ? NOTHING
      : planDaemonSet(set, { nodes: view.nodes.in(""), pods: podsOf(view, set), nowMs });
  },
};

/** A node's status is written all the time; its labels and its coming and going are what counts. */
function keysOfNode({ object, previous }: ObjectChange, view: ClusterView): readonly string[] {
  const isSame =
    previous !== undefined &&
    previous.meta.uid === object.meta.uid &&
    previous.meta.isTerminating === object.meta.isTerminating &&
    hashOf(previous.meta.labels) === hashOf(object.meta.labels) &&
    view.nodes.find({ name: object.meta.name }) !== undefined;
  return isSame ? [] : [...view.daemonsets.values()].map(({ meta }) => keyOf(meta));
}

/** What one node has of a set. */
interface NodePods {
  readonly node: Node;
  readonly current: readonly Pod[];
  readonly old: readonly Pod[];
  /** Pods that are being removed: their place is not free yet, unless the set surges. */
  readonly leaving: number;
}

interface DaemonSetInput {
  readonly nodes: readonly Node[];
  /** The set's own. */
  readonly pods: readonly Pod[];
  readonly nowMs: number;
}

export function planDaemonSet(set: DaemonSet, { nodes, pods, nowMs }: DaemonSetInput): Plan {
  const hash = hashOf(set.template);
  const isUp = (pod: Pod): boolean => isAvailable(pod, set.minReadySeconds, nowMs);
  const placement = placementOf(set);
  const fitting = nodes.filter((node) => !node.meta.isTerminating && fitsNode(placement, node));
  const names = new Set(fitting.map(({ meta }) => meta.name));
  const surplus = new Set(fitting.flatMap((node) => surplusOf(podsOnNode(node, pods, hash), isUp)));
  const places = fitting.map((node) => podsOnNode(node, pods, hash, surplus));
  const stray = pods.filter(({ meta, nodeName }) => !meta.isTerminating && !names.has(nodeName ?? ""));
  const actions = [
    ...[...stray, ...surplus].map((pod) => deleteObject("pods", pod.meta)),
    ...planUpdate(set, places, { hash, isUp }),
  ];
  return {
    actions: [...actions, ...planStatus(set, { places, stray, isUp })],
    lookAgainInMs: soonest(pods.map((pod) => availableInMs(pod, set.minReadySeconds, nowMs))),
  };
}

function placementOf({ template }: DaemonSet): Placement {
  const spec = objectOf(template.spec);
  return { nodeSelector: textMapOf(spec.nodeSelector), nodeAffinity: readNodeAffinity(spec) };
}

/** Without those that are to go anyway. */
function podsOnNode(
  node: Node,
  pods: readonly Pod[],
  hash: string,
  surplus: ReadonlySet<Pod> = new Set(),
): NodePods {
  const here = pods.filter(({ nodeName }) => nodeName === node.meta.name);
  const living = here.filter((pod) => !pod.meta.isTerminating && !surplus.has(pod));
  return {
    node,
    current: living.filter(({ meta }) => meta.labels[HASH_LABEL] === hash),
    old: living.filter(({ meta }) => meta.labels[HASH_LABEL] !== hash),
    leaving: here.length - living.length,
  };
}

/** Pods that ended (they come anew), and of each kind all but the oldest that is up. */
function surplusOf({ current, old }: NodePods, isUp: (pod: Pod) => boolean): readonly Pod[] {
  return [current, old].flatMap((group) => {
    const byUse = (a: Pod, b: Pod): number => Number(isUp(b)) - Number(isUp(a)) || byAge(a, b);
    const running = group.filter(({ phase }) => !isFinished(phase)).toSorted(byUse);
    return [...group.filter(({ phase }) => isFinished(phase)), ...running.slice(1)];
  });
}

interface UpdateState {
  readonly hash: string;
  readonly isUp: (pod: Pod) => boolean;
}

/** Nodes without a pod get one; nodes with an old one are brought on, as many at a time as the strategy allows. */
function planUpdate(set: DaemonSet, places: readonly NodePods[], state: UpdateState): readonly Action[] {
  const surge = resolvePart(set.maxSurge, places.length, "up");
  const create = (place: NodePods): Action => createOn(set, place.node, state.hash);
  const isFree = (place: NodePods): boolean => place.leaving === 0 || surge > 0;
  const empty = places.filter(({ current, old }) => current.length + old.length === 0);
  const created = empty.filter(isFree).map(create);
  const outdated = places.filter(({ old }) => old.length > 0);
  if (set.isOnDelete || outdated.length === 0) {
    return created;
  }
  const update =
    surge > 0 ? planSurge(outdated, { surge, create, ...state }) : planReplace(set, places, state);
  return [...created, ...update];
}

/** The new pod first; the old one goes when that is up. Where the old one is down there is nothing to keep. */
function planSurge(
  outdated: readonly NodePods[],
  options: UpdateState & { readonly surge: number; readonly create: (place: NodePods) => Action },
): readonly Action[] {
  const { surge, create, isUp } = options;
  const remove = ({ old }: NodePods): readonly Action[] => old.map((pod) => deleteObject("pods", pod.meta));
  const replaced = outdated.filter(({ current }) => current.some(isUp));
  const surging = outdated.filter(({ current }) => current.length > 0 && !current.some(isUp));
  const waiting = outdated.filter(({ current }) => current.length === 0);
  const down = waiting.filter(({ old }) => !old.some(isUp));
  const next = waiting.filter((place) => !down.includes(place)).slice(0, Math.max(0, surge - surging.length));
  return [
    ...replaced.flatMap(remove),
    ...down.flatMap((place) => [...remove(place), create(place)]),
    ...next.map(create),
  ];
}

/** The old pod first; the new one comes when it has gone. */
function planReplace(set: DaemonSet, places: readonly NodePods[], { isUp }: UpdateState): readonly Action[] {
  const most = Math.max(1, resolvePart(set.maxUnavailable, places.length, "up"));
  const isDown = ({ current, old }: NodePods): boolean => ![...current, ...old].some(isUp);
  const outdated = places.filter(({ old }) => old.length > 0);
  const down = outdated.filter(isDown);
  const missed = places.filter(isDown).length;
  const next = outdated.filter((place) => !isDown(place)).slice(0, Math.max(0, most - missed));
  return [...down, ...next].flatMap(({ old }) => old.map((pod) => deleteObject("pods", pod.meta)));
}

/** The node is fixed from the start: no scheduler has a say. */
function createOn(set: DaemonSet, node: Node, hash: string): Action {
  return createPod(
    set.template,
    { kind: "daemonsets", meta: set.meta },
    {
      name: { generateName: `${set.meta.name}-` },
      labels: { [HASH_LABEL]: hash, "pod-template-generation": String(set.meta.generation) },
      spec: { nodeName: node.meta.name },
    },
  );
}

function planStatus(
  set: DaemonSet,
  {
    places,
    stray,
    isUp,
  }: Pick<UpdateState, "isUp"> & { readonly places: readonly NodePods[]; readonly stray: readonly Pod[] },
): readonly Action[] {
  const all = places.map(({ current, old }) => [...current, ...old]);
  const available = all.filter((pods) => pods.some(isUp)).length;
  return statusActions("daemonsets", set, {
    observedGeneration: set.meta.generation,
    desiredNumberScheduled: places.length,
    currentNumberScheduled: all.filter((pods) => pods.length > 0).length,
    numberMisscheduled: stray.length,
    numberReady: all.filter((pods) => pods.some(({ isReady }) => isReady)).length,
    numberAvailable: available,
    numberUnavailable: places.length - available,
    updatedNumberScheduled: places.filter(({ current, old }) => current.length > 0 && old.length === 0)
      .length,
  });
}

function byAge(a: Pod, b: Pod): number {
  return a.meta.createdMs - b.meta.createdMs || (a.meta.name < b.meta.name ? -1 : 1);
}
