/**
 * Keeps the objects that run waypoints as their Gateways ask for them, by server-side apply. Gateways are looked at when
 * they change, and all of them again from time to time: somebody may have changed an object, or a ConfigMap with changes.
 */
import { hasKubeCode, type KubeApi, type KubeObject, type KubeResource } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import { MANAGED } from "@ambit/mesh-objects/labels";
import type { ObjectChange } from "../collections/ambient-index.ts";
import {
  CONTROLLER_VERSION,
  deploymentOf,
  type GatewayDeployment,
  type GatewaySurroundings,
  OWN_VERSION,
} from "../gateway/gateway-deployment.ts";
import { applyOverlays, type Overlay, readOverlay } from "../gateway/overlay.ts";
import { type WaypointObject, type WaypointTemplate, waypointObjects } from "../gateway/waypoint-objects.ts";
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  GATEWAYS,
  POD_AUTOSCALERS,
  POD_DISRUPTION_BUDGETS,
  SERVICE_ACCOUNTS,
  SERVICES,
} from "../kube/resources.ts";
import { CONTROLLERS } from "../waypoint/gateway-classes.ts";
import { PostponedWrite, type WriteFailure, WriteQueue } from "./write-queue.ts";

export interface GatewayWriterOptions {
  readonly api: Pick<KubeApi, "get" | "list" | "patch">;
  readonly surroundings: GatewaySurroundings;
  /** As it is at the moment. */
  readonly template: () => WaypointTemplate;
  /** Where ConfigMaps for a whole class are. */
  readonly systemNamespace: string;
  /** Something of a Gateway's ConfigMaps cannot be used, or an object of somebody else is in the way. */
  readonly onProblem: (gateway: string, problem: string) => void;
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

const RESOURCES: Readonly<Record<WaypointObject["part"], KubeResource>> = {
  serviceAccount: SERVICE_ACCOUNTS,
  deployment: DEPLOYMENTS,
  service: SERVICES,
  horizontalPodAutoscaler: POD_AUTOSCALERS,
  podDisruptionBudget: POD_DISRUPTION_BUDGETS,
};

const CLASS_DEFAULTS = "gateway.istio.io/defaults-for-class";
const FIELD_MANAGER = CONTROLLERS.waypoint;
/** All Gateways are looked at again then. */
const ROUND_MS = 60_000;

export class GatewayWriter {
  readonly #options: GatewayWriterOptions;
  readonly #queue: WriteQueue;
  readonly #gateways = new Set<string>();

  constructor(options: GatewayWriterOptions) {
    this.#options = options;
    this.#queue = new WriteQueue({
      write: (key, signal) => this.#write(key, signal),
      onFailure: options.onFailure,
      clock: options.clock,
      random: options.random,
    });
  }

  gather(objects: readonly ObjectChange[]): void {
    for (const change of objects) {
      if (change.kind !== "Gateway") continue;
      if (change.decoded === undefined) {
        this.#gateways.delete(change.key);
      } else {
        this.#gateways.add(change.key);
        this.#queue.add(change.key);
      }
    }
  }

  async run(term: AbortSignal): Promise<void> {
    using _round = this.#rounds();
    await this.#queue.run(term);
  }

  #rounds(): Disposable {
    const { clock } = this.#options;
    let timer: Disposable | undefined;
    const arm = (): void => {
      timer = clock.setTimer(ROUND_MS, () => {
        for (const key of this.#gateways) this.#queue.add(key);
        arm();
      });
    };
    arm();
    return { [Symbol.dispose]: () => timer?.[Symbol.dispose]() };
  }

  async #write(key: string, signal: AbortSignal): Promise<void> {
    const { api, surroundings, template, onWritten } = this.#options;
    if (!this.#gateways.has(key)) return;
    const [namespace = "", name = ""] = key.split("/");
    const gateway = await unlessMissing(api.get(GATEWAYS, { namespace, name }, { signal }));
    const deployment = gateway && deploymentOf(gateway, surroundings);
    if (deployment === undefined) return;
    const overlays = await this.#overlays(key, deployment, signal);
    const objects = applyOverlays(waypointObjects(deployment, template()), overlays, deployment);
    await this.#assertOwn(key, deployment, signal);
    for (const object of objects) await this.#apply(object, signal);
    if (gateway?.metadata.annotations?.[CONTROLLER_VERSION] !== String(OWN_VERSION)) {
      await this.#stamp(deployment, signal);
    }
    onWritten();
  }

  /** Those of its class, then its own. */
  async #overlays(
    key: string,
    { namespace, className, overlay }: GatewayDeployment,
    signal: AbortSignal,
  ): Promise<readonly Overlay[]> {
    const { api, systemNamespace } = this.#options;
    const labelSelector = `${CLASS_DEFAULTS}=${className}`;
    const ofClass = await api.list(CONFIG_MAPS, { namespace: systemNamespace, labelSelector }, { signal });
    const byName = [...ofClass.items].sort((left, right) =>
      left.metadata.name < right.metadata.name ? -1 : 1,
    );
    const own =
      overlay === undefined
        ? undefined
        : await unlessMissing(api.get(CONFIG_MAPS, { namespace, name: overlay }, { signal }));
    if (overlay !== undefined && own === undefined) {
      this.#options.onProblem(key, `ConfigMap ${namespace}/${overlay} of spec.infrastructure does not exist`);
      throw new PostponedWrite();
    }
    return [...byName, ...(own === undefined ? [] : [own])].map((configMap) => this.#overlay(key, configMap));
  }

  #overlay(key: string, configMap: KubeObject): Overlay {
    const data: unknown = Reflect.get(configMap, "data");
    const isMap = typeof data === "object" && data !== null;
    const { overlay, problems } = readOverlay(isMap ? Object.fromEntries(Object.entries(data)) : {});
    for (const problem of problems) {
      this.#options.onProblem(key, `ConfigMap ${configMap.metadata.name}: ${problem}`);
    }
    return overlay;
  }

  /** An object of that name which is not ours stays as it is, and the Gateway without a waypoint. */
  async #assertOwn(key: string, { namespace, name }: GatewayDeployment, signal: AbortSignal): Promise<void> {
    for (const resource of [DEPLOYMENTS, SERVICES]) {
      const found = await unlessMissing(this.#options.api.get(resource, { namespace, name }, { signal }));
      if (found !== undefined && found.metadata.labels?.[MANAGED] === undefined) {
        const what = `${resource.plural} ${namespace}/${name} is there already and not made for a Gateway`;
        this.#options.onProblem(key, what);
        throw new PostponedWrite();
      }
    }
  }

  async #apply({ part, object }: WaypointObject, signal: AbortSignal): Promise<void> {
    const { name, namespace } = object.metadata;
    const patch = { kind: "apply", body: object, fieldManager: FIELD_MANAGER, force: true } as const;
    await this.#options.api.patch(RESOURCES[part], { namespace, name }, patch, { signal });
  }

  async #stamp({ namespace, gateway }: GatewayDeployment, signal: AbortSignal): Promise<void> {
    const body = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { namespace, name: gateway, annotations: { [CONTROLLER_VERSION]: String(OWN_VERSION) } },
    };
    const patch = { kind: "apply", body, fieldManager: FIELD_MANAGER, force: true } as const;
    await unlessMissing(this.#options.api.patch(GATEWAYS, { namespace, name: gateway }, patch, { signal }));
  }
}

async function unlessMissing(request: Promise<KubeObject>): Promise<KubeObject | undefined> {
  try {
    return await request;
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return undefined;
    throw error;
  }
}
