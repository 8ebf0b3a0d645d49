import { describe, expect, test } from "vitest";
import { decodeZdsAck, decodeZdsHello, encodeZdsRequest } from "./codec.ts";
import type { ZdsRequest } from "./messages.ts";
import { ZdsClient, type ZdsClientEffect } from "./zds-client.ts";

const WORKLOAD = { name: "n", namespace: "s", serviceAccount: "a" };
const ACK = "ack";

/** What was done, in words: requests in, effects out. Descriptors of one hundred are of one namespace. */
class Rig {
  readonly client = new ZdsClient();
  #nextFd = 0;

  packet(connection: number, bytes: Uint8Array, fds: readonly number[] = [], isTruncated = false): string[] {
    const passed = fds.map((fd) => ({ fd, netns: `ns${Math.floor(fd / 100)}` }));
    return show(this.client.received(connection, { bytes, passed, isTruncated }));
  }

  request(request: ZdsRequest, fds: readonly number[] = [], connection = 1): string[] {
    return this.packet(connection, encodeZdsRequest(request), fds);
  }

  add(uid: string, netns = 1, connection = 1): string[] {
    this.#nextFd += 1;
    const fd = netns * 100 + this.#nextFd;
    return this.request({ kind: "add", uid, workload: WORKLOAD }, [fd], connection);
  }

  keep(uid: string, connection = 1): string[] {
    return this.request({ kind: "keep", uid }, [], connection);
  }

  del(uid: string, connection = 1): string[] {
    return this.request({ kind: "del", uid }, [], connection);
  }

  snapshot(connection = 1): string[] {
    return this.request({ kind: "snapshot-sent" }, [], connection);
  }

  open(connection = 1): string[] {
    return show(this.client.opened(connection));
  }

  close(connection = 1): string[] {
    return show(this.client.closed(connection));
  }

  started(instance: number, error?: string): string[] {
    return show(this.client.started(instance, error));
  }

  retry(): string[] {
    return show(this.client.retry());
  }

  /** Connected, with these pods up. */
  static running(...uids: readonly string[]): Rig {
    const rig = new Rig();
    rig.open();
    for (const [index, uid] of uids.entries()) {
      rig.add(uid);
      rig.started(index + 1);
    }
    rig.snapshot();
    return rig;
  }
}

function show(effects: readonly ZdsClientEffect[]): string[] {
  return effects.map((effect) => {
    switch (effect.kind) {
      case "send": {
        if (effect.packet[0] === 0x08) return `hello ${decodeZdsHello(effect.packet).version}`;
        const { error } = decodeZdsAck(effect.packet);
        return error === undefined ? ACK : `nack ${error}`;
      }
      case "close":
        return `close: ${effect.reason}`;
      case "close-fd":
        return `close fd ${effect.fd}`;
      case "start-pod":
        return `${effect.isRetry ? "retry" : "start"} ${effect.pod.uid} #${effect.pod.instance} fd ${effect.pod.fd}`;
      case "stop-pod":
        return `stop ${effect.pod.uid} #${effect.pod.instance}: ${effect.reason}`;
      case "start-failed":
        return `failed ${effect.pod.uid}: ${effect.error}`;
      case "snapshot-received":
        return `snapshot of ${effect.podCount}`;
      case "protocol-error":
        return "protocol error";
    }
  });
}

describe("a connection", () => {
  test("begins with a hello of version 1", () => {
    expect(new Rig().open()).toEqual(["hello 1"]);
  });

  test("brings the snapshot; each request is answered when it is done, in order", () => {
    const rig = new Rig();
    rig.open();
    expect(rig.add("a")).toEqual(["start a #1 fd 101"]);
    expect(rig.keep("k")).toEqual([]);
    expect(rig.snapshot()).toEqual([]);
    expect(rig.client.isReady).toBe(false);
    expect(rig.started(1)).toEqual([ACK, ACK, "snapshot of 2", ACK]);
    expect(rig.client.isReady).toBe(true);
    expect(rig.client.activeCount).toBe(1);
  });

  test("that ends leaves pods running, and readiness waits for the next snapshot", () => {
    const rig = Rig.running("a");
    expect(rig.close()).toEqual([]);
    expect(rig.client.isReady).toBe(false);
    expect(rig.client.activeCount).toBe(1);
    rig.open(2);
    expect(rig.client.isReady).toBe(false);
    expect(rig.add("a", 1, 2)).toEqual(["close fd 102", ACK]);
    expect(rig.snapshot(2)).toEqual(["snapshot of 1", ACK]);
    expect(rig.client.isReady).toBe(true);
  });

  test("that is over says nothing more: its packets are ignored and their descriptors closed", () => {
    const rig = Rig.running();
    rig.close();
    rig.open(2);
    expect(rig.add("a")).toEqual(["close fd 101"]);
    expect(rig.close(1)).toEqual([]);
    expect(rig.snapshot(2)).toEqual(["snapshot of 0", ACK]);
  });

  test("that ends in the middle closes the descriptors of what was not looked at", () => {
    const rig = new Rig();
    rig.open();
    rig.add("a");
    rig.add("b");
    expect(rig.close()).toEqual(["close fd 102"]);
    expect(rig.started(1)).toEqual([]);
    expect(rig.client.activeCount).toBe(1);
  });

  test("of an agent that does not wait for answers is given up", () => {
    const rig = new Rig();
    rig.open();
    rig.add("a");
    const outputs = Array.from({ length: 65 }, () => rig.add("b"));
    expect(outputs.at(-2)).toEqual([]);
    expect(outputs.at(-1)).toContain("close: the agent does not wait for answers");
    expect(outputs.flat().filter((text) => text.startsWith("close fd"))).toHaveLength(65);
  });
});

