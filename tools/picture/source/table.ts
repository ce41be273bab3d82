// SPDX-License-Identifier: Apache-2.0
//
// The events in view as a table: what the canvas shows, as text. It lists a part of them at a time and says which.
import { at, type Data, laneName, loudWords, moment, textOf, took } from "./data";
import { element, title } from "./details";
import type { Layout } from "./layout";

const partSize = 200;

export class EventTable {
  private readonly order: number[]; // all events, by time
  private listed: number[] = [];
  private part = 0;
  private shown = ""; // what the rows were made of
  private selected = -1;
  private readonly body: HTMLElement;
  private readonly range: HTMLElement;
  private readonly earlier: HTMLButtonElement;
  private readonly later: HTMLButtonElement;

  constructor(
    private readonly data: Data,
    private readonly layout: Layout,
    private readonly callOf: (event: number) => number,
    private readonly into: HTMLElement,
    private readonly pick: (event: number, byKey: boolean) => void,
    private readonly say: (text: string) => void,
  ) {
    const { time } = data.events;
    this.order = [...time.keys()].sort((a, b) => at(time, a) - at(time, b) || a - b);
    const find = <Kind extends HTMLElement>(what: string, kind: new () => Kind): Kind => {
      const found = into.querySelector(what);
      if (!(found instanceof kind)) throw new Error(`the table has no ${what}`);
      return found;
    };
    this.body = find("tbody", HTMLElement);
    this.range = find("nav p", HTMLElement);
    this.earlier = find("#earlier", HTMLButtonElement);
    this.later = find("#later", HTMLButtonElement);
    this.earlier.addEventListener("click", () => { this.turn(-1); });
    this.later.addEventListener("click", () => { this.turn(1); });
  }

  // Lists the events of a range of time, those of hidden providers left out, and marks the selected one.
  update(from: number, to: number, selected: number): void {
    const shown = `${from} ${to} ${[...this.layout.hidden].join("\n")}`;
    if (shown !== this.shown) {
      this.shown = shown;
      const lanes = new Set(this.layout.rows.map((row) => row.lane));
      const { time, lane } = this.data.events;
      this.listed = this.order.filter((event) => at(time, event) >= from && at(time, event) <= to && lanes.has(at(lane, event)));
      this.part = this.partOf(selected) ?? 0;
      this.fill();
      if (selected === this.selected) this.say(this.range.textContent ?? ""); // otherwise the event itself is said
    } else if (selected !== this.selected) {
      const part = this.partOf(selected) ?? this.part;
      if (part !== this.part) {
        this.part = part;
        this.fill();
      }
    }
    this.mark(selected);
  }

  // To the row that was read last, or to the table.
  focus(): void {
    (this.body.querySelector<HTMLElement>('tr[aria-current="true"] button') ?? this.into).focus();
  }

  private partOf(event: number): number | undefined {
    const place = this.listed.indexOf(event);
    return place < 0 ? undefined : Math.floor(place / partSize);
  }

  private turn(by: number): void {
    this.part += by;
    this.fill();
    this.mark(this.selected);
    this.into.scrollTop = 0;
    this.say(this.range.textContent ?? "");
  }

  private fill(): void {
    const begin = this.part * partSize;
    const rows = this.listed.slice(begin, begin + partSize);
    const inside = this.into.contains(document.activeElement);
    this.body.replaceChildren(...rows.map((event) => this.row(event)));
    this.earlier.disabled = begin === 0;
    this.later.disabled = begin + rows.length >= this.listed.length;
    // What had the focus may be gone or disabled.
    if (inside && (document.activeElement === document.body || document.activeElement?.matches(":disabled") === true)) this.into.focus();
    const count = (number: number): string => number.toLocaleString("en");
    const of = `${count(this.listed.length)} event${this.listed.length === 1 ? "" : "s"} in view`;
    this.range.textContent = rows.length === this.listed.length ? of : `${count(begin + 1)} to ${count(begin + rows.length)} of ${of}`;
  }

  private mark(selected: number): void {
    this.selected = selected;
    this.body.querySelector('[aria-current="true"]')?.removeAttribute("aria-current");
    const row = this.body.querySelector(`[data-event="${selected}"]`);
    row?.setAttribute("aria-current", "true");
    row?.scrollIntoView({ block: "nearest" });
  }

  private row(event: number): HTMLElement {
    const { data } = this;
    const { events, calls, lanes } = data;
    const name = textOf(data, events.name, event);
    const call = name === "call_begin" ? this.callOf(event) : -1;
    const lane = lanes[at(events.lane, event)];
    const results = [textOf(data, events.result, event)];
    if (call >= 0) results.push(...loudWords(at(calls.flags, call)), `took ${took(data, call)}`);
    const known = name.startsWith("call_") || name === "state_changed";
    const whats = known ? [title(data, event)] : [textOf(data, events.method, event), textOf(data, events.detail, event)];
    const said = (texts: string[]): string => texts.filter((text) => text !== "").join(" · ");
    const row = element("tr");
    row.dataset["event"] = String(event);
    const button = element("button", moment(at(events.time, event), 1000));
    button.type = "button";
    // A key press makes a click without a place.
    button.addEventListener("click", (click) => { this.pick(event, click.detail === 0); });
    const when = element("td");
    when.append(button);
    row.append(when, ...[lane === undefined ? "" : laneName(lane), name.replaceAll("_", " "), said(whats), said(results)]
      .map((text) => element("td", text)));
    return row;
  }
}
