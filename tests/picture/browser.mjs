// SPDX-License-Identifier: Apache-2.0
//
// browser.mjs PAGE-FOLDER WORK-FOLDER ARTEFACTS DOCUMENT: opens many.html and killed.html of WORK-FOLDER and uses them as a
// person does: by mouse, by keys alone, on a phone, in the dark, as a text. The keys are those that DOCUMENT tells of.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { atLeast, nameless, tooFaint } from "./readable.mjs";

const [, , folder, work, artefacts, manual] = process.argv;
const { chromium } = createRequire(join(folder, "package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const desk = { viewport: { width: 1440, height: 900 }, colorScheme: "light" };

// Before the page runs: keeps what is drawn on the time line.
function watchPen() {
  const drawn = { places: new Map(), texts: [] };
  window.drawn = drawn;
  const watch = (method, note) => {
    const plain = CanvasRenderingContext2D.prototype[method];
    CanvasRenderingContext2D.prototype[method] = function (...values) {
      if (this.canvas.id === "canvas") note.apply(this, values);
      return plain.apply(this, values);
    };
  };
  watch("fillRect", (x, y, width, height) => {
    const place = `${Math.round(x)} ${Math.round(y)} ${Math.round(height)}`;
    drawn.places.set(place, (drawn.places.get(place) ?? 0) + 1);
  });
  watch("fillText", (text) => drawn.texts.push(text));
  watch("clearRect", function (x, y, width) { // the whole canvas: a new picture begins
    if (width === this.canvas.clientWidth) Object.assign(drawn, { places: new Map(), texts: [] });
  });
}

async function open(name, options) {
  const context = await browser.newContext(options);
  await context.addInitScript(watchPen);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() !== "log") complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => { if (request.url() !== page.url() && !request.isNavigationRequest()) complaints.push(request.url()); });
  await page.goto(`file://${join(work, name)}`);
  await page.waitForFunction(() => document.getElementById("canvas").dataset.drawn !== undefined);
  return { page, complaints, done: async () => { assert.deepEqual(complaints, []); await context.close(); } };
}

