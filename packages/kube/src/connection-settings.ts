import type { Agent } from "node:http";

/** In the names of node:tls; PEM texts. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** How to reach the API server at this moment. Headers hold credentials: never log them. */
export interface ConnectionSettings {
  readonly server: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** Goes through a proxy instead of a connection of ours. */
  readonly proxyAgent?: Agent;
}
