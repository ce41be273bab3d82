// SPDX-License-Identifier: Apache-2.0
//
// Draws what is in view on a canvas of the view's size: bands of the shutdowns, states, calls, marks. What is drawn is
// bounded by the pixels of the rows, not by the number of events (Pixel).
import { scaleLinear, type ScaleLinear } from "d3-scale";
import { at, type Data, Flag, loudWords, moment, phaseName, textOf, took } from "./data";
import { type Layout, type Row, rowHeight, stateHeight } from "./layout";

export interface Colours {
  ground: string;
  text: string;
  faint: string;
  line: string;
  accent: string;
  call: string;
  failed: string;
  slow: string;
  bad: string;
  mark: string;
  states: Record<string, string>;
  phases: Record<string, string>;
}

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const states: Record<string, string> = {
    "logging-on": of("state-rising"), initialised: of("state-on"), loaded: of("state-on"), active: of("state-on"),
    "logged-on": of("state-on"), quiescing: of("state-ending"), "logging-off": of("state-leaving"),
    "logged-off": of("state-off"), "shut-down": of("state-off"), kept: of("bad"), abandoned: of("bad"),
  };
  const phases: Record<string, string> = {
    mail: of("phase-mail"), logons: of("phase-logons"), providers: of("phase-providers"), account: of("phase-account"),
  };
  return {
    ground: of("ground"), text: of("text"), faint: of("faint"), line: of("line"), accent: of("accent"),
    call: of("call"), failed: of("failed"), slow: of("slow"), bad: of("bad"), mark: of("mark"), states, phases,
  };
}

const font = '11px system-ui, "Segoe UI", Roboto, sans-serif';

// Sizes a canvas for the screen's pixels and clears it.
function begin(canvas: HTMLCanvasElement): { pen: CanvasRenderingContext2D; width: number; height: number } | undefined {
  const pen = canvas.getContext("2d");
  if (pen === null) return undefined;
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = font;
  pen.textBaseline = "middle";
  return { pen, width, height };
}

function label(pen: CanvasRenderingContext2D, text: string, left: number, right: number, middle: number): void {
  const room = right - left - 8;
  if (room < 18) return;
  let shown = text;
  if (pen.measureText(shown).width > room) {
    const fits = Math.floor((room / pen.measureText(shown).width) * shown.length) - 1;
    if (fits < 3) return;
    shown = `${shown.slice(0, fits)}…`;
  }
  pen.fillText(shown, left + 4, middle + 0.5);
}

// What was drawn last in a row: what begins on the same pixel, reaches no further and weighs no more would not be seen.
class Pixel {
  private left = -1;
  private right = -1;
  private weight = -1;

  covers(left: number, right: number, weight: number): boolean {
    const [from, to] = [Math.round(left), Math.round(right)];
    if (from === this.left && to <= this.right && weight <= this.weight) return true;
    [this.left, this.right, this.weight] = [from, to, weight];
    return false;
  }
}

export class Chart {
  selected = -1;
  above = 0;
  readonly broken = new Set<number>();
  private ink: Colours = colours();
  private readonly callOf = new Map<number, number>();

  constructor(
    private readonly data: Data,
    private readonly layout: Layout,
    private readonly canvas: HTMLCanvasElement,
    private readonly axis: HTMLCanvasElement,
    private readonly overview: HTMLCanvasElement,
  ) {
    for (const rule of data.rules) for (const one of rule.broken) for (const event of one.proof) this.broken.add(event);
    data.calls.begin.forEach((event, call) => this.callOf.set(event, call));
    data.calls.end.forEach((event, call) => {
      if (event >= 0) this.callOf.set(event, call);
    });
  }

  repaint(): void {
    this.ink = colours();
  }
  call(event: number): number {
    return this.callOf.get(event) ?? -1;
  }

