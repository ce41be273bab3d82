// SPDX-License-Identifier: Apache-2.0
//
// browser.mjs PAGE-FOLDER WORK-FOLDER ARTEFACTS: opens many.html and killed.html of WORK-FOLDER and uses them as a person
// does: by mouse, by keys alone, on a phone, in the dark.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const [, , folder, work, artefacts] = process.argv;
const { chromium } = createRequire(join(folder, "package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

async function open(name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() !== "log") complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => { if (request.url() !== page.url() && !request.isNavigationRequest()) complaints.push(request.url()); });
  await page.goto(`file://${join(work, name)}`);
  await page.waitForFunction(() => document.getElementById("canvas").dataset.drawn !== undefined);
  return { page, done: async () => { assert.deepEqual(complaints, []); await context.close(); } };
}

const heading = (page) => page.locator("#details h2").textContent();
const shot = (page, name) => page.screenshot({ path: join(artefacts, `picture-${name}.png`) });
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
// How many pixels of a canvas are drawn.
const inked = (page) => page.evaluate(() => {
  const canvas = document.getElementById("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) ++count;
  return count;
});

async function drawing() {
  const { page, done } = await open("many.html", { viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  assert.match(await page.locator("#about").textContent(), /50,000 events/);
  await page.locator("#canvas").focus();
  await page.keyboard.press("0");
  await frame(page);
  const drawn = Number(await page.locator("#canvas").getAttribute("data-drawn"));
  assert.ok(drawn <= 1000, `the whole trace took ${drawn} ms to draw`);
  assert.ok(await inked(page) > 10000);
  await shot(page, "whole");
  // A name in the trace stays a text.
  assert.equal(await page.locator("script").count(), 2);
  assert.equal(await page.locator("#filter button").first().textContent(), "</script><script>x()</script>");
  await page.keyboard.press("1");
  await frame(page);
  await shot(page, "light");
  await done();
  return drawn;
}

async function clicking() {
  const { page, done } = await open("many.html", { viewport: { width: 1440, height: 900 } });
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
  const { page, done } = await open("many.html", { viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const before = await page.locator("#labels li").count();
  await page.keyboard.press("f");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "</script><script>x()</script>");
  await page.keyboard.press("Space");
  assert.ok(await page.locator("#labels li").count() < before);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), "false");
  await page.keyboard.press("Space");
  assert.equal(await page.locator("#labels li").count(), before);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "canvas");
  await page.keyboard.press("ArrowDown");
  const first = await page.locator("#said").textContent();
  await page.keyboard.press("ArrowRight");
  const second = await page.locator("#said").textContent();
  await page.keyboard.press("ArrowDown");
  const third = await page.locator("#said").textContent();
  assert.ok(first !== "" && second !== "" && third !== second, `${first}; ${second}; ${third}`);
  // Each press goes on to the next finding; the order of the logoffs, which the trace breaks on purpose, is among them.
  await page.keyboard.press("n");
  assert.match(await page.locator("#details").textContent(), / broken: /);
  for (let press = 0; press < 50 && (await heading(page)) !== "IMSLogon::Logoff"; ++press) await page.keyboard.press("n");
  assert.equal(await heading(page), "IMSLogon::Logoff");
  assert.match(await page.locator("#details").textContent(), /J-18 broken: store logon \d \(store\) logged on before/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "details");
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog").isVisible());
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("dialog").isVisible()));
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.keyboard.press("t");
  assert.notEqual(await ground(), light);
  // Everything that can be reached has a name.
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, select, canvas[tabindex], section, aside")]
    .filter((one) => !(one.getAttribute("aria-label") ?? one.closest("label")?.textContent ?? one.textContent).trim()).length);
  assert.equal(nameless, 0);
  await done();
}

async function dark() {
  const { page, done } = await open("many.html", { viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
  await shot(page, "dark");
  await done();
}

async function phone() {
  const { page, done } = await open("many.html", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the phone");
  const box = await page.locator("#canvas").boundingBox();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + 56);
  assert.notEqual(await heading(page), "Select an event");
  await shot(page, "phone");
  await done();
}

async function killed() {
  const { page, done } = await open("killed.html", { viewport: { width: 1440, height: 900 } });
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

try {
  const drawn = await drawing();
  for (const test of [clicking, keys, dark, phone, killed]) await test();
  console.log(`50,000 events were drawn in ${drawn} ms`);
} finally {
  await browser.close();
}
