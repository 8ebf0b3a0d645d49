/** TLS of a server: its certificate, which can change while it serves, and certificates of clients. */
import { createSecureContext, createServer, type Server, type TLSSocket } from "node:tls";
import { XdsGrpcError } from "./xds-grpc-error.ts";

/** What a server shows, and which client certificates it believes. */
export interface ServingTls {
  /** PEM: leaf first, then intermediates. */
  readonly certificatePem: string;
  readonly keyPem: string;
  /** PEM of the roots of client certificates. A client may come without one; one that does not verify ends the connection. */
  readonly clientRootsPem?: string;
}

/** A client that has not finished the handshake by then is cut off. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** A TLS server for HTTP/2 that is not listening: connections are handed to it. Throws XdsGrpcError "bad-certificate". */
export function createTlsServer(tls: ServingTls, onSocket: (socket: TLSSocket) => void): Server {
  const server = createServer({
    ...contextOptions(tls),
    minVersion: "TLSv1.2",
    ALPNProtocols: ["h2"],
    requestCert: tls.clientRootsPem !== undefined,
    // Whoever brings no certificate may go on; who brings a bad one is cut off below.
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  });
  server.on("secureConnection", (socket) => {
    socket.on("error", () => undefined);
    if (hasBadCertificate(socket)) socket.destroy();
    else onSocket(socket);
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

/** For connections from now on. Throws XdsGrpcError "bad-certificate" and leaves things as they are. */
export function replaceCertificate(server: Server, tls: ServingTls): void {
  server.setSecureContext({ ...contextOptions(tls), minVersion: "TLSv1.2" });
}

/** DER of a client certificate that was verified. */
export function verifiedCertificate(socket: TLSSocket): Uint8Array | undefined {
  return socket.authorized ? socket.getPeerX509Certificate()?.raw : undefined;
}

function hasBadCertificate(socket: TLSSocket): boolean {
  return socket.getPeerX509Certificate() !== undefined && !socket.authorized;
}

function contextOptions({ certificatePem, keyPem, clientRootsPem }: ServingTls): {
  cert: string;
  key: string;
  ca?: string;
} {
  const options = {
    cert: certificatePem,
    key: keyPem,
    ...(clientRootsPem === undefined ? {} : { ca: clientRootsPem }),
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new XdsGrpcError(
      "bad-certificate",
      "the serving certificate, its key or the client roots cannot be used",
      {
        cause,
      },
    );
  }
  return options;
}
