import { describe, expect, test } from "vitest";
import { findCgroupPod, findStartTime } from "./proc-text.ts";

const UID = "2c48913c-b29f-11e7-9350-020968147796";
const UNDERSCORED = UID.replaceAll("-", "_");
const ID = "9bca8d63d5fa610783847915bcff0ecac1273e5b4bed3f6fa1b07350e0135961";

describe("a cgroup", () => {
  test.each([
    { name: "cgroupfs", line: `0::/kubepods/burstable/pod${UID}/${ID}` },
    { name: "version 1", line: `11:memory:/kubepods/besteffort/pod${UID}/${ID}` },
    { name: "guaranteed", line: `0::/kubepods/pod${UID}/${ID}` },
    {
      name: "systemd",
      line: `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
    },
    { name: "Docker", line: `0::/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/docker-${ID}.scope` },
    { name: "CRI-O", line: `0::/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${ID}.scope` },
    {
      name: "nested",
      line: `0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
    },
    {
      name: "containerd's colons",
      line: `0::/system.slice/containerd.service/kubepods-pod${UNDERSCORED}.slice:cri-containerd:${ID}`,
    },
  ])("of $name names pod and container", ({ line }) => {
    expect(findCgroupPod(`${line}\n`)).toEqual({ podUid: UID, containerId: ID });
  });

  test("of a static pod has a hash", () => {
    const hash = "0123456789abcdef0123456789abcdef";
    expect(findCgroupPod(`0::/kubepods/burstable/pod${hash}/${ID}`)?.podUid).toBe(hash);
  });

  test("of CRI-O may name the container only", () => {
    expect(findCgroupPod(`0::/machine.slice/crio-${ID}.scope`)).toEqual({
      podUid: undefined,
      containerId: ID,
    });
  });

  test.each([
    { name: "a process of the host", text: "0::/system.slice/kubelet.service\n" },
    { name: "nothing", text: "" },
    { name: "no line at all", text: "junk" },
    { name: "a UID of another length", text: `0::/kubepods/pod${UID}0/${ID}` },
    { name: "two pods in one path", text: `0::/kubepods/pod${UID}/x/pod${UID}/${ID}` },
    {
      name: "lines that contradict each other",
      text: `1:a:/kubepods/pod${UID}/${ID}\n2:b:/kubepods/pod${UID}/other\n`,
    },
  ])("$name: no pod", ({ text }) => {
    expect(findCgroupPod(text)).toBeUndefined();
  });

  test("lines that agree, and those of no pod, are one pod", () => {
    const line = `/kubepods/pod${UID}/${ID}`;
    expect(findCgroupPod(`2:a:${line}\n1:b:${line}\n0::/\n`)?.podUid).toBe(UID);
  });
});

describe("the start time", () => {
  test("is field 22, also behind a name with spaces and brackets", () => {
    const fields = Array.from({ length: 50 }, (_, index) => String(index + 3));
    expect(findStartTime(`7 (a) b (c)) ${fields.join(" ")}`)).toBe(22);
  });

  test.each(["", "7 (a)", "7 (a) S x"])("is not in %j", (text) => {
    expect(findStartTime(text)).toBeUndefined();
  });
});
