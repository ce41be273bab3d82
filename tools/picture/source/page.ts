// SPDX-License-Identifier: Apache-2.0
//
// What the page says around the chart: the trace as a whole, what it lacks, the legend, and the providers to filter by.
import { type Data, duration, Flag, shutdownName } from "./data";
import { element, findingName } from "./details";

export function get(id: string): HTMLElement;
export function get<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
export function get(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

export function describe(data: Data): void {
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

// `toggled` is called with the name of a provider and whether it is shown now.
export function fillFilter(data: Data, toggled: (provider: string, shown: boolean) => void): void {
  const providers = [...new Set(data.lanes.map((lane) => lane.provider ?? "").filter((name) => name !== ""))].sort();
  for (const provider of providers) {
    const button = element("button", provider);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(shown));
      toggled(provider, shown);
    });
    get("filter").append(button);
  }
}

export function fillLegend(): void {
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
