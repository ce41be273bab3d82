// SPDX-License-Identifier: Apache-2.0
//
// The panel: the selected event in full, what was found, and the rules. Texts of the trace only ever become text nodes.
import { at, type Data, type Finding, laneName, loudWords, moment, textOf, took } from "./data";

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name, text = "", className = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

export const findingName: Record<Finding["kind"], string> = {
  abandoned: "Given up", threw: "Threw", running: "Did not return", slow: "Slow", leak: "Leak", kept: "Library kept", broken: "Broken",
};

const hexadecimal = (value: number): string => (value === 0 ? "" : `0x${value.toString(16)}`);

export function title(data: Data, event: number): string {
  const text = (column: number[]): string => textOf(data, column, event);
  const { name, method, detail } = data.events;
  const kind = text(name);
  if (kind === "call_begin" || kind === "call_end") return text(method);
  if (kind === "state_changed") return `${text(method)} is ${text(detail)}`;
  return kind.replaceAll("_", " ");
}

// What is said of the event: name and value; empty values are left out.
function facts(data: Data, event: number, call: number): [string, string][] {
  const { events, calls } = data;
  const text = (column: number[], index = event): string => textOf(data, column, index);
  const number = (column: number[]): string => (at(column, event) === 0 ? "" : String(at(column, event)));
  const lane = data.lanes[at(events.lane, event)];
  const all: [string, string][] = [
    ["when", moment(at(events.time, event), 1000)],
    ["who", lane === undefined ? "" : laneName(lane)],
    ["provider", text(events.who)],
    ["session", number(events.session)],
    ["logon", number(events.logon)],
    ["thread", number(events.thread)],
    ["request", hexadecimal(at(events.request, event))],
    ["answer", hexadecimal(at(events.answer, event))],
    ["object", text(events.object)],
    ["detail", text(events.detail)],
  ];
  if (call < 0) return [...all, ["result", text(events.result)]];
  const end = at(calls.end, call);
  const abandoned = at(calls.abandoned, call);
  all.push(["call", loudWords(at(calls.flags, call)).join(", ")], ["took", took(data, call)]);
  all.push(["returned", end < 0 ? "it did not return" : text(events.result, end)]);
  if (end >= 0) all.push(["answered", hexadecimal(at(events.answer, end))]);
  if (abandoned >= 0) all.push(["given up", text(events.detail, abandoned)]);
  return all;
}

export function showDetails(data: Data, into: HTMLElement, event: number, call: number): void {
  into.replaceChildren(element("h2", event < 0 ? "Select an event" : title(data, event)));
  if (event < 0) {
    into.append(element("p", "Click a bar or a mark, or move in the chart with the arrow keys; ? lists all keys.", "faint"));
    return;
  }
  const name = textOf(data, data.events.name, event);
  const state = textOf(data, data.events.detail, event);
  const machine = textOf(data, data.events.method, event);
  const meaning = name === "state_changed"
    ? data.states.find((one) => one.machine === machine && one.name === state)?.meaning
    : data.meanings[name];
  if (meaning !== undefined) into.append(element("p", meaning, "meaning"));
  for (const rule of data.behind[at(data.events.behind, event)] ?? []) {
    const line = element("p", "", "rule");
    line.append(element("b", rule), ` ${data.rules.find((one) => one.rule === rule)?.meaning ?? ""}`);
    into.append(line);
  }
  for (const rule of data.rules) {
    for (const one of rule.broken) {
      if (one.proof.includes(event)) into.append(element("p", `${rule.rule} broken: ${one.what}`, "bad"));
    }
  }
  const list = element("dl");
  for (const [what, value] of facts(data, event, call)) {
    if (value !== "") list.append(element("dt", what), element("dd", value));
  }
  into.append(list);
}

export function showFindings(data: Data, into: HTMLElement, findings: Finding[], select: (event: number) => void): void {
  into.replaceChildren(element("h2", findings.length === 0 ? "Nothing late, nothing leaked" : `Findings (${findings.length})`));
  const list = element("ul");
  for (const finding of findings.slice(0, 200)) {
    const item = element("li");
    const button = element("button", "", finding.kind);
    button.type = "button";
    const detail = textOf(data, data.events.detail, finding.event);
    const said = finding.what ?? (finding.kind === "leak" ? detail : title(data, finding.event));
    button.append(element("b", findingName[finding.kind]), ` ${said}`);
    button.addEventListener("click", () => { select(finding.event); });
    item.append(button);
    list.append(item);
  }
  into.append(list);
  if (findings.length > 200) into.append(element("p", `… and ${findings.length - 200} more; n and p go through all.`, "faint"));
}

export function showRules(data: Data, into: HTMLElement): void {
  into.replaceChildren(element("h2", "Rules checked"));
  const list = element("ul");
  for (const rule of data.rules) {
    const item = element("li", "", rule.broken.length > 0 ? "bad" : "");
    const how = rule.broken.length > 0 ? `broken ${rule.broken.length}×`
      : rule.applied > 0 ? `kept ${rule.applied}×` : rule.unjudged > 0 ? "could not be judged" : "did not apply";
    item.append(element("b", rule.rule), ` ${rule.meaning} `, element("span", how, "how"));
    list.append(item);
  }
  into.append(list);
}