  draw(scale: ScaleLinear<number, number>, scroll: number): void {
    const started = begin(this.canvas);
    if (started === undefined) return;
    const { pen, width, height } = started;
    this.bands(pen, scale, width, height);
    for (const row of this.layout.rows) {
      const top = row.top - scroll;
      if (top > height || top + row.height < 0) continue;
      pen.strokeStyle = this.ink.line;
      pen.beginPath();
      pen.moveTo(0, Math.round(top + row.height) - 0.5);
      pen.lineTo(width, Math.round(top + row.height) - 0.5);
      pen.stroke();
      this.states(pen, scale, row, top + this.above + 4, width);
      this.calls(pen, scale, row, top + this.above + 6 + stateHeight, width);
      this.marks(pen, scale, row, top + this.above + 4, width);
    }
    this.selection(pen, scale, scroll);
    this.drawAxis(scale);
    this.drawOverview(scale);
  }

  private bands(pen: CanvasRenderingContext2D, scale: ScaleLinear<number, number>, width: number, height: number): void {
    for (const shutdown of this.data.shutdowns) {
      for (const phase of shutdown.phases) {
        const left = scale(phase.begin);
        const right = Math.max(scale(phase.end), left + 1);
        if (right < 0 || left > width) continue;
        pen.fillStyle = this.ink.phases[phase.phase] ?? this.ink.line;
        pen.globalAlpha = 0.1;
        pen.fillRect(left, 0, right - left, height);
        pen.globalAlpha = 1;
      }
    }
  }

  private states(pen: CanvasRenderingContext2D, scale: ScaleLinear<number, number>, row: Row, top: number, width: number): void {
    const { begin: from, end: to, state } = this.data.bars;
    const drawn = new Pixel();
    for (const bar of this.layout.bars[row.lane] ?? []) {
      const left = scale(at(from, bar));
      const right = Math.max(scale(at(to, bar)), left + 1);
      if (right < 0 || left > width) continue;
      const name = textOf(this.data, state, bar);
      const colour = this.ink.states[name] ?? this.ink.states["logged-off"] ?? this.ink.line;
      const bad = colour === this.ink.bad;
      if (drawn.covers(left, right, bad ? 1 : 0)) continue;
      const shown = Math.max(left, 0);
      const size = Math.min(right, width) - shown;
      pen.fillStyle = colour;
      pen.fillRect(shown, top, size, stateHeight - 2);
      pen.fillStyle = this.ink.mark; // the pale bars differ little from the ground
      pen.fillRect(shown, top + stateHeight - 2, size, 1);
      pen.fillStyle = bad ? this.ink.ground : this.ink.text;
      label(pen, name, shown, Math.min(right, width), top + stateHeight / 2 - 1);
    }
  }

  private weight(flags: number): number {
    if ((flags & (Flag.abandoned | Flag.threw | Flag.running)) !== 0) return 3;
    if ((flags & Flag.slow) !== 0) return 2;
    return (flags & Flag.failed) !== 0 ? 1 : 0;
  }

  private colour(flags: number): string {
    return [this.ink.call, this.ink.failed, this.ink.slow, this.ink.bad][this.weight(flags)] ?? this.ink.call;
  }

  private calls(pen: CanvasRenderingContext2D, scale: ScaleLinear<number, number>, row: Row, top: number, width: number): void {
    const { calls, events } = this.data;
    const drawn: Pixel[] = [];
    for (const call of this.layout.calls[row.lane] ?? []) {
      const left = scale(at(events.time, at(calls.begin, call)));
      const right = Math.max(scale(at(calls.over, call)), left + 1.5);
      if (right < 0 || left > width) continue;
      const depth = at(calls.row, call);
      const flags = at(calls.flags, call);
      if ((drawn[depth] ??= new Pixel()).covers(left, right, this.weight(flags))) continue;
      const y = top + depth * rowHeight;
      const shown = Math.max(left, 0);
      pen.fillStyle = this.colour(flags);
      pen.fillRect(shown, y, Math.min(right, width) - shown, rowHeight - 2);
      if ((flags & Flag.running) !== 0) this.openEnd(pen, Math.min(right, width), y);
      if (right - left > 14) this.arrow(pen, call, row, left, y);
      pen.fillStyle = this.ink.ground;
      const words = [textOf(this.data, events.method, at(calls.begin, call)), ...loudWords(flags), took(this.data, call)];
      label(pen, words.join(" · "), shown, Math.min(right, width), y + rowHeight / 2 - 1);
    }
  }

