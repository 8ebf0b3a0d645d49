/** Valid encodings with pieces changed, cut out, doubled, or put in from another: what a decoder trusts in is where it breaks. */
import fc from "fast-check";

const MAX_EDITS = 6;
const MAX_PIECE = 24;
/** Limits of lengths and counts in one, two and four bytes. */
const TELLING_BYTES: readonly (readonly number[])[] = [
  [0],
  [1],
  [0x7f],
  [0x80],
  [0xff],
  [0xc0, 0x0c],
  [0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0x80, 0, 0, 0],
  [0xfd, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff],
];

type Edit =
  | { readonly kind: "put"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "insert"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "double"; readonly at: number; readonly length: number }
  | { readonly kind: "end"; readonly at: number }
  | { readonly kind: "splice"; readonly at: number; readonly from: number; readonly other: Uint8Array };

/** `corpus` is not empty. Shrinks towards a valid encoding with few edits. */
export function damaged(corpus: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const one = fc.constantFrom(...corpus);
  const piece = fc.oneof(
    fc.constantFrom(...TELLING_BYTES).map((bytes) => Uint8Array.from(bytes)),
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
  );
  const at = fc.nat();
  const length = fc.integer({ min: 1, max: MAX_PIECE });
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("put" as const), at, bytes: piece }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("insert" as const), at, bytes: piece }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const), at, length }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("double" as const), at, length }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("splice" as const), at, from: fc.nat(), other: one }),
    },
  );
  return fc
    .tuple(one, fc.array(edit, { maxLength: MAX_EDITS }))
    .map(([bytes, edits]) => edits.reduce(apply, bytes));
}

function apply(bytes: Uint8Array, edit: Edit): Uint8Array {
  const at = edit.at % (bytes.length + 1);
  switch (edit.kind) {
    case "put":
      return Buffer.concat([bytes.subarray(0, at), edit.bytes, bytes.subarray(at + edit.bytes.length)]);
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), edit.bytes, bytes.subarray(at)]);
    case "cut":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + edit.length)]);
    case "double":
      return Buffer.concat([bytes.subarray(0, at + edit.length), bytes.subarray(at)]);
    case "end":
      return bytes.slice(0, at);
    case "splice":
      return Buffer.concat([bytes.subarray(0, at), edit.other.subarray(edit.from % (edit.other.length + 1))]);
  }
}
