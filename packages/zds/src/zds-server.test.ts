import { describe, expect, test } from "vitest";
import { decodeZdsRequest, encodeZdsAck, encodeZdsHello } from "./codec.ts";
import { type ZdsAddedPod, ZdsServer, type ZdsServerEffect, type ZdsServerPod } from "./zds-server.ts";

const WORKLOAD = { name: "n", namespace: "s", serviceAccount: "a" };

function aPod(uid: string, netnsFd = 7): ZdsAddedPod {
  return { uid, workload: WORKLOAD, netnsFd };
}

/** The agent's pods, a server and a clock; effects in words. */
class Rig {
  readonly pods = new Map<string, ZdsServerPod>();
  readonly server = new ZdsServer({ uids: () => this.pods.keys(), find: (uid) => this.pods.get(uid) });
  nowMs = 0;
  #request = 0;

  know(...pods: readonly ZdsServerPod[]): this {
    for (const pod of pods) this.pods.set(pod.uid, pod);
    return this;
  }

  open(connection: number): string[] {
    return show(this.server.opened(connection, this.nowMs));
  }

  hello(connection: number): string[] {
    return this.packet(connection, encodeZdsHello());
  }

  ack(connection: number, error?: string): string[] {
    return this.packet(connection, encodeZdsAck(error));
  }

  packet(connection: number, bytes: Uint8Array, isBad = false): string[] {
    return show(this.server.received(connection, { bytes, isBad }, this.nowMs));
  }

  close(connection: number): string[] {
    return show(this.server.closed(connection, this.nowMs));
  }

