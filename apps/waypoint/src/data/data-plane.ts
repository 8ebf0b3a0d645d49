/** Builds and runs one data-plane thread of a waypoint: its listener, tunnels to endpoints, and HTTP between them. */
import {
  DataThread,
  DrainReport,
  ListenerDrain,
  LocalWorkload,
  type PlaneContext,
  type PlanePorts,
  type WorkloadContext,
} from "@ambit/data-plane";
import { InboundListener } from "@ambit/data-plane/inbound";
import type { WorkerGauges } from "@ambit/data-plane/messages";
import { ConnectionRegistry, FlightRecorder } from "@ambit/data-plane/records";
import { TunnelClient } from "@ambit/data-plane/tunnels";
import { formatIdentity } from "@ambit/model";
import type { ConfigureMessage, WaypointInit, WorkerMessage } from "../messages.ts";
import { streamTaker } from "./connect-stream.ts";
import type { WaypointContext } from "./context.ts";
import { DelayedRemovals } from "./delayed-removals.ts";
import { HttpPlane, type HttpPlaneOptions } from "./http/plane/http-plane.ts";
import { RequestTelemetry } from "./http/telemetry/request-telemetry.ts";
import { TunnelConnector } from "./tunnel-connector.ts";

/** As Istio: a client with more has another tunnel, perhaps to another waypoint. */
const MAX_CLIENT_STREAMS = 100;
const REQUEST_ID_DIGITS = [8, 4, 3, 3, 12] as const;

/** What the thread takes from its host; all synchronous. */
export interface DataPlanePorts extends PlanePorts<ConfigureMessage> {
  /** The buffers in `transfer` are the main thread's afterwards. */
  readonly post: (message: WorkerMessage, transfer?: readonly ArrayBuffer[]) => void;
  /** What HTTP needs besides. */
  readonly http: Pick<HttpPlaneOptions, "readJwtKeys">;
}

/** See the module comment. */
export class DataPlane {
  readonly #init: WaypointInit;
  readonly #ports: DataPlanePorts;
  readonly #thread: DataThread<ConfigureMessage>;
  readonly #context: WaypointContext;
  readonly #tunnels: TunnelClient;
  readonly #listener: InboundListener;
  readonly #drain: ListenerDrain;
  readonly #removals: DelayedRemovals;
  readonly #telemetry: RequestTelemetry;
  #drainReport: DrainReport | undefined;
  #isServing = false;

