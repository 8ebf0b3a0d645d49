/** ZDS: CNI agent and ztunnel. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import { istio } from "./generated/zds.js";

/** Message `istio.workload.zds.ZdsHello`. */
export const ZdsHello = istio.workload.zds.ZdsHello;
export type ZdsHello = istio.workload.zds.ZdsHello.$Properties;
/** Message `istio.workload.zds.WorkloadInfo`. */
export const WorkloadInfo = istio.workload.zds.WorkloadInfo;
export type WorkloadInfo = istio.workload.zds.WorkloadInfo.$Properties;
/** Message `istio.workload.zds.AddWorkload`. */
export const AddWorkload = istio.workload.zds.AddWorkload;
export type AddWorkload = istio.workload.zds.AddWorkload.$Properties;
/** Message `istio.workload.zds.KeepWorkload`. */
export const KeepWorkload = istio.workload.zds.KeepWorkload;
export type KeepWorkload = istio.workload.zds.KeepWorkload.$Properties;
/** Message `istio.workload.zds.DelWorkload`. */
export const DelWorkload = istio.workload.zds.DelWorkload;
export type DelWorkload = istio.workload.zds.DelWorkload.$Properties;
/** Message `istio.workload.zds.SnapshotSent`. */
export const SnapshotSent = istio.workload.zds.SnapshotSent;
export type SnapshotSent = istio.workload.zds.SnapshotSent.$Properties;
/** Message `istio.workload.zds.Ack`. */
export const Ack = istio.workload.zds.Ack;
export type Ack = istio.workload.zds.Ack.$Properties;
/** Message `istio.workload.zds.WorkloadRequest`. */
export const WorkloadRequest = istio.workload.zds.WorkloadRequest;
export type WorkloadRequest = istio.workload.zds.WorkloadRequest.$Properties;
/** Message `istio.workload.zds.WorkloadResponse`. */
export const WorkloadResponse = istio.workload.zds.WorkloadResponse;
export type WorkloadResponse = istio.workload.zds.WorkloadResponse.$Properties;
/** Enum `istio.workload.zds.Version`. */
export const Version = istio.workload.zds.Version;
export type Version = istio.workload.zds.Version;
