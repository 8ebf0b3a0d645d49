/** What several of Istio's kinds have in common. */
import { list, mapOf, object, openObject, type Rule, rules, type Schema, text } from "./schema.ts";

/** Which workloads, by their labels: whole ones, since a label is looked up and not searched. */
export const workloadSelector: Schema = object({
  matchLabels: mapOf(
    text({
      maxLength: 63,
      ...rules({ rule: "!self.contains('*')", message: "wildcard not allowed in label value match" }),
    }),
    {
      maxProperties: 4096,
      ...rules(
        { rule: "self.all(key, !key.contains('*'))", message: "wildcard not allowed in label key match" },
        { rule: "self.all(key, key.size() != 0)", message: "key must not be empty" },
      ),
    },
  ),
});

/** The same of kinds whose selector names its labels `labels`. */
export const labelsSelector: Schema = object({
  labels: mapOf(
    text({
      maxLength: 63,
      ...rules({ rule: "!self.contains('*')", message: "wildcard is not supported in selector" }),
    }),
    {
      maxProperties: 256,
    },
  ),
});

/** One object that a policy is for. */
export const targetRef: Schema = object(
  {
    group: text({
      maxLength: 253,
      pattern: "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
    }),
    kind: text({ minLength: 1, maxLength: 63, pattern: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$" }),
    name: text({ minLength: 1, maxLength: 253 }),
    namespace: text({
      ...rules({
        rule: "self.size() == 0",
        message: "cross namespace referencing is not currently supported",
      }),
    }),
  },
  { required: ["kind", "name"] },
);

export const targetRefs: Schema = list(targetRef, { maxItems: 16 });

/** Of kinds with both ways to say what they are for. */
export const oneTarget: Rule = {
  rule: "(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1",
  message: "only one of targetRefs or selector can be set",
};

/** Like `1h30m`, at least a millisecond. */
export const duration: Schema = text({
  maxLength: 64,
  ...rules({
    rule: "duration(self) >= duration('1ms')",
    message: "must be a valid duration greater than 1ms",
  }),
});

export const exportTo: Schema = list(text());

/** What is somebody else's to read. */
export const anything: Schema = openObject();

/** Conditions merge by their type: each writer has its own. */
export const status: Schema = openObject({
  conditions: list(openObject({ type: text() }, { required: ["type"] }), {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
  }),
});
