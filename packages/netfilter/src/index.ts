export { type Backend, formatBackend, type IptablesVariant } from "./backend.ts";
export { childPrograms, type EnterNamespace } from "./child-program.ts";
export { hostFingerprint, podFingerprint, type RuleKernel } from "./fingerprint/rule-fingerprint.ts";
export { type BackendChoice, type BackendOptions, detectBackend } from "./host/detect-backend.ts";
export { HostProbes, type HostProbesOptions, openHostProbes } from "./host/host-probes.ts";
export { findKubeletUid } from "./host/kubelet-uid.ts";
export type { ProbedPod } from "./host/probed-pod.ts";
export { type ApplyOptions, type ApplyOutcome, applyInPod } from "./in-pod/apply-in-pod.ts";
export { blockInPod, unblockInPod } from "./in-pod/block-in-pod.ts";
export { type RemoveOptions, recaptureInPod, releaseInPod, removeInPod } from "./in-pod/remove-in-pod.ts";
export { verifyInPod } from "./in-pod/verify-in-pod.ts";
export { NetfilterError, type NetfilterErrorCode } from "./netfilter-error.ts";
export type { PodNamespace } from "./pod-namespace.ts";
export type { ProgramCall, ProgramResult, RunProgram } from "./program.ts";
export {
  type CaptureDefaults,
  type PodCapture,
  type PodCaptureResult,
  podCapture,
} from "./rules/pod-capture.ts";
export type { ProbeSource } from "./rules/rule.ts";
export { applySidecar, type SidecarApplyOptions } from "./sidecar/apply-sidecar.ts";
export {
  type SidecarFacts,
  type SidecarRedirect,
  type SidecarRedirectResult,
  sidecarRedirect,
} from "./sidecar/sidecar-redirect.ts";
export { withNodeLock } from "./xtables-lock.ts";