  /** As the agent: the pod is its own from here on. Requests count from 1. */
  add(pod: ZdsAddedPod): string[] {
    this.know(pod);
    this.#request += 1;
    return show(this.server.add(this.#request, pod, this.nowMs));
  }

  remove(uid: string): string[] {
    this.pods.delete(uid);
    this.#request += 1;
    return show(this.server.remove(this.#request, uid, this.nowMs));
  }

  elapse(ms: number): string[] {
    this.nowMs += ms;
    return show(this.server.expire(this.nowMs));
  }

  /** Connected, and through with the snapshot. */
  connect(connection: number): this {
    this.open(connection);
    this.hello(connection);
    for (let count = this.pods.size; count >= 0; count--) this.ack(connection);
    return this;
  }
}

function show(effects: readonly ZdsServerEffect[]): string[] {
  return effects.map((effect) => {
    switch (effect.kind) {
      case "send": {
        const request = decodeZdsRequest(effect.packet);
        const uid = "uid" in request ? ` ${request.uid}` : "";
        return `${effect.connection}< ${request.kind}${uid}${effect.fd === undefined ? "" : ` fd ${effect.fd}`}`;
      }
      case "close":
        return `${effect.connection} close: ${effect.reason}`;
      case "settled":
        return `request ${effect.request}: ${"error" in effect.outcome ? effect.outcome.error : effect.outcome.kind}`;
      case "connected":
        return `${effect.connection} connected`;
      case "synced":
        return `${effect.connection} synced ${effect.podCount}`;
      case "pod-refused":
        return `${effect.connection} refused ${effect.uid}: ${effect.error}`;
    }
  });
}

describe("a ztunnel that comes", () => {
  test("says hello, is told of every pod, one at a time, and then that this was all", () => {
    const rig = new Rig().know(aPod("a", 7), { ...aPod("b"), netnsFd: undefined });
    expect(rig.open(1)).toEqual([]);
    expect(rig.server.connectedCount).toBe(0);
    expect(rig.hello(1)).toEqual(["1 connected", "1< add a fd 7"]);
    expect(rig.server.connectedCount).toBe(1);
    expect(rig.ack(1)).toEqual(["1< keep b"]);
    expect(rig.ack(1)).toEqual(["1< snapshot-sent"]);
    expect(rig.ack(1)).toEqual(["1 synced 2"]);
  });

  test("and refuses a pod of the snapshot is told of the rest", () => {
    const rig = new Rig().know(aPod("a"), aPod("b"));
    rig.open(1);
    rig.hello(1);
    expect(rig.ack(1, "port in use")).toEqual(["1 refused a: port in use", "1< add b fd 7"]);
  });

  test("is not told of a pod that has gone before its turn", () => {
    const rig = new Rig().know(aPod("a"), aPod("b"));
    rig.open(1);
    rig.hello(1);
    rig.remove("b");
    expect(rig.ack(1)).toEqual(["1< snapshot-sent"]);
    expect(rig.ack(1)).toEqual(["1 synced 1", "1< del b"]);
    expect(rig.ack(1)).toEqual(["request 1: acked"]);
  });

  test("without a hello is closed", () => {
    const rig = new Rig();
    rig.open(1);
    expect(rig.server.nextDeadlineMs).toBe(5_000);
    expect(rig.elapse(4_999)).toEqual([]);
    expect(rig.elapse(1)).toEqual(["1 close: no hello"]);
    expect(rig.server.nextDeadlineMs).toBeUndefined();
  });

  test.each([
    ["another packet first", encodeZdsAck(), false],
    ["junk", new TextEncoder().encode("hi"), false],
    ["a descriptor or a cut packet", encodeZdsHello(), true],
  ])("with %s is closed", (_name, bytes, isBad) => {
    const rig = new Rig();
    rig.open(1);
    expect(rig.packet(1, bytes, isBad)).toEqual([expect.stringMatching(/^1 close: /)]);
    expect(rig.ack(1)).toEqual([]);
  });

  test("when there are too many is closed", () => {
    const rig = new Rig();
    const outputs = Array.from({ length: 17 }, (_, connection) => rig.open(connection));
    expect(outputs.flat()).toEqual(["16 close: too many connections"]);
  });
});

describe("an add", () => {
  test("without a ztunnel has nobody to go to", () => {
    const rig = new Rig();
    expect(rig.add(aPod("a"))).toEqual(["request 1: no-ztunnel"]);
    rig.open(1);
    expect(rig.add(aPod("b"))).toEqual(["request 2: no-ztunnel"]);
  });

  test("goes to the ztunnel that came last, and to no other", () => {
    const rig = new Rig().connect(1).connect(2);
    expect(rig.add(aPod("a", 9))).toEqual(["2< add a fd 9"]);
    expect(rig.ack(2)).toEqual(["request 1: acked"]);
  });

  test("goes to the one that said hello last, not to the one that connected last", () => {
    const rig = new Rig().connect(1);
    rig.open(2);
    expect(rig.add(aPod("a"))).toEqual(["1< add a fd 7"]);
  });

  test("waits behind the snapshot of its ztunnel", () => {
    const rig = new Rig();
    rig.open(1);
    rig.hello(1);
    expect(rig.add(aPod("a"))).toEqual([]);
    expect(rig.ack(1)).toEqual(["1 synced 0", "1< add a fd 7"]);
    expect(rig.ack(1)).toEqual(["request 1: acked"]);
  });

  test("says what is true when its turn comes", () => {
    const rig = new Rig().connect(1);
    rig.add(aPod("a"));
    rig.add(aPod("b", 8));
    rig.add(aPod("c"));
    rig.know(aPod("b", 9));
    rig.pods.delete("c");
    expect(rig.ack(1)).toEqual(["request 1: acked", "1< add b fd 9"]);
    expect(rig.ack(1)).toEqual(["request 2: acked", "request 3: gone"]);
  });

  test("that is refused says why", () => {
    const rig = new Rig().connect(1);
    rig.add(aPod("a"));
    expect(rig.ack(1, "port in use")).toEqual(["request 1: port in use"]);
  });

  test("is one at a time", () => {
    const rig = new Rig().connect(1);
    expect(rig.add(aPod("a"))).toEqual(["1< add a fd 7"]);
    expect(rig.add(aPod("b"))).toEqual([]);
    expect(rig.ack(1)).toEqual(["request 1: acked", "1< add b fd 7"]);
  });

  test("that a ztunnel has not answered when it goes goes to the one before it", () => {
    const rig = new Rig().connect(1).connect(2);
    rig.add(aPod("a"));
    expect(rig.close(2)).toEqual(["1< add a fd 7"]);
    expect(rig.ack(1)).toEqual(["request 1: acked"]);
  });

  test("has nobody left when the only ztunnel goes", () => {
    const rig = new Rig().connect(1);
    rig.add(aPod("a"));
    rig.add(aPod("b"));
    expect(rig.close(1)).toEqual(["request 1: no-ztunnel", "request 2: no-ztunnel"]);
  });

  test("that no packet can carry is refused alone", () => {
    const rig = new Rig().connect(1);
    const long = { ...aPod("a"), workload: { ...WORKLOAD, name: "x".repeat(2_000) } };
    expect(rig.add(long)).toEqual([expect.stringMatching(/^request 1: add is \d+ bytes/)]);
    rig.pods.delete("a");
    expect(rig.add(aPod("b"))).toEqual(["1< add b fd 7"]);
  });
});

describe("when the newest ztunnel goes, the one before it", () => {
  test("is told of the pods that were only told to the newest", () => {
    const rig = new Rig().know(aPod("a")).connect(1).connect(2);
    rig.add(aPod("b"));
    rig.ack(2);
    expect(rig.close(2)).toEqual(["1< add b fd 7"]);
    expect(rig.ack(1)).toEqual([]);
  });

  test("is not told to keep what it never had", () => {
    const rig = new Rig().connect(1).connect(2);
    rig.know({ ...aPod("b"), netnsFd: undefined });
    expect(rig.close(2)).toEqual([]);
  });

  test("is told nothing when an older one goes", () => {
    const rig = new Rig().connect(1).connect(2);
    rig.add(aPod("b"));
    rig.ack(2);
    expect(rig.close(1)).toEqual([]);
  });
});

describe("a removal", () => {
  test("goes to every ztunnel and is done when all have answered", () => {
    const rig = new Rig().know(aPod("a")).connect(1).connect(2);
    expect(rig.remove("a")).toEqual(["1< del a", "2< del a"]);
    expect(rig.ack(2)).toEqual([]);
    expect(rig.ack(1)).toEqual(["request 1: acked"]);
  });

  test("is refused if one refuses", () => {
    const rig = new Rig().connect(1).connect(2);
    rig.remove("a");
    rig.ack(1, "busy");
    expect(rig.ack(2)).toEqual(["request 1: busy"]);
  });

  test("without a ztunnel is done", () => {
    const rig = new Rig();
    expect(rig.remove("a")).toEqual(["request 1: acked"]);
  });

  test("has nothing to do at a ztunnel that is gone", () => {
    const rig = new Rig().connect(1).connect(2);
    rig.remove("a");
    rig.ack(1);
    expect(rig.close(2)).toEqual(["request 1: acked"]);
  });
});

describe("an answer that is late", () => {
  test("is a timeout for who asked, and keeps its place among the answers", () => {
    const rig = new Rig().connect(1);
    rig.add(aPod("a"));
    expect(rig.server.nextDeadlineMs).toBe(5_000);
    expect(rig.elapse(5_000)).toEqual(["request 1: timeout"]);
    expect(rig.add(aPod("b"))).toEqual([]);
    expect(rig.ack(1)).toEqual(["1< add b fd 7"]);
    expect(rig.ack(1, "no")).toEqual(["request 2: no"]);
  });

  test("costs those behind it their time too, and they are sent all the same", () => {
    const rig = new Rig().connect(1);
    rig.add(aPod("a"));
    rig.elapse(1_000);
    rig.add(aPod("b"));
    expect(rig.elapse(4_000)).toEqual(["request 1: timeout"]);
    rig.remove("c");
    expect(rig.elapse(1_000)).toEqual(["request 2: timeout"]);
    expect(rig.elapse(4_000)).toEqual(["request 3: timeout"]);
    expect(rig.ack(1)).toEqual(["1< add b fd 7"]);
    expect(rig.ack(1)).toEqual(["1< del c"]);
    expect(rig.ack(1)).toEqual([]);
  });

  test("does not come for ever: a ztunnel that is silent is closed", () => {
    const rig = new Rig().connect(1);
    rig.add(aPod("a"));
    rig.elapse(5_000);
    expect(rig.server.nextDeadlineMs).toBe(15_000);
    expect(rig.elapse(10_000)).toEqual(["1 close: no answer"]);
    expect(rig.server.connectedCount).toBe(0);
  });

  test("does not come at all when nothing was asked", () => {
    const rig = new Rig().connect(1);
    expect(rig.ack(1)).toEqual(["1 close: an answer to nothing"]);
  });
});

test("more requests than a node can have are refused", () => {
  const rig = new Rig().connect(1);
  rig.add(aPod("first"));
  const outputs = Array.from({ length: 4_097 }, () => rig.add(aPod("a")));
  expect(outputs.flat()).toEqual(["request 4098: overloaded"]);
});
