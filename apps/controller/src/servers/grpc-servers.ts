/** The two gRPC ports: xDS without TLS, and xDS with certificates over TLS. Taken at the start, served when ready. */

import type { Logger } from "@ambit/telemetry";
import {
  bindGrpcServer,
  type CallHeaders,
  caService,
  type GrpcPeer,
  type GrpcServer,
  type XdsServer,
} from "@ambit/xds-grpc";
import type { Caller, CallPeer } from "../ca/caller.ts";
import type { CertificateService } from "../ca/certificate-service.ts";
import type { ServingCertificate } from "../ca/serving-certificate.ts";
import type { XdsAccess, XdsCaller } from "./xds-access.ts";

export interface GrpcServersOptions {
  readonly plaintext: { readonly host: string; readonly port: number };
  readonly tls: { readonly host: string; readonly port: number };
  /** Shown to nobody: connections wait until there is a real one. */
  readonly placeholder: ServingCertificate;
  /** Infinity: connections may get as old as they like. */
  readonly maxConnectionAgeMs: number;
  readonly maxReceivedMessageBytes: number;
}

export interface GrpcServices {
  readonly xds: XdsServer<XdsCaller>;
  readonly access: XdsAccess;
  /** Undefined: certificates are not signed here (ENABLE_CA_SERVER). */
  readonly certificates: CertificateService | undefined;
  /** Scope `ads`. */
  readonly logger: Logger;
}

export class GrpcServers implements AsyncDisposable {
  readonly plaintext: GrpcServer;
  readonly tls: GrpcServer;

  constructor(plaintext: GrpcServer, tls: GrpcServer) {
    this.plaintext = plaintext;
    this.tls = tls;
  }

  /** For connections from now on. Clients may prove themselves by certificates below these roots. */
  setCertificate({ certificatePem, keyPem }: ServingCertificate, clientRootsPem: string): void {
    this.tls.setCertificate({ certificatePem, keyPem, clientRootsPem });
  }

  /** Lets clients in. */
  serve({ xds, access, certificates, logger }: GrpcServices): void {
    const open = xds.service(() => Promise.resolve({ caller: undefined }));
    const proven = xds.service((headers, peer) => access.authenticate(callPeer(headers, peer)));
    this.plaintext.serve([open]);
    if (certificates === undefined) {
      this.tls.serve([proven]);
      return;
    }
    const ca = caService<Caller>({
      authenticate: (headers, peer) => certificates.admit(callPeer(headers, peer)),
      createCertificate: async ({ caller, peer, headers, csrPem, validitySeconds, metadata }) => {
        const call = { caller, csr: csrPem, validitySeconds, metadata, peer: callPeer(headers, peer) };
        const answer = await certificates.createCertificate(call);
        return answer.ok ? { elements: answer.chain } : { status: answer.status };
      },
      onFailure: (error) =>
        logger.error("a certificate request failed", {
          stack: error instanceof Error ? error.stack : undefined,
        }),
    });
    this.tls.serve([proven, ca]);
  }

  /** Tells clients to go and waits for calls in hand. */
  async shutdown(deadlineMs: number): Promise<void> {
    await Promise.all([this.plaintext.shutdown(deadlineMs), this.tls.shutdown(deadlineMs)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.plaintext[Symbol.asyncDispose](), this.tls[Symbol.asyncDispose]()]);
  }
}

/** Takes both ports. Throws XdsGrpcError, and then neither stays taken. */
export async function bindGrpcServers(options: GrpcServersOptions): Promise<GrpcServers> {
  const { plaintext, tls, placeholder, maxConnectionAgeMs, maxReceivedMessageBytes } = options;
  const limits = {
    maxReceivedMessageBytes,
    ...(Number.isFinite(maxConnectionAgeMs) ? { maxConnectionAgeMs } : {}),
  };
  await using stack = new AsyncDisposableStack();
  const open = stack.use(await bindGrpcServer({ ...plaintext, ...limits }));
  const { certificatePem, keyPem } = placeholder;
  // The client roots have to be there from the start for certificates to be asked for at all.
  const secured = { certificatePem, keyPem, clientRootsPem: certificatePem };
  const closed = stack.use(await bindGrpcServer({ ...tls, ...limits, tls: secured }));
  stack.move();
  return new GrpcServers(open, closed);
}

/** As authentication sees a call. Of several headers of one name the first counts. */
export function callPeer(headers: CallHeaders, { name, certificate }: GrpcPeer): CallPeer {
  return { address: name, certificate, header: (wanted) => headers.get(wanted)?.[0] };
}
