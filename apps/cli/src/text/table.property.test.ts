import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTable } from "./table.ts";

const cell = fc.stringMatching(/^[a-z0-9./:-]{0,12}$/);
const table = fc.integer({ min: 1, max: 6 }).chain((columns) =>
  fc.record({
    heading: fc.array(fc.stringMatching(/^[A-Z]{1,8}$/), { minLength: columns, maxLength: columns }),
    rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 8 }),
    padding: fc.integer({ min: 1, max: 5 }),
  }),
);

test("every cell of a column begins at the same place, behind the longest of the one before", () => {
  fc.assert(
    fc.property(table, ({ heading, rows, padding }) => {
      const lines = formatTable(heading, rows, { padding }).split("\n");
      expect(lines.pop()).toBe("");
      let start = 0;
      for (const [column] of heading.entries()) {
        const cells = [heading, ...rows].map((row) => row[column] ?? "");
        for (const [index, text] of cells.entries()) expect(lines[index]?.startsWith(text, start)).toBe(true);
        start += Math.max(...cells.map((text) => text.length)) + padding;
      }
    }),
  );
});
