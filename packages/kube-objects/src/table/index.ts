export type { Cell, Column } from "./column.ts";
export { buildTable, type TableOptions } from "./table.ts";
