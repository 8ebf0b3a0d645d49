/** Local YAML of the recorded mesh, in flow form. */

export interface WorkloadFacts {
  readonly name: string;
  readonly ip: string;
  readonly revision: string;
  /** `namespace/hostname` to port map. */
  readonly services?: Readonly<Record<string, Readonly<Record<number, number>>>>;
}

export interface ServiceFacts {
  readonly name: string;
  readonly vip: string;
  readonly ports: Readonly<Record<number, number>>;
}

/** Pods and services of namespace `app`, without policies. */
export function formatMesh(workloads: readonly WorkloadFacts[], services: readonly ServiceFacts[]): string {
  const items = (list: readonly object[]): string =>
    list.map((item) => `\n- ${JSON.stringify(item)}`).join("") || " []";
  return `workloads:${items(workloads.map(workload))}\nservices:${items(services.map(service))}\npolicies: []\n`;
}

function workload({ name, ip, revision, services = {} }: WorkloadFacts): object {
  return {
    uid: `Kubernetes//Pod/app/${name}`,
    name,
    namespace: "app",
    serviceAccount: name,
    trustDomain: "cluster.local",
    workloadIps: [ip],
    protocol: "HBONE",
    node: "",
    network: "",
    workloadName: name,
    workloadType: "pod",
    canonicalName: name,
    canonicalRevision: revision,
    clusterId: "Kubernetes",
    services,
  };
}

function service({ name, vip, ports }: ServiceFacts): object {
  const hostname = `${name}.app.svc.cluster.local`;
  return { name, namespace: "app", hostname, vips: [`/${vip}`], ports, subjectAltNames: [], canonical: true };
}
