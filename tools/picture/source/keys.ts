// SPDX-License-Identifier: Apache-2.0
//
// The keys. Letters, digits and signs count only while the focus is in the chart: elsewhere they belong to who types,
// dictates or reads with a program of his own. Esc leads to the chart from everywhere.
import { element } from "./details";
import { get } from "./page";

export interface Actions {
  step: (lanes: number, events: number) => void;
  pan: (share: number) => void;
  scaleBy: (factor: number) => void;
  jump: (shutdown: number) => void;
  visit: (direction: number) => void;
  changeTheme: () => void;
  toggleTable: () => void;
  read: () => void;
  filter: () => void;
  home: () => void;
}

const keys: [string, string][] = [
  ["← →", "previous, next event of the lane"],
  ["↑ ↓", "lane above, below"],
  ["Shift ← →", "move along time"],
  ["+ −", "zoom in, out, around the selected event while it is in view"],
  ["0", "the whole trace"],
  ["1 … 9", "the first … ninth shutdown"],
  ["n p", "next, previous finding"],
  ["Enter", "read the selected event"],
  ["Esc", "to the chart, from everywhere"],
  ["e", "the events as a table, and back"],
  ["f", "filter by provider"],
  ["t", "light or dark"],
  ["?", "these keys"],
];

export function showKeys(): void {
  const dialog = get("dialog", HTMLDialogElement);
  const heading = element("h2", "Keys in the chart");
  heading.id = "dialog-title";
  const list = element("dl");
  for (const [key, what] of keys) list.append(element("dt", key), element("dd", what));
  const close = element("button", "Close");
  close.type = "button";
  close.addEventListener("click", () => { dialog.close(); });
  dialog.replaceChildren(heading, list, close);
  dialog.showModal();
}

export function whenPressed(chart: HTMLElement, canvas: HTMLElement, actions: Actions): void {
  const { step, pan, scaleBy, jump, visit } = actions;
  const action = (event: KeyboardEvent): (() => void) | undefined => {
    const { key, shiftKey, target } = event;
    if (key === "Escape") return actions.home;
    if (!(target instanceof Node) || !chart.contains(target)) return undefined;
    if (shiftKey && key === "ArrowLeft") return () => { pan(-0.2); };
    if (shiftKey && key === "ArrowRight") return () => { pan(0.2); };
    const onCanvas: Record<string, () => void> = {
      ArrowLeft: () => { step(0, -1); }, ArrowRight: () => { step(0, 1); },
      ArrowUp: () => { step(-1, 0); }, ArrowDown: () => { step(1, 0); }, Enter: actions.read,
    };
    const inChart: Record<string, () => void> = {
      "+": () => { scaleBy(1.6); }, "=": () => { scaleBy(1.6); }, "-": () => { scaleBy(1 / 1.6); },
      n: () => { visit(1); }, p: () => { visit(-1); }, t: actions.changeTheme, "?": showKeys,
      e: actions.toggleTable, f: actions.filter,
    };
    if (/^[0-9]$/.test(key)) return () => { jump(Number(key) - 1); };
    return inChart[key] ?? (target === canvas ? onCanvas[key] : undefined);
  };
  document.addEventListener("keydown", (event) => {
    if (get("dialog", HTMLDialogElement).open || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = action(event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
