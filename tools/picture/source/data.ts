// SPDX-License-Identifier: Apache-2.0
//
// What kit/trace/picture.cpp writes into the page. Times are nanoseconds since the first event; texts are indexes into
// `texts`; a member that is empty or 0 is left out, columns never are.

export const Flag = { abandoned: 1, slow: 2, threw: 4, running: 8, failed: 16 } as const;

export interface Lane {
  kind: "process" | "library" | "session" | "spooler" | "logon" | "provider";
  session?: number;
  number?: number;
  role?: string;
  provider?: string;
  spoolers?: number;
  profile?: string;
}

export type Columns<Name extends string> = Record<Name, number[]>;

export interface Shutdown {
  of: "session" | "store" | "fast" | "libraries";
  session?: number;
  profile?: string;
  store?: string;
  begin: number;
  end: number;
  ended: boolean;
  whole: boolean;
  phases: { phase: "mail" | "logons" | "providers" | "account"; begin: number; end: number }[];
}

export interface Rule {
  rule: string;
  meaning: string;
  applied: number;
  unjudged: number;
  broken: { what: string; proof: number[] }[];
}

export interface Finding {
  kind: "abandoned" | "threw" | "running" | "slow" | "leak" | "kept" | "broken";
  event: number;
  what?: string;
}

export interface Data {
  program?: string;
  process?: number;
  started?: number;
  span: number;
  lost: { overwritten?: number; incomplete?: number; unfinished?: number };
  states: { machine: string; name: string; meaning: string }[];
  meanings: Record<string, string>;
  lanes: Lane[];
  events: Columns<
    | "time" | "ring" | "name" | "lane" | "thread" | "session" | "logon" | "provider" | "who" | "method" | "detail"
    | "request" | "answer" | "object" | "result" | "behind"
  >;
  bars: Columns<"lane" | "begin" | "end" | "machine" | "state" | "event">;
  calls: Columns<"begin" | "end" | "abandoned" | "over" | "lane" | "row" | "from" | "flags">;
  shutdowns: Shutdown[];
  rules: Rule[];
  findings: Finding[];
  behind: string[][];
  texts: string[];
}

// The value of a column; the writer makes all columns of a table equally long.
export const at = (column: readonly number[], index: number): number => column[index] ?? 0;

// An empty table has no columns.
const whole = <T extends object>(table: T): T =>
  new Proxy(table, { get: (of, name) => (Reflect.get(of, name) as unknown) ?? [] });

export function read(): Data {
  const data = JSON.parse(document.getElementById("data")?.textContent ?? "{}") as Data;
  for (const name of ["events", "bars", "calls"] as const) {
    if (Object.keys(data[name]).length === 0) Object.assign(data, { [name]: whole(data[name]) });
  }
  return data;
}

export function laneName(lane: Lane): string {
  switch (lane.kind) {
    case "process": return "process";
    case "library": return `library ${lane.provider ?? ""}`;
    case "session": return "session";
    case "spooler": return "spooler";
    case "logon": return `${lane.role ?? "provider"} ${lane.provider ?? ""}`;
    case "provider": return `${lane.role ?? "provider"} object`;
  }
}

export function groupName(lane: Lane): string {
  if (lane.session === undefined) return "Libraries and process";
  const profile = lane.profile === undefined ? "" : ` · ${lane.profile}`;
  return `${lane.spoolers === undefined ? "Session" : "Spooler’s session"} ${lane.session}${profile}`;
}

export function duration(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  if (size < 1e3) return `${nanoseconds.toFixed(0)} ns`;
  if (size < 1e6) return `${(nanoseconds / 1e3).toFixed(size < 1e5 ? 1 : 0)} µs`;
  if (size < 1e9) return `${(nanoseconds / 1e6).toFixed(size < 1e8 ? 2 : 0)} ms`;
  return `${(nanoseconds / 1e9).toFixed(3)} s`;
}

// A place on the axis, in milliseconds, so exact that places `step` nanoseconds apart differ.
export function moment(nanoseconds: number, step: number): string {
  const digits = Math.min(Math.max(-Math.floor(Math.log10(step / 1e6)), 0), 6);
  return `${(nanoseconds / 1e6).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
}

// What a reader has to see of a call, in the words of `postroom trace show`.
export function loudWords(flags: number): string[] {
  const words: string[] = [];
  if (flags & Flag.abandoned) words.push("GIVEN UP");
  if (flags & Flag.running) words.push("DID NOT RETURN");
  if (flags & Flag.threw) words.push("THREW");
  else if (flags & Flag.failed) words.push("FAILED");
  if (flags & Flag.slow) words.push("SLOW");
  return words;
}

// How long a call took, as far as the trace goes.
export const took = (data: Data, call: number): string =>
  duration(at(data.calls.over, call) - at(data.events.time, at(data.calls.begin, call)));

// The text that a column of the events names.
export const textOf = (data: Data, column: readonly number[], event: number): string => data.texts[at(column, event)] ?? "";

export const phaseName = {
  mail: "Mail comes to rest",
  logons: "Phase one: logons end",
  providers: "Phase two: provider objects end",
  account: "Libraries",
} as const;

export function shutdownName(shutdown: Shutdown): string {
  switch (shutdown.of) {
    case "session": return `Logoff of session ${shutdown.session ?? 0}${shutdown.profile === undefined ? "" : ` (${shutdown.profile})`}`;
    case "store": return `End of store ${shutdown.store ?? ""} (session ${shutdown.session ?? 0})`;
    case "fast": return "Fast shutdown";
    case "libraries": return "Libraries: the last MAPIUninitialize";
  }
}
