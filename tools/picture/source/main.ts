// SPDX-License-Identifier: Apache-2.0
//
// Puts the page together: reads the data, lays it out, and binds mouse, touch and keys to the view.
import "./style.css";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from "d3-zoom";
import { Chart } from "./chart";
import { at, type Finding, laneName, loudWords, read, took } from "./data";
import { element, showDetails, showFindings, showRules, title } from "./details";
import { showKeys, whenPressed } from "./keys";
import { Layout } from "./layout";
import { describe, fillFilter, fillLegend, get } from "./page";
import { EventTable } from "./table";

const data = read();
const layout = new Layout(data);
const canvas = get("canvas", HTMLCanvasElement);
const overview = get("overview", HTMLCanvasElement);
const scroll = get("scroll");
const events = get("events");
const chart = new Chart(data, layout, canvas, get("axis", HTMLCanvasElement), overview);
const span = Math.max(data.span, 1);
const findings: Finding[] = [
  ...data.rules.flatMap((rule) => rule.broken.map((one): Finding => (
    { kind: "broken", event: one.proof[0] ?? 0, what: `${rule.rule}: ${one.what}` }))),
  ...data.findings,
];
const say = (text: string): void => { get("said").textContent = text; };
const table = new EventTable(data, layout, (event) => chart.call(event), events, (event, byKey) => {
  choose(event);
  if (byKey) get("details").focus();
}, say);
let transform: ZoomTransform = zoomIdentity;
let asked = false;

const base = () => scaleLinear([0, span], [8, Math.max(canvas.clientWidth - 8, 9)]);
const view = () => transform.rescaleX(base());

function draw(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const start = performance.now();
    chart.draw(view(), scroll.scrollTop);
    canvas.dataset["drawn"] = (performance.now() - start).toFixed(2);
    const [from = 0, to = 0] = view().domain();
    if (!events.hidden) table.update(from, to, chart.selected);
  });
}

// Drag and pinch move along time; the wheel scrolls the lanes unless Ctrl makes it zoom.
const behaviour = zoom<HTMLCanvasElement, unknown>()
  .scaleExtent([1, Math.max(span / 500, 2)])
  .filter((event: MouseEvent) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.button === 0))
  .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
    transform = event.transform;
    draw();
  });
const surface = select(canvas).call(behaviour).on("dblclick.zoom", null);

function show(from: number, to: number): void {
  const scale = base();
  const [left = 0, right = 1] = scale.range();
  const k = Math.min((right - left) / Math.max(scale(to) - scale(from), 1e-9), Math.max(span / 500, 2));
  surface.call(behaviour.transform.bind(behaviour), zoomIdentity.translate(left - scale(from) * k, 0).scale(k));
}

function showAround(from: number, to: number): void {
  const room = Math.max((to - from) * 0.04, 500);
  show(Math.max(from - room, 0), Math.min(to + room, span));
}

function arrange(): void {
  const narrow = matchMedia("(max-width: 760px)").matches;
  chart.above = narrow ? 17 : 0;
  layout.arrange(chart.above);
  get("lanes").style.height = `${layout.height}px`;
  get("view").style.height = `${scroll.clientHeight}px`;
  const labels = get("labels");
  labels.replaceChildren();
  for (const row of layout.rows) {
    const lane = data.lanes[row.lane];
    if (lane === undefined) continue;
    if (row.head !== "") {
      const head = element("li", row.head, "group");
      head.style.top = `${row.top - 24}px`;
      labels.append(head);
    }
    const item = element("li", laneName(lane), lane.kind);
    item.style.top = `${row.top + (narrow ? 1 : 4)}px`;
    if (lane.number !== undefined) item.append(" ", element("small", `${lane.kind} ${lane.number}`));
    item.title = item.textContent ?? "";
    labels.append(item);
  }
  draw();
}

function choose(event: number, reveal = true): void {
  chart.selected = event;
  const call = event < 0 ? -1 : chart.call(event);
  showDetails(data, get("details"), event, call);
  if (event >= 0) {
    const lane = data.lanes[at(data.events.lane, event)];
    const words = call < 0 ? [] : [...loudWords(at(data.calls.flags, call)), took(data, call)];
    say([title(data, event), ...(lane === undefined ? [] : [laneName(lane)]), ...words].join(", "));
    if (reveal) bring(event);
  }
  draw();
}

