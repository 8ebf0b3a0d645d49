import { decodeServiceEntry, type ServiceEntry } from "@ambit/mesh-objects";

export interface EntryParts {
  readonly name?: string;
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: unknown;
}

/** An entry with one host that is looked up by name, as decoded. */
export function aServiceEntry(parts: EntryParts = {}): ServiceEntry {
  const name = parts.name ?? "a";
  const { object, problems } = decodeServiceEntry({
    metadata: {
      name,
      namespace: "shop",
      creationTimestamp: parts.created ?? "2026-01-01T00:00:00Z",
      labels: parts.labels ?? {},
    },
    spec: { hosts: [`${name}.example.com`], ports: [{ number: 80 }], resolution: "DNS", ...parts.spec },
    status: parts.status,
  });
  if (problems.length > 0) {
    throw new Error(JSON.stringify(problems));
  }
  return object;
}
