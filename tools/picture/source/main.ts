// SPDX-License-Identifier: Apache-2.0
//
// Puts the page together: reads the data, lays it out, and binds mouse, touch and keys to the view.
import "./style.css";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from "d3-zoom";
import { Chart } from "./chart";
import { at, duration, type Finding, Flag, laneName, read, shutdownName } from "./data";
import { element, findingName, showDetails, showFindings, showRules, title } from "./details";
import { Layout } from "./layout";

function get(id: string): HTMLElement;
function get<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
function get(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

const data = read();
const layout = new Layout(data);
const canvas = get("canvas", HTMLCanvasElement);
const overview = get("overview", HTMLCanvasElement);
const scroll = get("scroll");
const dialog = get("dialog", HTMLDialogElement);
const chart = new Chart(data, layout, canvas, get("axis", HTMLCanvasElement), overview);
const span = Math.max(data.span, 1);
const findings: Finding[] = [
  ...data.rules.flatMap((rule) => rule.broken.map((one): Finding => (
    { kind: "broken", event: one.proof[0] ?? 0, what: `${rule.rule}: ${one.what}` }))),
  ...data.findings,
];
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
  document.body.classList.toggle("chosen", event >= 0);
  if (event >= 0) {
    const lane = data.lanes[at(data.events.lane, event)];
    const took = call < 0 ? "" : `, ${duration(at(data.calls.over, call) - at(data.events.time, at(data.calls.begin, call)))}`;
    const said = `${title(data, event)}, ${lane === undefined ? "" : laneName(lane)}${took}`;
    get("said").textContent = said;
    canvas.setAttribute("aria-label", said);
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

const scaleBy = (factor: number): void => { surface.call(behaviour.scaleBy.bind(behaviour), factor); };
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

const keys: [string, string][] = [
  ["← →", "previous, next event of the lane"], ["↑ ↓", "lane above, below"], ["Shift ← →", "move along time"],
  ["+ −", "zoom in, out"], ["0", "the whole trace"], ["1 … 9", "the first … ninth shutdown"],
  ["n p", "next, previous finding"], ["Enter", "read the selected event"], ["Esc", "back to the time line"],
  ["f", "filter by provider"], ["t", "light or dark"], ["?", "these keys"],
];

function help(): void {
  const heading = element("h2", "Keys");
  heading.id = "dialog-title";
  const list = element("dl");
  for (const [key, what] of keys) list.append(element("dt", key), element("dd", what));
  const close = element("button", "Close");
  close.type = "button";
  close.addEventListener("click", () => { dialog.close(); });
  dialog.replaceChildren(heading, list, close);
  dialog.showModal();
}

function press(event: KeyboardEvent): void {
  if (dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  const onControl = /^(BUTTON|SELECT|INPUT)$/.test(target.tagName);
  const onChart = target === canvas || target === document.body;
  const moves: Record<string, () => void> = {
    ArrowLeft: () => { if (event.shiftKey) pan(-0.2); else step(0, -1); },
    ArrowRight: () => { if (event.shiftKey) pan(0.2); else step(0, 1); },
    ArrowUp: () => { step(-1, 0); },
    ArrowDown: () => { step(1, 0); },
    Enter: () => { get("details").focus(); },
  };
  const others: Record<string, () => void> = {
    "+": () => { scaleBy(1.6); }, "=": () => { scaleBy(1.6); }, "-": () => { scaleBy(1 / 1.6); },
    n: () => { visit(1); }, p: () => { visit(-1); }, t: changeTheme, "?": help,
    f: () => { get("filter").querySelector("button")?.focus(); },
    Escape: () => { canvas.focus(); },
  };
  let action = onChart ? moves[event.key] : undefined;
  if (target.tagName !== "SELECT") action ??= others[event.key];
  if (!onControl && /^[0-9]$/.test(event.key)) action ??= () => { jump(Number(event.key) - 1); };
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function describe(): void {
  const program = data.program === undefined ? "A program" : data.program;
  const shutdowns = data.shutdowns.filter((shutdown) => shutdown.of === "session" && shutdown.ended).length;
  document.title = `${program} – Postroom trace`;
  get("program").textContent = program;
  const date = data.started === undefined ? "" : `${new Date(data.started / 1e6).toISOString().replace("T", " ").slice(0, 19)} UTC · `;
  get("about").textContent =
    `${date}process ${data.process ?? 0} · ${data.events.time.length.toLocaleString("en")} events in ${duration(data.span)} · ` +
    `${shutdowns} session${shutdowns === 1 ? "" : "s"} ended`;
  const notices = get("notices");
  const { overwritten = 0, incomplete = 0, unfinished = 0 } = data.lost;
  const lost = overwritten + incomplete + unfinished;
  if (lost > 0) {
    notices.append(element("p",
      `${lost.toLocaleString("en")} events were lost: ${overwritten} of the oldest were overwritten, ${incomplete + unfinished} were not whole. The picture has gaps.`));
  }
  const running = data.calls.flags.filter((flags) => (flags & Flag.running) !== 0).length;
  if (running > 0) {
    notices.append(element("p",
      `The trace ends inside ${running} call${running === 1 ? "" : "s"} that did not return: the process was killed, or still hangs.`));
  }
  for (const shutdown of data.shutdowns) {
    if (!shutdown.ended) notices.append(element("p", `${shutdownName(shutdown)} did not end in this trace.`));
  }
  const choice = get("jump", HTMLSelectElement);
  choice.append(new Option("The whole trace", "all"));
  data.shutdowns.forEach((shutdown, index) => {
    choice.append(new Option(`${shutdownName(shutdown)}, ${duration(shutdown.end - shutdown.begin)}`, String(index)));
  });
}

function fillFilter(): void {
  const providers = [...new Set(data.lanes.map((lane) => lane.provider ?? "").filter((name) => name !== ""))].sort();
  for (const provider of providers) {
    const button = element("button", provider);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      const shown = layout.hidden.delete(provider);
      if (!shown) layout.hidden.add(provider);
      button.setAttribute("aria-pressed", String(shown));
      arrange();
    });
    get("filter").append(button);
  }
}

function fillLegend(): void {
  const entries = [
    ["on", "in use"], ["ending", "quiescing"], ["leaving", "logging off"], ["off", "logged off, shut down"], ["call", "call"],
    ["failed", "call failed"], ["slow", findingName.slow.toLowerCase()], ["wrong", "late, threw, leaked, broken"], ["mark", "other event"],
  ];
  for (const [kind, text] of entries) {
    const item = element("li");
    item.append(element("i", "", kind), text ?? "");
    get("legend").append(item);
  }
}

function bind(): void {
  canvas.addEventListener("click", (event) => {
    choose(chart.find(view(), event.offsetX, event.offsetY + scroll.scrollTop), false);
    canvas.focus();
  });
  overview.addEventListener("click", (event) => {
    const [from = 0, to = 0] = view().domain();
    const middle = (event.offsetX / overview.clientWidth) * span;
    show(middle - (to - from) / 2, middle + (to - from) / 2);
  });
  document.addEventListener("keydown", press);
  scroll.addEventListener("scroll", draw, { passive: true });
  get("in").addEventListener("click", () => { scaleBy(1.6); });
  get("out").addEventListener("click", () => { scaleBy(1 / 1.6); });
  get("theme").addEventListener("click", changeTheme);
  get("help").addEventListener("click", help);
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

describe();
fillFilter();
fillLegend();
showFindings(data, get("findings"), findings, choose);
showRules(data, get("rules"));
canvas.setAttribute("aria-label", "Time line of the trace");
choose(-1);
arrange();
bind();
// What most who open the page came for: the last session that ended.
jump(data.shutdowns.map((shutdown) => shutdown.of).lastIndexOf("session"));
