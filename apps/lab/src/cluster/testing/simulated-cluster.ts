/** The controllers without an API server: what they plan is done to objects in memory, one step at a time. */
import type { KubeObject } from "@ambit/kube";
import { isJsonObject, type JsonObject, objectOf, stringOf } from "@ambit/kube-objects/json";
import { applyMergePatch } from "@ambit/kube-objects/patch";
import type { Action, ClusterView, Controller } from "../controllers/controller.ts";
import { apiVersionOf, CLUSTER_KINDS, type ClusterKind } from "../objects/cluster-kinds.ts";
import { formatTime, jsonOf } from "../objects/object-meta.ts";
import { MutableObjectTable } from "../objects/object-table.ts";
import { decodePod, type Pod } from "../objects/pod.ts";

const KINDS = Object.keys(CLUSTER_KINDS).filter((kind): kind is ClusterKind =>
  Object.hasOwn(CLUSTER_KINDS, kind),
);

export class SimulatedCluster {
  nowMs = 1_700_000_000_000;
  /** By kind, then `namespace/name`. */
  readonly #objects = new Map<ClusterKind, Map<string, KubeObject>>(KINDS.map((kind) => [kind, new Map()]));
  /** Pods whose deletion takes a while: until `endPods`. */
  readonly #hasGrace: boolean;
  #count = 0;

  constructor(hasGrace = false) {
    this.#hasGrace = hasGrace;
  }

  get view(): ClusterView {
    const table = <Kind extends ClusterKind>(kind: Kind) => {
      const objects = new MutableObjectTable<ReturnType<(typeof CLUSTER_KINDS)[Kind]["decode"]>>();
      for (const object of this.#of(kind).values()) {
        const { namespace = "", name } = object.metadata;
        const decoded = CLUSTER_KINDS[kind].decode(object) as ReturnType<
          (typeof CLUSTER_KINDS)[Kind]["decode"]
        >;
        objects.apply({ type: "add", name: { namespace, name }, object: decoded });
      }
      return objects;
    };
    return {
      namespaces: table("namespaces"),
      nodes: table("nodes"),
      pods: table("pods"),
      services: table("services"),
      endpointslices: table("endpointslices"),
      configmaps: table("configmaps"),
      deployments: table("deployments"),
      replicasets: table("replicasets"),
      daemonsets: table("daemonsets"),
      statefulsets: table("statefulsets"),
      jobs: table("jobs"),
    };
  }

  get pods(): readonly Pod[] {
    return [...this.#of("pods").values()].map(decodePod);
  }

  find(kind: ClusterKind, name: string): JsonObject {
    const object = this.#of(kind).get(
      `${CLUSTER_KINDS[kind].resource.isNamespaced ? "default" : ""}/${name}`,
    );
    return object === undefined ? {} : jsonOf(object);
  }

  /** In the namespace default. */
  create(kind: ClusterKind, body: JsonObject): void {
    const namespace = CLUSTER_KINDS[kind].resource.isNamespaced ? "default" : "";
    this.#create(kind, namespace, body);
  }

  patch(kind: ClusterKind, name: string, body: JsonObject): void {
    this.#patch(kind, `${CLUSTER_KINDS[kind].resource.isNamespaced ? "default" : ""}/${name}`, body);
  }

  remove(kind: ClusterKind, name: string): void {
    this.#of(kind).delete(`${CLUSTER_KINDS[kind].resource.isNamespaced ? "default" : ""}/${name}`);
  }

  setPod(name: string, status: JsonObject): void {
    this.patch("pods", name, { status });
  }

  makeReady(name: string): void {
    const condition = { type: "Ready", status: "True", lastTransitionTime: formatTime(this.nowMs) };
    this.setPod(name, { phase: "Running", conditions: [condition] });
  }

  /** Pods that were told to end have ended. */
  endPods(): void {
    for (const [key, object] of this.#of("pods")) {
      if (object.metadata.deletionTimestamp !== undefined) this.#of("pods").delete(key);
    }
  }

  /** One plan of one key, done. Whether there was anything to do. */
  step(controller: Controller, key: string): boolean {
    const { actions } = controller.plan(this.view, key, this.nowMs);
    for (const action of actions) this.#perform(action);
    return actions.length > 0;
  }

  /** Plans until nothing is left to do. Throws when there is no end to it. */
  settle(controllers: readonly (readonly [Controller, string])[]): void {
    for (let round = 0; round < 500; round += 1) {
      const results = controllers.map(([controller, key]) => this.step(controller, key));
      if (!results.includes(true)) return;
    }
    throw new Error("the controllers do not come to an end");
  }

  #perform(action: Action): void {
    switch (action.type) {
      case "create":
        this.#create(
          action.kind,
          action.namespace,
          objectOf(isJsonObject(action.object) ? action.object : {}),
        );
        return;
      case "patch":
        this.#patch(action.kind, `${action.name.namespace ?? ""}/${action.name.name}`, action.body);
        return;
      case "delete":
        this.#delete(action.kind, `${action.name.namespace ?? ""}/${action.name.name}`);
        return;
    }
  }

  #create(kind: ClusterKind, namespace: string, body: JsonObject): void {
    this.#count += 1;
    const metadata = objectOf(body.metadata);
    const generated = `${stringOf(metadata.generateName) ?? ""}${String(this.#count).padStart(5, "0")}`;
    const name = stringOf(metadata.name) ?? generated;
    const key = `${namespace}/${name}`;
    if (this.#of(kind).has(key)) throw new Error(`${kind} ${key} is there already`);
    this.#of(kind).set(key, {
      ...body,
      apiVersion: apiVersionOf(kind),
      kind: CLUSTER_KINDS[kind].kind,
      metadata: {
        ...metadata,
        name,
        namespace,
        uid: `uid-${this.#count}`,
        generation: 1,
        creationTimestamp: formatTime(this.nowMs),
      },
    });
  }

  #patch(kind: ClusterKind, key: string, body: JsonObject): void {
    const current = this.#of(kind).get(key);
    if (current === undefined) throw new Error(`${kind} ${key} is not there`);
    const patched = applyMergePatch(jsonOf(current), body);
    const metadata = objectOf(patched.metadata);
    const generation = Number(metadata.generation) + (isJsonObject(body.spec) ? 1 : 0);
    this.#of(kind).set(key, { ...patched, metadata: { ...current.metadata, ...metadata, generation } });
  }

  #delete(kind: ClusterKind, key: string): void {
    const object = this.#of(kind).get(key);
    if (object === undefined) throw new Error(`${kind} ${key} is not there`);
    if (kind === "pods" && this.#hasGrace) {
      if (object.metadata.deletionTimestamp !== undefined) throw new Error(`pod ${key} ends already`);
      const metadata = { ...object.metadata, deletionTimestamp: formatTime(this.nowMs) };
      this.#of(kind).set(key, { ...object, metadata });
      return;
    }
    this.#of(kind).delete(key);
  }

  #of(kind: ClusterKind): Map<string, KubeObject> {
    const objects = this.#objects.get(kind);
    if (objects === undefined) throw new Error(`no kind ${kind}`);
    return objects;
  }
}
