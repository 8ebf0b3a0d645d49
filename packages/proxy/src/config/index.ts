export {
  type ControlPlaneSettings,
  DEFAULT_ROOT_PATH,
  defaultControlPlane,
  type FakeCaFiles,
  findControlPlaneAddress,
  type GrpcHeader,
  type PathCheck,
  type RootCertificate,
  rootCertificateOf,
  type TokenSource,
  tokenSourceOf,
} from "./control-plane-settings.ts";
export { TLS_GROUPS, TLS_GROUPS_PQC } from "./tls-groups.ts";