  // A call that the trace does not see returning has no right edge: a saw.
  private openEnd(pen: CanvasRenderingContext2D, right: number, top: number): void {
    pen.clearRect(right - 3, top, 3, 3);
    pen.clearRect(right - 3, top + 6, 3, 3);
  }

  // From the lane that calls down or up to the one that is called.
  private arrow(pen: CanvasRenderingContext2D, call: number, row: Row, left: number, y: number): void {
    const from = at(this.data.calls.from, call);
    const caller = from < 0 ? undefined : this.layout.row(from);
    if (caller === undefined || left < 0) return;
    const start = y - row.top + caller.top + (caller.top < row.top ? caller.height - row.height : 0);
    const above = caller.top < row.top;
    const tip = above ? y : y + rowHeight - 2;
    pen.strokeStyle = pen.fillStyle = this.ink.faint;
    pen.globalAlpha = 0.7;
    pen.beginPath();
    pen.moveTo(Math.round(left) + 0.5, start);
    pen.lineTo(Math.round(left) + 0.5, tip);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(left - 3, tip + (above ? -5 : 5));
    pen.lineTo(left + 4, tip + (above ? -5 : 5));
    pen.lineTo(left + 0.5, tip);
    pen.fill();
    pen.globalAlpha = 1;
  }

  private marks(pen: CanvasRenderingContext2D, scale: ScaleLinear<number, number>, row: Row, top: number, width: number): void {
    const { events } = this.data;
    const drawn = new Pixel();
    for (const event of this.layout.events[row.lane] ?? []) {
      const x = Math.round(scale(at(events.time, event)));
      if (x < -4 || x > width + 4) continue;
      const name = textOf(this.data, events.name, event);
      const loud = this.broken.has(event) || name === "leak" || name === "library_kept";
      if (!loud && (name === "call_begin" || name === "call_end" || name === "state_changed")) continue;
      if (drawn.covers(x, x, loud ? 1 : 0)) continue;
      if (loud) this.flag(pen, x, top);
      else {
        pen.fillStyle = this.ink.mark;
        pen.fillRect(x - 0.5, top + stateHeight - 6, 1.5, 6);
      }
    }
  }

  private flag(pen: CanvasRenderingContext2D, x: number, top: number): void {
    pen.fillStyle = this.ink.bad;
    pen.beginPath();
    pen.moveTo(x, top - 3);
    pen.lineTo(x + 6, top + 9);
    pen.lineTo(x - 6, top + 9);
    pen.fill();
  }

  private selection(pen: CanvasRenderingContext2D, scale: ScaleLinear<number, number>, scroll: number): void {
    if (this.selected < 0) return;
    const row = this.layout.row(at(this.data.events.lane, this.selected));
    if (row === undefined) return;
    const x = scale(at(this.data.events.time, this.selected));
    const call = this.call(this.selected);
    const y = row.top - scroll + this.above;
    pen.strokeStyle = this.ink.accent;
    pen.lineWidth = 2;
    if (call >= 0) {
      const left = scale(at(this.data.events.time, at(this.data.calls.begin, call)));
      const right = Math.max(scale(at(this.data.calls.over, call)), left + 3);
      pen.strokeRect(left - 2, y + 4 + stateHeight + at(this.data.calls.row, call) * rowHeight, right - left + 4, rowHeight + 2);
    } else {
      pen.strokeRect(x - 4, y + 2, 8, stateHeight + 2);
    }
    pen.lineWidth = 1;
    pen.globalAlpha = 0.5;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, this.canvas.clientHeight);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  private drawAxis(scale: ScaleLinear<number, number>): void {
    const started = begin(this.axis);
    if (started === undefined) return;
    const { pen, width } = started;
    const ticks = scale.ticks(Math.max(2, Math.floor(width / 110)));
    pen.strokeStyle = this.ink.line;
    pen.fillStyle = this.ink.faint;
    pen.textAlign = "center";
    // A narrow axis may have room for one tick alone.
    const [first = 1e6, second = first] = ticks;
    const step = second > first ? second - first : Math.max(first, 1);
    let end = 0;
    for (const tick of ticks) {
      pen.fillRect(Math.round(scale(tick)), 13, 1, 4);
      const text = moment(tick, step);
      const half = pen.measureText(text).width / 2;
      const middle = Math.min(Math.max(scale(tick), half), width - half);
      if (middle - half < end) continue; // it would stand on the one before
      end = middle + half + 6;
      pen.fillText(text, middle, 6);
    }
    pen.textAlign = "left";
    for (const shutdown of this.data.shutdowns) {
      for (const phase of shutdown.phases) {
        const left = Math.max(scale(phase.begin), 0);
        const right = Math.min(Math.max(scale(phase.end), left + 2), width);
        if (right < 0 || left > width) continue;
        pen.fillStyle = this.ink.phases[phase.phase] ?? this.ink.line;
        pen.fillRect(left, 33, right - left, 3);
        pen.fillStyle = this.ink.faint;
        label(pen, phaseName[phase.phase], left - 4, right, 25);
      }
    }
  }

