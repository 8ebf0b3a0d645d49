import { describe, expect, test } from "vitest";
import { causeChain, formatErrorChain } from "./cause-chain.ts";
import { CodedError } from "./coded-error.ts";

describe("cause chain", () => {
  test.each([
    ["one error", new Error("a"), ["a"]],
    [
      "causes, outermost first",
      new Error("a", { cause: new Error("b", { cause: new Error("c") }) }),
      ["a", "b", "c"],
    ],
    ["a cause that is no error", new Error("a", { cause: "plain" }), ["a", "plain"]],
    ["a thrown string", "plain", ["plain"]],
    ["undefined", undefined, ["undefined"]],
    ["an error without a message", new TypeError(), ["TypeError"]],
    ["the same message twice in a row", new Error("a", { cause: new Error("a") }), ["a"]],
    [
      "what a disposer suppressed, before the disposer's own",
      new SuppressedError(
        new Error("disposer"),
        new Error("body", { cause: new Error("root") }),
        "suppressed",
      ),
      ["suppressed", "body", "root", "disposer"],
    ],
    [
      "every member of an aggregate, with its causes",
      new AggregateError([new Error("a", { cause: new Error("b") }), new Error("c")], "all failed"),
      ["all failed", "a", "b", "c"],
    ],
  ])("lists %s", (_name, error, messages) => {
    expect(causeChain(error)).toEqual(messages);
  });

  test("ends on a cycle", () => {
    const error = new Error("a");
    error.cause = new Error("b", { cause: error });
    expect(causeChain(error)).toEqual(["a", "b"]);
  });

  test("is bounded", () => {
    let error = new Error("0");
    for (let depth = 1; depth < 1000; depth += 1) {
      error = new Error(String(depth), { cause: error });
    }
    expect(causeChain(error).length).toBeLessThan(100);
  });

  test("survives a value that cannot be printed", () => {
    expect(causeChain(Object.create(null))).toEqual(["unprintable error"]);
  });

  test("goes on one line", () => {
    expect(formatErrorChain(new Error("dial", { cause: new Error("refused") }))).toBe("dial: refused");
  });
});

describe("CodedError", () => {
  class SampleError extends CodedError<"one" | "two"> {}

  test("carries its code, its class name and its cause", () => {
    const cause = new Error("root");
    const error = new SampleError("two", "failed", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "SampleError", code: "two", message: "failed", cause });
  });

  test("has no cause unless one is given", () => {
    expect("cause" in new SampleError("one", "failed")).toBe(false);
  });
});