const heading = (page) => page.locator("#details h2").textContent();
const shot = (page, name) => page.screenshot({ path: join(artefacts, `picture-${name}.png`) });
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const focused = (page) => page.evaluate(() => document.activeElement.id);
async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await frame(page);
  }
}
// How many pixels of a canvas are drawn.
const inked = (page) => page.evaluate(() => {
  const canvas = document.getElementById("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) ++count;
  return count;
});

async function drawing() {
  const { page, done } = await open("many.html", desk);
  assert.match(await page.locator("#about").textContent(), /50,000 events/);
  await page.locator("#canvas").focus();
  await press(page, "0");
  // What is drawn goes by the pixels of the rows, not by the events: at most one rectangle for each of the four weights
  // of a call, and for either side on which its narrow end may be rounded.
  const { most, all } = await page.evaluate(() => {
    const counts = [...window.drawn.places.values()];
    return { most: Math.max(...counts), all: counts.reduce((sum, count) => sum + count, 0) };
  });
  assert.ok(most <= 8, `${most} rectangles were drawn on the same pixel of a row`);
  assert.ok(all > 1000 && all < 15000, `${all} rectangles were drawn`);
  assert.ok(await inked(page) > 10000);
  await shot(page, "whole");
  // A name in the trace stays a text.
  assert.equal(await page.locator("script").count(), 2);
  assert.equal(await page.locator("#filter button").first().textContent(), "</script><script>x()</script>");
  await press(page, "1");
  await shot(page, "light");
  await done();
}

async function narrow() {
  for (const width of [320, 850]) {
    const { page, complaints, done } = await open("many.html", { viewport: { width, height: 700 }, colorScheme: "light" });
    await page.locator("#canvas").focus();
    await press(page, "0");
    for (let step = 0; step < 24; ++step) {
      await press(page, "+", ...(step % 3 === 0 ? ["Shift+ArrowRight"] : []));
      assert.deepEqual(complaints, [], `${width} pixels wide, zoomed in ${step + 1} times`);
    }
    for (const key of ["-", "1", "2", "n"]) await press(page, key);
    await done();
  }
}

async function clicking() {
  const { page, done } = await open("many.html", desk);
  const box = await page.locator("#canvas").boundingBox();
  // Along the calls of the first store's logon, until its logoff is met.
  const top = await page.locator("#labels li.logon", { hasText: "store store" }).boundingBox();
  let met = "";
  for (let x = 2; x < box.width && met !== "IMSLogon::Logoff"; x += 12) {
    await page.mouse.click(box.x + x, top.y + 24);
    met = await heading(page);
  }
  assert.equal(met, "IMSLogon::Logoff");
  const rule = await page.locator("#details .rule").first().textContent();
  assert.match(rule, /^J-13 a logoff calls the logoff method/);
  assert.match(await page.locator("#details dl").textContent(), /took20\.\d+ ms.*returnedS_OK/);
  assert.match(await page.locator("#findings").textContent(), /Slow IMSLogon::Logoff/);
  await shot(page, "selected");
  await done();
}

async function keys() {
  const { page, done } = await open("many.html", desk);
  const before = await page.locator("#labels li").count();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "canvas");
  await page.keyboard.press("f");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "</script><script>x()</script>");
  await page.keyboard.press("Space");
  assert.ok(await page.locator("#labels li").count() < before);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), "false");
  await page.keyboard.press("Space");
  assert.equal(await page.locator("#labels li").count(), before);
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), "canvas");
  // Each step is said once: by the live region, not by the canvas's name as well.
  const name = await page.locator("#canvas").getAttribute("aria-label");
  await page.keyboard.press("ArrowDown");
  const first = await page.locator("#said").textContent();
  await page.keyboard.press("ArrowRight");
  const second = await page.locator("#said").textContent();
  await page.keyboard.press("ArrowDown");
  const third = await page.locator("#said").textContent();
  assert.ok(first !== "" && second !== "" && third !== second, `${first}; ${second}; ${third}`);
  assert.equal(await page.locator("#canvas").getAttribute("aria-label"), name);
  // Each press goes on to the next finding; the order of the logoffs, which the trace breaks on purpose, is among them.
  await page.keyboard.press("n");
  assert.match(await page.locator("#details").textContent(), / broken: /);
  for (let count = 0; count < 50 && (await heading(page)) !== "IMSLogon::Logoff"; ++count) await page.keyboard.press("n");
  assert.equal(await heading(page), "IMSLogon::Logoff");
  assert.match(await page.locator("#details").textContent(), /J-18 broken: store logon \d \(store\) logged on before/);
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "details");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog").isVisible());
  const listed = await page.locator("dialog dt, dialog dd").allTextContents();
  const told = readFileSync(manual, "utf8").split("| key | what it does |\n|---|---|\n")[1].split("\n\n")[0].split("\n");
  assert.deepEqual(told, Array.from({ length: listed.length / 2 }, (_, row) => `| ${listed[row * 2]} | ${listed[row * 2 + 1]} |`));
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("dialog").isVisible()));
  const light = await ground(page);
  await page.keyboard.press("t");
  assert.notEqual(await ground(page), light);
  await done();
}

const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