  constructor(init: WaypointInit, ports: DataPlanePorts) {
    this.#init = init;
    this.#ports = ports;
    this.#thread = this.#makeThread();
    this.#telemetry = new RequestTelemetry({
      index: init.index,
      post: (message) => ports.post(message),
      writeLine: (line) => this.#thread.writeLine(line),
      nowMs: ports.nowMs,
      wallMs: () => ports.nowMicros() / 1_000,
    });
    const workload = this.#workloadContext(this.#thread.context);
    this.#tunnels = new TunnelClient(workload);
    this.#context = this.#buildContext(workload);
    const { http, reactor, tls } = this.#context;
    this.#removals = new DelayedRemovals(reactor, (change) => http.configure(change));
    this.#listener = new InboundListener(this.#context, {
      fd: init.listenerFd,
      trustDomains: () => http.configuration.settings.trustDomains,
      onStream: streamTaker(this.#context),
      onTunnelGone: () => this.#drain.check(),
    });
    this.#drain = new ListenerDrain({
      reactor,
      listeners: [this.#listener],
      connections: () => this.#context.connections,
      onDrained: (component, forced) => this.#drainReport?.drained(component, forced),
    });
    tls.addUser(init.config.workload);
  }

  /** Runs until the main thread says exit. */
  run(): void {
    this.#thread.run();
  }

  /** One turn, for a host that runs the loop itself. */
  turn(maxWaitMs: number): void {
    this.#thread.turn(maxWaitMs);
  }

  #makeThread(): DataThread<ConfigureMessage> {
    return new DataThread<ConfigureMessage>(this.#init, this.#ports, {
      onMessage: (message) => this.#configure(message),
      onWoken: () => undefined,
      onStateChanged: () => this.#onStateChanged(),
      onRevocationsChanged: () => {
        this.#context.connections.endRevoked();
        this.#listener.endRevoked();
        this.#tunnels.endRevoked();
      },
      serve: () => this.#serve(),
      drain: ({ mode, deadlineMs }) => this.#startDrain(mode, deadlineMs),
      connections: () => this.#context.connections.dump(),
      recentConnections: (workload, epochOffsetMs) => {
        const { recent } = this.#context.records;
        return recent.isOf(workload) ? recent.dump(epochOffsetMs) : [];
      },
      onTick: () => this.#telemetry.onTick(),
      gauges: () => this.#gauges(),
      close: () => this.#close(),
    });
  }

  #workloadContext(plane: PlaneContext): WorkloadContext {
    const { workload } = this.#init.config;
    const { server } = plane.tunnelProfiles;
    return {
      ...plane,
      pod: undefined,
      netnsFd: undefined,
      records: { ...plane.records, recent: new FlightRecorder(workload) },
      local: new LocalWorkload(plane.reactor, plane.state, workload),
      connections: new ConnectionRegistry(plane.connectionTotals, () => this.#drain.check()),
      inboundReporter: "waypoint",
      tunnelProfiles: {
        ...plane.tunnelProfiles,
        server: { ...server, settings: { ...server.settings, maxConcurrentStreams: MAX_CLIENT_STREAMS } },
      },
    };
  }

  #buildContext(workload: WorkloadContext): WaypointContext {
    const { config } = this.#init;
    const { reactor, memory, state, random, randomHex, local } = workload;
    const connector = new TunnelConnector(workload, this.#tunnels);
    const http = new HttpPlane(
      { reactor, memory },
      {
        ...this.#ports.http,
        mesh: {
          findService: (key) => state.findService(key),
          findWorkloadByUid: (uid) => state.findWorkloadByUid(uid),
          findLocal: () => local.find(),
        },
        connector,
        acceptsHttp10: config.acceptsHttp10,
        ownIdentity: () => {
          const own = local.find();
          return own && formatIdentity(own);
        },
        random,
        wallMs: () => this.#ports.nowMicros() / 1_000,
        requestId: () => requestId(randomHex),
        onBegin: (record, chain) => this.#telemetry.begin(record, chain),
        onRecord: (record, chain) => this.#telemetry.finish(record, chain),
        onBadRequest: (inbound, fault, chain) => {
          if (chain !== undefined && fault.status > 0) this.#telemetry.refuse(inbound, fault, chain);
        },
      },
    );
    return { ...workload, config, connector, http };
  }

  #configure({ version, upserts, removals }: ConfigureMessage): void {
    this.#removals.configure({ upserts, removals });
    this.#context.connections.recheckAll();
    this.#ports.post({ type: "configured", index: this.#init.index, version });
  }

  #onStateChanged(): void {
    this.#context.http.onMeshChanged();
    this.#context.local.onStateChanged();
  }

  #serve(): void {
    if (this.#isServing || this.#drainReport !== undefined) return;
    this.#isServing = true;
    this.#listener.serve();
  }

  #startDrain(mode: "graceful" | "immediate", deadlineMs: number): void {
    this.#drainReport ??= new DrainReport(["inbound"], [this.#drain.undrained], (component, forced) =>
      this.#thread.reportDrained(component, forced),
    );
    this.#context.http.drain();
    this.#drain.start(mode, deadlineMs);
  }

  #close(): void {
    this.#removals.close();
    this.#context.http.destroy();
    this.#tunnels.close();
    this.#context.local.close();
    this.#context.tls.removeUser(this.#init.config.workload);
  }

  #gauges(): WorkerGauges {
    const { connectionTotals, memory, http } = this.#context;
    const openTunnelsServer = this.#listener.pendingCount;
    return {
      socketsOpenSource: 0,
      socketsOpenDestination: openTunnelsServer,
      openTunnelsClient: this.#tunnels.tunnelCount,
      openTunnelsServer,
      activeStreams: connectionTotals.count("inbound") + http.connectionCount,
      queuedBytes: memory.queueBlocks.inUse * memory.queueBlocks.slotBytes,
    };
  }
}

/** RFC 9562 version 4, of random digits. */
function requestId(randomHex: (length: number) => string): string {
  const [time, middle, high, low, node] = REQUEST_ID_DIGITS.map((length) => randomHex(length));
  const variant = "89ab"[Number.parseInt(randomHex(1), 16) & 3] ?? "8";
  return `${time}-${middle}-4${high}-${variant}${low}-${node}`;
}
