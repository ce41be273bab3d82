// SPDX-License-Identifier: Apache-2.0
//
// picture.mjs PAGE-FOLDER PAGE: prints, as JSON in milliseconds, what drawing the whole trace takes (`drawn`), what the same
// rectangles and texts take on bare canvases of the same sizes (`floor`), opening the page until it is drawn (`opened`),
// and how many rectangles that are (`rectangles`).
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const ROUNDS = 9; // page and floor take turns; the medians count
const [, , folder, file] = process.argv;
const { chromium } = createRequire(join(folder, "package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const median = (of) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)];

// In the page: draws the whole trace; keeps what is drawn in `kept`, when it is given.
function drawAll(kept) {
  const pens = CanvasRenderingContext2D.prototype;
  const plain = { fillRect: pens.fillRect, fillText: pens.fillText };
  if (kept !== undefined) {
    for (const [method, call] of Object.entries(plain)) {
      pens[method] = function (...values) {
        kept.push({ method, values, canvas: this.canvas.id, ink: this.fillStyle });
        return call.apply(this, values);
      };
    }
  }
  return new Promise((done) => {
    const canvas = document.getElementById("canvas");
    canvas.focus();
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "0", bubbles: true }));
    requestAnimationFrame(() => {
      Object.assign(pens, plain);
      const start = performance.now();
      canvas.getContext("2d").getImageData(0, 0, 1, 1);  // reading a pixel back waits until all is drawn
      done(Number(canvas.dataset.drawn) + performance.now() - start);
    });
  });
}

// In the page: draws what was kept, without finding out what to draw.
function drawKept(kept) {
  const pens = {};
  for (const id of ["canvas", "axis", "overview"]) {
    const { width, height } = document.getElementById(id);
    pens[id] = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  }
  const start = performance.now();
  for (const { method, values, canvas, ink } of kept) {
    const pen = pens[canvas];
    pen.fillStyle = ink;
    pen[method](...values);
  }
  pens.canvas.getImageData(0, 0, 1, 1);
  return performance.now() - start;
}

try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto("about:blank");  // the browser itself has started
  const begun = performance.now();
  await page.goto(`file://${resolve(file)}`);
  await page.waitForFunction(() => document.getElementById("canvas").dataset.drawn !== undefined);
  const opened = performance.now() - begun;
  await page.evaluate(`window.drawAll = ${drawAll}; window.drawKept = ${drawKept}; window.kept = [];`);
  await page.evaluate(() => window.drawAll(window.kept));
  const drawn = [];
  const floor = [];
  for (let round = 0; round < ROUNDS; ++round) {
    drawn.push(await page.evaluate(() => window.drawAll()));
    floor.push(await page.evaluate(() => window.drawKept(window.kept)));
  }
  const rectangles = await page.evaluate(() => window.kept.filter(({ method }) => method === "fillRect").length);
  console.log(JSON.stringify({ drawn: median(drawn), floor: median(floor), opened, rectangles }));
} finally {
  await browser.close();
}