// A letter typed or dictated outside of the chart changes nothing.
async function keysElsewhere() {
  const { page, done } = await open("many.html", desk);
  await page.locator("#canvas").focus();
  await press(page, "ArrowDown");
  const state = async () => [await ground(page), await heading(page), await page.locator("#events").isVisible(),
    await page.locator("dialog").isVisible(), await page.locator("#jump").inputValue()];
  for (const place of ["#theme", "#jump", "#details", "#findings button"]) {
    for (const key of ["0", "9", "n", "p", "t", "e", "f", "?", "+"]) {
      await page.locator(place).first().focus();
      const before = await state();
      await press(page, key);
      if (place !== "#jump") assert.deepEqual(await state(), before, `${key} in ${place}`);
      assert.ok(await page.evaluate((where) => document.activeElement.matches(where), place), `${key} leaves ${place}`);
    }
  }
  await page.evaluate(() => document.activeElement.blur());
  const before = await state();
  await press(page, "t", "e", "n", "?");
  assert.deepEqual(await state(), before, "keys without a focus");
  await done();
}

async function readable() {
  for (const colorScheme of ["light", "dark"]) {
    const { page, done } = await open("killed.html", { ...desk, colorScheme });
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), colorScheme);
    assert.deepEqual(await tooFaint(page), [], colorScheme);
    await page.locator("#theme").click();  // … and as chosen, not as the system has it
    assert.deepEqual(await tooFaint(page), [], `not ${colorScheme}`);
    await done();
  }
  assert.ok(atLeast(4.5, "#000", "#fff") && !atLeast(4.5, "#69758a", "#f6f7f9") && !atLeast(3, "#7a8699", "#bfe3cf"));
}

async function named() {
  const { page, done } = await open("many.html", desk);
  assert.deepEqual(await nameless(page), []);
  await page.locator("#canvas").focus();
  await press(page, "e");
  assert.deepEqual(await nameless(page), []);
  // The check finds what has lost its name.
  await page.evaluate(() => {
    document.querySelector(".jump span").remove();
    for (const one of document.querySelectorAll("[aria-label]")) one.removeAttribute("aria-label");
  });
  const found = await nameless(page);
  for (const one of ["select#jump", "section#details", "section#events", "aside#panel"]) assert.ok(found.includes(one), `${one} in ${found}`);
  await done();
}

// A failed call is told by a word, on the canvas and beside it.
async function failed() {
  const { page, done } = await open("many.html", desk);
  await page.locator("#canvas").focus();
  await press(page, "0", "e");
  const row = page.locator("#events tr", { hasText: "FAILED" }).first();
  await row.locator("button").click();
  assert.match(await page.locator("#said").textContent(), /FAILED/);
  assert.match(await page.locator("#details dl").textContent(), /callFAILED/);
  await page.locator("#events").focus();
  await press(page, "e");
  for (let step = 0; step < 22; ++step) await press(page, "+");
  const texts = await page.evaluate(() => window.drawn.texts);
  assert.ok(texts.some((text) => / · FAILED · /.test(text)), texts.join("; "));
  await done();
}