describe("an add", () => {
  test("of an unknown pod starts it; the outcome is the answer", () => {
    const rig = Rig.running();
    expect(rig.add("a")).toEqual(["start a #1 fd 101"]);
    expect(rig.started(1)).toEqual([ACK]);
    expect(rig.client.pods()).toMatchObject([{ pod: { uid: "a", workload: WORKLOAD }, isUp: true }]);
  });

  test("of a running pod in the same namespace does nothing", () => {
    const rig = Rig.running("a");
    expect(rig.add("a")).toEqual(["close fd 102", ACK]);
  });

  test("of a pod that is being started waits for the same outcome", () => {
    const rig = new Rig();
    rig.open();
    rig.add("a");
    rig.close();
    rig.open(2);
    expect(rig.add("a", 1, 2)).toEqual(["close fd 102"]);
    expect(rig.started(1)).toEqual([ACK]);
  });

  test("of a running pod in another namespace replaces it", () => {
    const rig = Rig.running("a");
    expect(rig.add("a", 2)).toEqual(["stop a #1: replaced", "start a #2 fd 202"]);
    expect(rig.started(2)).toEqual([ACK]);
    expect(rig.client.activeCount).toBe(1);
  });

  test("that fails is a nack; the pod waits to be tried again and holds readiness back", () => {
    const rig = Rig.running();
    rig.add("a");
    expect(rig.started(1, "port in use")).toEqual([
      "failed a: port in use",
      "nack failed to start proxy: port in use",
    ]);
    expect([rig.client.isReady, rig.client.pendingCount, rig.client.activeCount]).toEqual([false, 1, 0]);
    expect(rig.retry()).toEqual(["retry a #2 fd 101"]);
    expect(rig.retry()).toEqual([]);
    expect(rig.started(2, "still")).toEqual(["failed a: still"]);
    expect(rig.retry()).toEqual(["retry a #3 fd 101"]);
    expect([rig.client.isReady, rig.client.pendingCount]).toEqual([false, 1]);
    expect(rig.started(3)).toEqual([]);
    expect([rig.client.isReady, rig.client.pendingCount, rig.client.activeCount]).toEqual([true, 0, 1]);
  });

  test("of a pod that waits tries it at once", () => {
    const rig = Rig.running();
    rig.add("a");
    rig.started(1, "port in use");
    expect(rig.add("a")).toEqual(["close fd 102", "retry a #2 fd 101"]);
    expect(rig.started(2)).toEqual([ACK]);
  });

  test("of a pod that waits, in another namespace, forgets the old one", () => {
    const rig = Rig.running();
    rig.add("a");
    rig.started(1, "port in use");
    expect(rig.add("a", 2)).toEqual(["close fd 101", "start a #2 fd 202"]);
    expect(rig.client.pendingCount).toBe(0);
  });

  test("without its workload is a mistake of the agent: nack, and the end of the process", () => {
    const rig = Rig.running("a");
    const output = rig.request({ kind: "add", uid: "b", workload: undefined }, [107]);
    expect(output).toEqual([
      "close fd 107",
      "nack failed to process message: pod b came without its workload",
      "close: pod b came without its workload",
      "protocol error",
    ]);
    expect(rig.client.activeCount).toBe(1);
  });
});

