/** A control plane that does as a test tells it: xDS and certificates over real TLS and gRPC. */
import { randomUUID } from "node:crypto";
import { CertificateAuthority, encodeCertificateElements, generateKey, IdentityError } from "@ambit/identity";
import { systemClock } from "@ambit/lifecycle";
import { type Identity, type MeshResource, resourceKey } from "@ambit/model";
import { encodeResource } from "@ambit/model/testing";
import {
  ADDRESS_TYPE,
  AUTHORIZATION_TYPE,
  ResourceStore,
  type ResourceUpdate,
  resourceVersion,
  STATUS,
  type XdsResource,
  type XdsStatus,
} from "@ambit/xds";
import { type CertificateCall, caService } from "../ca-service.ts";
import { bindGrpcServer, type GrpcServer } from "../grpc-server.ts";
import type { CallHeaders } from "../peer.ts";
import type { ServingTls } from "../serving-tls.ts";
import { XdsServer } from "../xds-server.ts";
import type { XdsServerEvent } from "../xds-server-events.ts";

/** The name in its certificate. */
export const TEST_CONTROL_PLANE_HOST = "istiod.istio-system.svc";
const HOUR_MS = 3_600_000;

type EventOf<Kind extends XdsServerEvent<CallHeaders>["kind"]> = Extract<
  XdsServerEvent<CallHeaders>,
  { kind: Kind }
>;

/** Whoever calls is believed. */
export interface TestControlPlaneOptions {
  /** Whom a certificate is for. */
  readonly identityOf: (call: CertificateCall<CallHeaders>) => Identity;
  readonly resources?: readonly MeshResource[];
  /** A new one unless given. */
  readonly authority?: CertificateAuthority;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Any unless given; that of one that was closed, to come back in its place. */
  readonly port?: number;
}

/** See the module comment. Disposing cuts every client off. */
export class TestControlPlane implements AsyncDisposable {
  readonly authority: CertificateAuthority;
  /** For a successor too: it stays known when this one is closed. */
  readonly port: number;
  readonly events: XdsServerEvent<CallHeaders>[] = [];
  readonly certificateCalls: CertificateCall<CallHeaders>[] = [];
  /** Life of the next certificates. */
  ttlMs = HOUR_MS;
  /** Refuses every certificate while it is set. */
  refusal: XdsStatus | undefined;
  readonly #store = new ResourceStore([{ typeUrl: ADDRESS_TYPE }, { typeUrl: AUTHORIZATION_TYPE }], "v0/");
  readonly #server: GrpcServer;
  readonly #xds: XdsServer<CallHeaders>;
  readonly #identityOf: TestControlPlaneOptions["identityOf"];
  #version = 0;

