/** Roles and bindings. The lab's API server keeps them and does not read them: they say what a cluster would need. */
import type { NewKubeObject } from "@ambit/kube";
import { SYSTEM_NAMESPACE } from "./mesh-options.ts";

const GROUP = "rbac.authorization.k8s.io";

/** One rule of a role. */
export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** `account` is a service account of the mesh's namespace. */
export interface RoleOptions {
  readonly name: string;
  readonly account: string;
  readonly rules: readonly RoleRule[];
}

/** A service account of the mesh's namespace. */
export function serviceAccount(name: string): NewKubeObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: SYSTEM_NAMESPACE } };
}

/** A role for the whole cluster and its binding. */
export function clusterRole({ name, account, rules }: RoleOptions): readonly NewKubeObject[] {
  return [
    { apiVersion: `${GROUP}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: `${GROUP}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: GROUP, kind: "ClusterRole", name },
      subjects: [subject(account)],
    },
  ];
}

/** The same for the mesh's namespace alone. */
export function systemRole({ name, account, rules }: RoleOptions): readonly NewKubeObject[] {
  const metadata = { name, namespace: SYSTEM_NAMESPACE };
  return [
    { apiVersion: `${GROUP}/v1`, kind: "Role", metadata, rules },
    {
      apiVersion: `${GROUP}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: GROUP, kind: "Role", name },
      subjects: [subject(account)],
    },
  ];
}

function subject(name: string): Readonly<Record<string, string>> {
  return { kind: "ServiceAccount", name, namespace: SYSTEM_NAMESPACE };
}