async function tableView() {
  const { page, done } = await open("many.html", desk);
  const events = page.locator("#events");
  const range = events.locator("nav p");
  const rows = events.locator("tbody tr");
  const total = async () => Number((await range.textContent()).match(/([\d,]+) events? in view/)[1].replaceAll(",", ""));
  assert.ok(!(await events.isVisible()));
  await page.locator("#canvas").focus();
  await press(page, "0", "e");
  assert.equal(await focused(page), "events");
  assert.ok(!(await page.locator("#canvas").isVisible()));
  assert.equal(await page.locator("#table").getAttribute("aria-pressed"), "true");
  assert.equal(await page.getByRole("table", { name: "The events in view, in the order of time" }).count(), 1);
  assert.equal(await page.getByRole("columnheader").count(), 5);
  assert.equal(await range.textContent(), "1 to 200 of 50,000 events in view");
  assert.equal(await page.locator("#said").textContent(), "1 to 200 of 50,000 events in view");
  assert.equal(await rows.count(), 200);
  assert.match(await rows.first().textContent(), /^0\.\d+ ms.*mapi initialize/);
  assert.equal(await events.locator("#earlier").isDisabled(), true);
  // Every event can be reached.
  await events.locator("#later").click();
  assert.equal(await range.textContent(), "201 to 400 of 50,000 events in view");
  await events.locator("#earlier").click();
  assert.equal(await range.textContent(), "1 to 200 of 50,000 events in view");
  await shot(page, "table");
  // What is in view is what is zoomed to, and what the filter leaves.
  await events.focus();
  await press(page, "+", "+");
  const nearer = await total();
  assert.ok(nearer > 0 && nearer < 50000, `${nearer} events`);
  await page.locator("#filter button", { hasText: /^store$/ }).click();
  await frame(page);
  const fewer = await total();
  assert.ok(fewer > 0 && fewer < nearer, `${fewer} events`);
  assert.equal(await rows.locator("td:nth-child(2)", { hasText: "store store" }).count(), 0);
  await page.locator("#filter button", { hasText: /^store$/ }).click();
  await frame(page);  // the rows are others from here on
  // A row is read by keys, and led back to.
  await rows.nth(2).locator("button").focus();
  const when = await page.evaluate(() => document.activeElement.textContent);
  await press(page, "Enter");
  assert.equal(await focused(page), "details");
  assert.ok((await page.locator("#details dl").textContent()).includes(`when${when}`));
  await press(page, "Escape");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), when);
  assert.equal(await events.locator('[aria-current="true"] button').textContent(), when);
  // A finding is shown where it stands in the table.
  for (let count = 0; count < 50 && (await heading(page)) !== "IMSLogon::Logoff"; ++count) await press(page, "n");
  assert.match(await events.locator('[aria-current="true"]').textContent(), /IMSLogon::Logoff.*S_OK|IMSLogon::Logoff.*took/);
  // It stays a table whatever the trace says, and goes as it came.
  assert.equal(await page.locator("script").count(), 2);
  await press(page, "e");
  assert.equal(await focused(page), "canvas");
  assert.ok(!(await events.isVisible()));
  await page.locator("#table").click();
  assert.ok(await events.isVisible());
  assert.equal(await focused(page), "table");
  await done();
}

async function dark() {
  const { page, done } = await open("many.html", { ...desk, colorScheme: "dark" });
  await shot(page, "dark");
  await done();
}

async function phone() {
  const { page, done } = await open("many.html", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(await fits(), "the page is wider than the phone");
  const box = await page.locator("#canvas").boundingBox();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + 56);
  assert.notEqual(await heading(page), "Select an event");
  await shot(page, "phone");
  await page.locator("#table").tap();
  await frame(page);
  assert.ok(await fits(), "the table is wider than the phone");
  assert.ok(await page.locator("#events tbody tr").count() > 0);
  await shot(page, "phone-table");
  await done();
}

async function killed() {
  const { page, done } = await open("killed.html", desk);
  const said = await page.locator("#notices").textContent();
  assert.match(said, /4,464 events were lost/);
  assert.match(said, /ends inside 2 calls that did not return/);
  const findings = await page.locator("#findings").textContent();
  for (const word of ["Given up", "Threw", "Leak"]) assert.ok(findings.includes(word), `${word} in ${findings}`);
  await page.locator("#findings button", { hasText: "Leak" }).click();
  assert.match(await page.locator("#details").textContent(), /2 IMessage, obtained by <i>main<\/i>/);
  await shot(page, "killed");
  await done();
}

async function withoutScripts() {
  const context = await browser.newContext({ ...desk, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`file://${join(work, "many.html")}`);
  assert.match(await page.locator("body").innerText(), /draws a trace with JavaScript.*\n?.*postroom trace show/);
  await context.close();
}

const tests = [drawing, narrow, clicking, keys, keysElsewhere, readable, named, failed, tableView, dark, phone, killed, withoutScripts];
try {
  for (const test of tests) {
    await test().catch((error) => { throw new Error(`${test.name}: ${error.message}`, { cause: error }); });
  }
  console.log(`${tests.length} ways of using the page work`);
} finally {
  await browser.close();
}