  private constructor(
    server: GrpcServer,
    authority: CertificateAuthority,
    identityOf: TestControlPlaneOptions["identityOf"],
  ) {
    this.#server = server;
    this.port = server.address.port;
    this.authority = authority;
    this.#identityOf = identityOf;
    this.#xds = new XdsServer<CallHeaders>({
      source: this.#store,
      clock: systemClock,
      newNonce: randomUUID,
      requestsPerSecond: 1_000,
      onEvent: (event) => this.events.push(event),
    });
  }

  /** Serves from here on. */
  static async open(options: TestControlPlaneOptions): Promise<TestControlPlane> {
    const authority =
      options.authority ?? CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs: Date.now() });
    const server = await bindGrpcServer({
      host: options.host ?? "127.0.0.1",
      port: options.port ?? 0,
      tls: servingCertificate(authority),
    });
    const plane = new TestControlPlane(server, authority, options.identityOf);
    plane.put(...(options.resources ?? []));
    const authenticate = async (headers: CallHeaders) => ({ caller: headers });
    server.serve([
      plane.#xds.service(authenticate),
      caService({ authenticate, createCertificate: async (call) => plane.#sign(call) }),
    ]);
    return plane;
  }

  get rootsPem(): string {
    return this.authority.rootsPem.join("");
  }

  /** What a proxy has to be told to use it. */
  get variables(): Readonly<Record<string, string>> {
    const address = `https://localhost:${this.port}`;
    return {
      XDS_ADDRESS: address,
      CA_ADDRESS: address,
      ALT_XDS_HOSTNAME: TEST_CONTROL_PLANE_HOST,
      ALT_CA_HOSTNAME: TEST_CONTROL_PLANE_HOST,
      XDS_ROOT_CA: this.rootsPem,
      CA_ROOT_CA: this.rootsPem,
    };
  }

  put(...resources: readonly MeshResource[]): void {
    const of = (isPolicy: boolean) => resources.filter(({ kind }) => (kind === "policy") === isPolicy);
    this.change(ADDRESS_TYPE, of(false).map(encodeForXds), []);
    // As istiod: policies have no versions.
    this.change(
      AUTHORIZATION_TYPE,
      of(true).map((resource) => ({ ...encodeForXds(resource), version: "" })),
      [],
    );
  }

  remove(...resources: readonly MeshResource[]): void {
    const names = resources.map(resourceKey);
    this.change(ADDRESS_TYPE, [], names);
    this.change(AUTHORIZATION_TYPE, [], names);
  }

  change(typeUrl: string, upserts: ResourceUpdate["upserts"], removals: ResourceUpdate["removals"]): void {
    this.#version += 1;
    this.#store.apply(`v${this.#version}/`, new Map([[typeUrl, { upserts, removals }]]));
    this.#xds.push();
  }

  of<Kind extends XdsServerEvent<CallHeaders>["kind"]>(kind: Kind): readonly EventOf<Kind>[] {
    return this.events.filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  /** Resources of the last response of a type. */
  sentLast(typeUrl: string): number | undefined {
    return this.of("sent").findLast((event) => event.typeUrl === typeUrl)?.resources;
  }

  /** Open streams. */
  get connectionCount(): number {
    return this.#xds.connectionCount;
  }

  /** The node that is connected, as it has presented itself. */
  get node() {
    return this.#xds.connections().at(-1)?.node;
  }

  /** Ends the stream, as a connection that is old enough. */
  disconnect(): void {
    for (const { id } of this.#xds.connections()) this.#xds.disconnect(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  #sign(call: CertificateCall<CallHeaders>): { elements: readonly string[] } | { status: XdsStatus } {
    this.certificateCalls.push(call);
    if (this.refusal !== undefined) return { status: this.refusal };
    try {
      const { csrPem } = call;
      const issued = this.authority.sign({
        csrPem,
        identity: this.#identityOf(call),
        ttlMs: this.ttlMs,
        nowMs: Date.now(),
      });
      return { elements: encodeCertificateElements(issued) };
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error;
      return { status: { code: STATUS.invalidArgument, message: error.message } };
    }
  }
}

/** As a controller sends it. */
export function encodeForXds(resource: MeshResource): XdsResource {
  const { name, payload } = encodeResource(resource);
  const aliases =
    resource.kind === "workload"
      ? resource.workload.workloadIps.map((ip) => `${resource.workload.network}/${ip}`)
      : resource.kind === "service"
        ? resource.service.vips.map(({ network, address }) => `${network}/${address}`)
        : [];
  const version = resourceVersion(payload);
  if (resource.kind !== "workload") return { name, payload, version, aliases };
  const { workload } = resource;
  return { name, payload, version, aliases, follows: [...resource.endpoints.keys()], node: workload.node };
}

function servingCertificate(authority: CertificateAuthority): ServingTls {
  const key = generateKey();
  const nowMs = Date.now();
  const issued = authority.issue({
    publicKeyDer: key.publicKeyDer,
    names: { dnsNames: [TEST_CONTROL_PLANE_HOST] },
    notBeforeMs: nowMs - HOUR_MS,
    notAfterMs: nowMs + HOUR_MS,
    nowMs,
  });
  const der = Buffer.from(key.privateKeyPkcs8).toString("base64");
  const label = "PRIVATE KEY";
  return {
    certificatePem: issued.chainPem.join(""),
    keyPem: `-----BEGIN ${label}-----\n${der}\n-----END ${label}-----\n`,
  };
}
