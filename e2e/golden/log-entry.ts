/** One log line of either form as an ordered list of members, so that names, order and values can be compared. */

/** Name and printed value: with its quotes in the plain form, as JSON text in the JSON form. */
export type LogMember = readonly [name: string, value: string];

/** `time` leads; `level`, `scope` and `message` follow, then fields in the order of the line. */
export interface LogEntry {
  readonly time: string;
  readonly members: readonly LogMember[];
}

const PLAIN_START = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\t/;
const FIELD = /([^\s=]+)=("(?:[^"\\]|\\.)*"|\S+)(?: |$)/y;

/** Throws on a line that is not of the plain form; a message may have several lines. */
export function parsePlainLog(text: string): readonly LogEntry[] {
  const records: string[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    if (PLAIN_START.test(line)) records.push(line);
    else records.push(`${records.pop() ?? ""}\n${line}`);
  }
  return records.map(parsePlainRecord);
}

/** Throws on a line that is no JSON object. */
export function parseJsonLog(text: string): readonly LogEntry[] {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => {
      const object = JSON.parse(line) as Readonly<Record<string, unknown>>;
      const names = Object.keys(object);
      if (names.slice(0, 3).join() !== "level,time,scope") throw new Error(`order of members: ${line}`);
      const members = Object.entries(object).map(([name, value]): LogMember => [name, JSON.stringify(value)]);
      return { time: String(object.time), members: members.filter(([name]) => name !== "time") };
    });
}

/** The value of a member without quotes; undefined when the line has none of that name. */
export function memberOf(entry: LogEntry, name: string): string | undefined {
  const value = entry.members.find(([candidate]) => candidate === name)?.[1];
  return value?.startsWith('"') === true ? String(JSON.parse(value)) : value;
}

function parsePlainRecord(record: string): LogEntry {
  const [time = "", level, scope, message, fields] = record.split("\t");
  if (!PLAIN_START.test(record) || level === undefined || scope === undefined) {
    throw new Error(`no log line: ${record}`);
  }
  if (message === undefined || fields === undefined) throw new Error(`columns are missing: ${record}`);
  const head: LogMember[] = [
    ["level", level],
    ["scope", scope],
    ["message", message],
  ];
  return { time, members: [...head, ...parseFields(fields)] };
}

function parseFields(text: string): readonly LogMember[] {
  const members: LogMember[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const at = FIELD.lastIndex;
    const match = FIELD.exec(text);
    if (match === null) throw new Error(`no field at ${JSON.stringify(text.slice(at))}`);
    const [, name = "", value = ""] = match;
    members.push([name, value]);
  }
  return members;
}