// Scrolls and pans as little as makes the event visible.
function bring(event: number): void {
  const row = layout.row(at(data.events.lane, event));
  if (row !== undefined) {
    if (row.top < scroll.scrollTop + 30) scroll.scrollTop = row.top - 40;
    else if (row.top + row.height > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = row.top + row.height - scroll.clientHeight + 8;
  }
  const time = at(data.events.time, event);
  const [from = 0, to = 0] = view().domain();
  if (time < from || time > to) show(time - (to - from) / 2, time + (to - from) / 2);
}

// The next event of the selected one's lane, or the nearest one of the lane above or below.
function step(lanes: number, events: number): void {
  const rows = layout.rows.filter((row) => (layout.events[row.lane]?.length ?? 0) > 0);
  const [from = 0, to = 0] = view().domain();
  const present = chart.selected < 0 ? -1 : rows.findIndex((row) => row.lane === at(data.events.lane, chart.selected));
  const row = rows[Math.min(Math.max(present + lanes, 0), rows.length - 1)];
  if (row === undefined) return;
  const list = layout.events[row.lane] ?? [];
  const time = chart.selected < 0 ? (from + to) / 2 : at(data.events.time, chart.selected);
  let place = list.indexOf(chart.selected);
  if (place >= 0) place += events;
  else {
    place = 0;
    list.forEach((event, index) => {
      if (Math.abs(at(data.events.time, event) - time) < Math.abs(at(data.events.time, list[place] ?? 0) - time)) place = index;
    });
  }
  choose(list[Math.min(Math.max(place, 0), list.length - 1)] ?? -1);
}

function visit(direction: number): void {
  if (findings.length === 0) return;
  const present = findings.findIndex((finding) => finding.event === chart.selected);
  const next = present < 0 ? (direction > 0 ? 0 : findings.length - 1) : (present + direction + findings.length) % findings.length;
  choose(findings[next]?.event ?? -1);
}

// Around the selected event while it is in view, otherwise around the middle.
function scaleBy(factor: number): void {
  const x = chart.selected < 0 ? -1 : view()(at(data.events.time, chart.selected));
  const middle: [number, number] = [x >= 0 && x <= canvas.clientWidth ? x : canvas.clientWidth / 2, 0];
  surface.call(behaviour.scaleBy.bind(behaviour), factor, middle);
}

const pan = (share: number): void => {
  surface.call(behaviour.translateBy.bind(behaviour), (-share * canvas.clientWidth) / transform.k, 0);
};

function jump(number: number): void {
  const shutdown = data.shutdowns[number];
  if (shutdown === undefined) show(0, span);
  else showAround(shutdown.begin, shutdown.end);
  get("jump", HTMLSelectElement).value = shutdown === undefined ? "all" : String(number);
}

function changeTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset["theme"] === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset["theme"] === "dark";
  root.dataset["theme"] = dark ? "light" : "dark";
  chart.repaint();
  draw();
}

// The events as text in place of the canvas, which keeps its size below it: the zoom goes on measuring by it.
function toggleTable(): void {
  events.hidden = !events.hidden;
  get("chart").classList.toggle("as-table", !events.hidden);
  get("table").setAttribute("aria-pressed", String(!events.hidden));
  draw();
}

const home = (): void => {
  if (events.hidden) canvas.focus();
  else table.focus();
};

whenPressed(get("chart"), canvas, {
  step, pan, scaleBy, jump, visit, changeTheme, home,
  read: () => { get("details").focus(); },
  filter: () => { get("filter").querySelector("button")?.focus(); },
  toggleTable: () => {
    toggleTable();
    home();
  },
});

function bind(): void {
  canvas.addEventListener("click", (event) => {
    choose(chart.find(view(), event.offsetX, event.offsetY + scroll.scrollTop), false);
    canvas.focus();
  });
  overview.addEventListener("click", (event) => {
    const [from = 0, to = 0] = view().domain();
    const middle = (event.offsetX / overview.clientWidth) * span;
    show(middle - (to - from) / 2, middle + (to - from) / 2);
    home();
  });
  get("skip").addEventListener("click", (event) => {
    event.preventDefault();
    home();
  });
  scroll.addEventListener("scroll", draw, { passive: true });
  get("in").addEventListener("click", () => { scaleBy(1.6); });
  get("out").addEventListener("click", () => { scaleBy(1 / 1.6); });
  get("theme").addEventListener("click", changeTheme);
  get("help").addEventListener("click", showKeys);
  get("table").addEventListener("click", toggleTable);
  get("jump").addEventListener("change", (event) => {
    const value = (event.target as HTMLSelectElement).value;
    jump(value === "all" ? -1 : Number(value));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.repaint();
    draw();
  });
  new ResizeObserver(arrange).observe(get("chart"));
}

describe(data);
fillFilter(data, (provider, shown) => {
  if (shown) layout.hidden.delete(provider);
  else layout.hidden.add(provider);
  arrange();
});
fillLegend();
showFindings(data, get("findings"), findings, choose);
showRules(data, get("rules"));
choose(-1);
arrange();
bind();
// What most who open the page came for: the last session that ended.
jump(data.shutdowns.map((shutdown) => shutdown.of).lastIndexOf("session"));
