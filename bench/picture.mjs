// SPDX-License-Identifier: Apache-2.0
//
// picture.mjs PAGE-FOLDER PAGE EVENTS: prints, as JSON in milliseconds, what drawing the whole trace takes (`drawn`), what as
// many rectangles take on a bare canvas of the same size (`floor`), and opening the page until it is drawn (`opened`).
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const ROUNDS = 9; // page and floor take turns; the medians count
const [, , folder, file, events] = process.argv;
const { chromium } = createRequire(join(folder, "package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const median = (of) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)];

try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto("about:blank");  // the browser itself has started
  const begun = performance.now();
  await page.goto(`file://${resolve(file)}`);
  await page.waitForFunction(() => document.getElementById("canvas").dataset.drawn !== undefined);
  const opened = performance.now() - begun;
  const drawn = [];
  const floor = [];
  for (let round = 0; round < ROUNDS; ++round) {
    // Reading a pixel back waits until all is drawn.
    drawn.push(await page.evaluate(() => new Promise((done) => {
      const canvas = document.getElementById("canvas");
      canvas.focus();
      canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "0", bubbles: true }));
      requestAnimationFrame(() => {
        const start = performance.now();
        canvas.getContext("2d").getImageData(0, 0, 1, 1);
        done(Number(canvas.dataset.drawn) + performance.now() - start);
      });
    })));
    floor.push(await page.evaluate((count) => {
      const { width, height } = document.getElementById("canvas");
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const pen = canvas.getContext("2d");
      const start = performance.now();
      for (let at = 0; at < count; ++at) {
        pen.fillStyle = at % 2 === 0 ? "#35619e" : "#bfe3cf";
        pen.fillRect((at * 7) % width, (at * 13) % height, 2, 11);
      }
      pen.getImageData(0, 0, 1, 1);
      return performance.now() - start;
    }, Number(events)));
  }
  console.log(JSON.stringify({ drawn: median(drawn), floor: median(floor), opened }));
} finally {
  await browser.close();
}
