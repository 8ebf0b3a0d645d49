/** Headers of calls, in both directions. */
import { readFile } from "node:fs/promises";
import { Metadata } from "@grpc/grpc-js";
import type { ControlPlaneEndpoint, TokenSource } from "./endpoint.ts";
import type { CallHeaders } from "./peer.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

/** For one call: a token file is read now. Throws XdsGrpcError "bad-token", "bad-header". */
export async function callMetadata({ credential, headers }: ControlPlaneEndpoint): Promise<Metadata> {
  const metadata = new Metadata();
  if (credential !== undefined) {
    const token = await readToken(credential.token);
    try {
      metadata.set("authorization", `Bearer ${token}`);
    } catch (cause) {
      throw new XdsGrpcError("bad-token", `${nameOf(credential.token)} holds what cannot be a header`, {
        cause,
      });
    }
    metadata.set("clusterid", credential.clusterId);
  }
  for (const [name, value] of headers ?? []) {
    try {
      metadata.add(name, value);
    } catch (cause) {
      throw new XdsGrpcError("bad-header", `header "${name}" or its value cannot be sent`, { cause });
    }
  }
  return metadata;
}

/** What a client sent. Binary headers are left out. */
export function decodeHeaders(metadata: Metadata): CallHeaders {
  const headers = new Map<string, string[]>();
  for (const name of Object.keys(metadata.getMap())) {
    const values = metadata.get(name).filter((value) => typeof value === "string");
    if (values.length > 0) headers.set(name, values);
  }
  return headers;
}

async function readToken(source: TokenSource): Promise<string> {
  if (source.kind === "literal") return source.token;
  let token: string;
  try {
    token = await readFile(source.path, "utf8");
  } catch (cause) {
    throw new XdsGrpcError("bad-token", `no token can be read from ${source.path}`, { cause });
  }
  token = token.replace(/\r?\n$/, "");
  if (token === "") throw new XdsGrpcError("bad-token", `${source.path} is empty`);
  return token;
}

function nameOf(source: TokenSource): string {
  return source.kind === "file" ? source.path : "the token";
}
