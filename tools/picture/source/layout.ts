// SPDX-License-Identifier: Apache-2.0
//
// Which lanes are shown and where each stands, from the top; and what each lane holds, in the order of time.
import { at, type Data, groupName } from "./data";

export const stateHeight = 16;
export const rowHeight = 13;
const padding = 10;
const headHeight = 30;

export interface Row {
  lane: number;
  top: number;
  height: number;
  head: string; // of the group that begins here; empty inside of one
}

export class Layout {
  rows: Row[] = [];
  height = 0;
  readonly hidden = new Set<string>();
  readonly calls: number[][];
  readonly bars: number[][];
  readonly events: number[][];

  constructor(private readonly data: Data) {
    const lists = (): number[][] => data.lanes.map(() => []);
    this.calls = lists();
    this.bars = lists();
    this.events = lists();
    data.calls.lane.forEach((lane, index) => this.calls[lane]?.push(index));
    data.bars.lane.forEach((lane, index) => this.bars[lane]?.push(index));
    data.events.lane.forEach((lane, index) => this.events[lane]?.push(index));
  }

  // `above`: room for a label over each lane, where there is none beside it.
  arrange(above: number): void {
    this.rows = [];
    let top = 0;
    let group = "";
    this.data.lanes.forEach((lane, index) => {
      if (lane.provider !== undefined && this.hidden.has(lane.provider)) return;
      const name = groupName(lane);
      const head = name === group ? "" : name;
      group = name;
      if (head !== "") top += headHeight;
      let rows = 0;
      for (const call of this.calls[index] ?? []) rows = Math.max(rows, at(this.data.calls.row, call) + 1);
      const height = above + stateHeight + rows * rowHeight + padding;
      this.rows.push({ lane: index, top, height, head });
      top += height;
    });
    this.height = top + 8;
  }

  row(lane: number): Row | undefined {
    return this.rows.find((row) => row.lane === lane);
  }
}
