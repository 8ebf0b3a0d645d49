/**
 * Writes the tables of docs/COMPATIBILITY.md from the rows in scripts/compatibility, whose `section.ts` says how rows are
 * added. Fails when a row names a test that does not exist. With --check it only compares, and fails on a difference.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { COMPONENTS, type Component, type Row, type Section } from "./compatibility/section.ts";
import { testFinder } from "./compatibility/test-titles.ts";
import { fillTables, writeOrCheck } from "./generated-page.ts";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const ROWS = new URL("compatibility/", import.meta.url);
const PAGE = "docs/COMPATIBILITY.md";
const SEPARATOR = " > ";

/** Every section by the name of its file, in the order of these names. */
export type Sections = ReadonlyMap<string, Section>;

/** Reads a file of the repository; undefined if there is none. */
export type FindSource = (path: string) => string | undefined;

type TestFinder = (title: string) => boolean;

/** The tests of a file; undefined if there is no such file. */
type FindTests = (path: string) => TestFinder | undefined;

/** The sections of all components. */
export async function readSections(): Promise<Sections> {
  const files = readdirSync(ROWS).filter(
    (file) => componentOf(file) !== undefined && !file.endsWith(".test.ts"),
  );
  const sections = new Map<string, Section>();
  for (const file of files.sort()) sections.set(file, await importSection(file));
  return sections;
}

/** What is wrong with the rows, a line each, with the file they are in. */
export function findProblems(sections: Sections, findSource: FindSource = readSource): readonly string[] {
  const finders = new Map<string, TestFinder | undefined>();
  const findTests = (path: string): TestFinder | undefined => {
    if (!finders.has(path)) {
      const source = findSource(path);
      finders.set(path, source === undefined ? undefined : testFinder(source));
    }
    return finders.get(path);
  };
  return [...sections].flatMap(([file, { rows }]) => {
    const behaviours = rows.map(({ behaviour }) => behaviour);
    const twice = behaviours.filter((behaviour, index) => behaviours.indexOf(behaviour) < index);
    return [
      ...twice.map((behaviour) => `${file}: "${behaviour}" is there twice`),
      ...rows.flatMap((row) =>
        problemsOfRow(row, findTests).map((problem) => `${file}: "${row.behaviour}" ${problem}`),
      ),
    ];
  });
}

/** The tables of the page by their markers: one for each component, and the sums. */
export function compatibilityTables(sections: Sections): Readonly<Record<string, string>> {
  const tables = COMPONENTS.map((component) => [
    component,
    componentTables(ofComponent(sections, component)),
  ]);
  return { sums: sumTable(sections), ...Object.fromEntries(tables) };
}

function componentOf(file: string): Component | undefined {
  return COMPONENTS.find((component) => file.startsWith(`${component}-`) && file.endsWith(".ts"));
}

function ofComponent(sections: Sections, component: Component): readonly Section[] {
  return [...sections].filter(([file]) => componentOf(file) === component).map(([, section]) => section);
}

async function importSection(file: string): Promise<Section> {
  const { section } = (await import(new URL(file, ROWS).href)) as { readonly section?: Section };
  if (section === undefined) throw new Error(`scripts/compatibility/${file} does not export a section`);
  return section;
}

function problemsOfRow(row: Row, findTests: FindTests): readonly string[] {
  const problems = row.tests.flatMap((test) => problemOfTest(test, findTests));
  if (row.tests.length === 0 && !("absent" in row)) problems.push("has no test");
  if ("differs" in row && row.differs.why.trim() === "") problems.push("differs without a reason");
  if ("absent" in row && row.absent.trim() === "") problems.push("is absent without a reason");
  return problems;
}

function problemOfTest(test: string, findTests: FindTests): string[] {
  const { path, title } = splitTest(test);
  const hasTest = findTests(path);
  if (hasTest === undefined) return [`names ${path}, which is not there`];
  return hasTest(title) ? [] : [`names "${title}", which is not in ${path}`];
}

function splitTest(test: string): { readonly path: string; readonly title: string } {
  const [path = "", ...title] = test.split(SEPARATOR);
  return { path, title: title.join(SEPARATOR) };
}

function readSource(path: string): string | undefined {
  const file = join(REPOSITORY, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function sumTable(sections: Sections): string {
  const lines = COMPONENTS.map((component) => {
    const rows = ofComponent(sections, component).flatMap((section) => section.rows);
    const different = rows.filter((row) => "differs" in row).length;
    const absent = rows.filter((row) => "absent" in row).length;
    return tableLine([component, rows.length, rows.length - different - absent, different, absent]);
  });
  return [
    tableLine(["component", "behaviours", "pass", "differs", "not there"]),
    "| --- | --: | --: | --: | --: |",
    ...lines,
  ].join("\n");
}

function componentTables(sections: readonly Section[]): string {
  return sections.map(sectionTable).join("\n\n");
}

function sectionTable({ title, about, rows }: Section): string {
  return [
    `### ${title}\n`,
    ...(about === undefined ? [] : [`${about}\n`]),
    "| behaviour | result | test |\n| --- | --- | --- |",
    ...rows.map((row) =>
      tableLine([row.behaviour, resultOf(row), row.tests.map(testLink).join("<br>") || "-"]),
    ),
  ].join("\n");
}

function resultOf(row: Row): string {
  if ("absent" in row) return `**not there**: ${row.absent}`;
  return "differs" in row ? `**differs**: ${row.differs.ambit}. Why: ${row.differs.why}` : "pass";
}

/** The title, without the groups around it where it is told by the behaviour, and the file behind it. */
function testLink(test: string): string {
  const { path, title } = splitTest(test);
  return `[${title.replaceAll(/[[\]]/g, String.raw`\$&`)}](../${path})`;
}

function tableLine(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll("|", String.raw`\|`)).join(" | ")} |`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sections = await readSections();
  const problems = findProblems(sections);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
  else
    writeOrCheck(
      PAGE,
      fillTables(readFileSync(join(REPOSITORY, PAGE), "utf8"), compatibilityTables(sections)),
    );
}