describe("a snapshot", () => {
  test("stops what it does not name, and keeps what it names without a namespace", () => {
    const rig = Rig.running("a", "b", "c");
    rig.close();
    rig.open(2);
    rig.add("a", 1, 2);
    rig.keep("b", 2);
    expect(rig.snapshot(2)).toEqual(["stop c #3: not-in-snapshot", "snapshot of 2", ACK]);
    expect(rig.client.activeCount).toBe(2);
  });

  test("forgets the pods that waited when the connection began", () => {
    const rig = Rig.running();
    rig.add("a");
    rig.started(1, "port in use");
    expect(rig.open(2)).toEqual(["close: another connection was opened", "close fd 101", "hello 1"]);
    expect(rig.client.pendingCount).toBe(0);
  });

  test("with a removal in it: the pod is not named, and runs until the end of the snapshot", () => {
    const rig = Rig.running("a");
    rig.close();
    rig.open(2);
    rig.add("a", 1, 2);
    expect(rig.del("a", 2)).toEqual([ACK]);
    expect(rig.client.activeCount).toBe(1);
    expect(rig.snapshot(2)).toEqual(["stop a #1: not-in-snapshot", "snapshot of 0", ACK]);
  });

  test("with the removal of a pod that waits forgets that at once", () => {
    const rig = new Rig();
    rig.open();
    rig.add("a");
    rig.started(1, "port in use");
    expect(rig.del("a")).toEqual(["close fd 101", ACK]);
    expect(rig.snapshot()).toEqual(["snapshot of 0", ACK]);
    expect(rig.client.isReady).toBe(true);
  });

  test("that ends while a pod of the connection before is being started stops that one", () => {
    const rig = new Rig();
    rig.open();
    rig.add("a");
    rig.close();
    rig.open(2);
    expect(rig.snapshot(2)).toEqual(["stop a #1: not-in-snapshot", "snapshot of 0", ACK]);
    expect(rig.started(1)).toEqual([]);
    expect(rig.client.activeCount).toBe(0);
  });

  test("twice on one connection is a mistake of the agent", () => {
    const rig = Rig.running("a");
    expect(rig.snapshot()).toContain("protocol error");
    expect(rig.client.activeCount).toBe(1);
  });

  test("then a keep is a mistake of the agent", () => {
    const rig = Rig.running();
    expect(rig.keep("k")).toEqual([
      "nack failed to process message: keep of pod k after the snapshot",
      "close: keep of pod k after the snapshot",
      "protocol error",
    ]);
  });
});

describe("a removal", () => {
  test("stops the pod", () => {
    const rig = Rig.running("a");
    expect(rig.del("a")).toEqual(["stop a #1: deleted", ACK]);
    expect(rig.client.pods()).toEqual([]);
  });

  test("of a pod that nobody knows is done", () => {
    expect(Rig.running().del("a")).toEqual([ACK]);
  });

  test("of a pod that waits forgets it, and readiness no longer waits", () => {
    const rig = Rig.running();
    rig.add("a");
    rig.started(1, "port in use");
    expect(rig.del("a")).toEqual(["close fd 101", ACK]);
    expect(rig.client.isReady).toBe(true);
    expect(rig.retry()).toEqual([]);
  });

  test("of a pod that is tried again stops that try", () => {
    const rig = Rig.running();
    rig.add("a");
    rig.started(1, "port in use");
    rig.retry();
    expect(rig.del("a")).toEqual(["stop a #2: deleted", ACK]);
    expect(rig.started(2, "too late")).toEqual([]);
    expect(rig.client.isReady).toBe(true);
  });
});

describe("what cannot be used is a nack, and the end of the connection, not of the process", () => {
  const add = encodeZdsRequest({ kind: "add", uid: "b", workload: WORKLOAD });
  const del = encodeZdsRequest({ kind: "del", uid: "a" });

  test.each([
    ["junk", new TextEncoder().encode("hello?"), [], false],
    ["an add without a descriptor", add, [], false],
    ["an add with two", add, [101, 102], false],
    ["another request with a descriptor", del, [101], false],
    ["a packet that was cut", add, [101], true],
  ])("%s", (_name, bytes, fds, isTruncated) => {
    const rig = Rig.running("a");
    const output = rig.packet(1, bytes, fds, isTruncated);
    expect(output.filter((text) => text.startsWith("close fd"))).toHaveLength(fds.length);
    expect(output).toContainEqual(expect.stringMatching(/^nack failed to read message: /));
    expect(output.at(-1)).toMatch(/^close: /);
    expect(output).not.toContain("protocol error");
    expect(rig.client.activeCount).toBe(1);
    expect(rig.client.isReady).toBe(false);
  });
});

test("the start of a pod that fails while nobody is connected is forgotten", () => {
  const rig = new Rig();
  rig.open();
  rig.add("a");
  rig.close();
  expect(rig.started(1, "port in use")).toEqual(["close fd 101"]);
  expect(rig.client.pods()).toEqual([]);
});