  // All of the trace, and which part of it is in view.
  private drawOverview(scale: ScaleLinear<number, number>): void {
    const started = begin(this.overview);
    if (started === undefined) return;
    const { pen, width, height } = started;
    const all = scaleLinear([0, Math.max(this.data.span, 1)], [0, width]);
    const counts = new Uint32Array(Math.ceil(width) + 1);
    for (const time of this.data.events.time) {
      const place = Math.floor(all(time));
      counts[place] = (counts[place] ?? 0) + 1;
    }
    const most = Math.log1p(Math.max(...counts));
    pen.fillStyle = this.ink.faint;
    counts.forEach((count, x) => {
      const size = most === 0 ? 0 : (Math.log1p(count) / most) * (height - 6);
      if (size > 0) pen.fillRect(x, height - size, 1, size);
    });
    for (const shutdown of this.data.shutdowns) {
      pen.fillStyle = this.ink.phases[shutdown.phases[0]?.phase ?? "account"] ?? this.ink.line;
      pen.fillRect(all(shutdown.begin), 0, Math.max(all(shutdown.end) - all(shutdown.begin), 2), 3);
    }
    const [from = 0, to = 0] = scale.domain();
    pen.fillStyle = pen.strokeStyle = this.ink.accent;
    pen.globalAlpha = 0.16;
    pen.fillRect(all(from), 0, Math.max(all(to) - all(from), 3), height);
    pen.globalAlpha = 1;
    pen.strokeRect(all(from), 0.5, Math.max(all(to) - all(from), 3), height - 1);
  }

  // The event under a point of the canvas; -1: none is near.
  find(scale: ScaleLinear<number, number>, x: number, y: number): number {
    const row = this.layout.rows.find((one) => y >= one.top && y < one.top + one.height);
    if (row === undefined) return -1;
    const depth = Math.floor((y - row.top - this.above - 6 - stateHeight) / rowHeight);
    const { calls, events, bars, texts } = this.data;
    let best = -1;
    let distance = 7;
    const offer = (event: number, away: number): void => {
      if (away < distance) [best, distance] = [event, away];
    };
    if (depth >= 0) {
      for (const call of this.layout.calls[row.lane] ?? []) {
        if (at(calls.row, call) !== depth) continue;
        const left = scale(at(events.time, at(calls.begin, call)));
        offer(at(calls.begin, call), Math.max(left - x, x - scale(at(calls.over, call)), 0));
      }
      return best;
    }
    for (const event of this.layout.events[row.lane] ?? []) {
      const name = texts[at(events.name, event)];
      if (name !== "call_begin" && name !== "call_end") offer(event, Math.abs(scale(at(events.time, event)) - x));
    }
    if (best >= 0) return best;
    for (const bar of this.layout.bars[row.lane] ?? []) {
      if (x >= scale(at(bars.begin, bar)) && x <= scale(at(bars.end, bar))) best = at(bars.event, bar);
    }
    return best;
  }
}
