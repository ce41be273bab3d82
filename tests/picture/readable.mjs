// SPDX-License-Identifier: Apache-2.0
//
// Whether a page can be read: the contrast of its colours, and whether everything that can be reached has a name.

// The luminance and contrast of WCAG 2.2; a colour is [red, green, blue] from 0 to 1.
function luminance(colour) {
  const [red, green, blue] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function parts(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join("") : hex.slice(1);
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16) / 255);
}

export const atLeast = (least, one, other) => contrast(parts(one), parts(other)) >= least;

// What is written or drawn on what, in the page's own colours, with less contrast than WCAG asks for: 4.5 of texts, 3 of
// graphics.
export async function tooFaint(page) {
  const colours = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    const names = ["ground", "raised", "text", "faint", "accent", "call", "failed", "slow", "bad", "mark",
      ...["rising", "on", "ending", "leaving", "off"].map((state) => `state-${state}`),
      ...["mail", "logons", "providers", "account"].map((phase) => `phase-${phase}`)];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  });
  const of = Object.fromEntries(Object.entries(colours).map(([name, hex]) => [name, parts(hex)]));
  const mixed = (name, share) => of[name].map((part, at) => part * share + of.ground[at] * (1 - share));
  const states = Object.keys(of).filter((name) => name.startsWith("state-"));
  const phases = Object.keys(of).filter((name) => name.startsWith("phase-"));
  const pairs = [];
  const pair = (least, front, back, ground = of[back]) => pairs.push({ least, front, back, value: contrast(of[front], ground) });
  for (const ground of ["ground", "raised"]) {
    for (const text of ["text", "faint", "bad"]) pair(4.5, text, ground);
    pair(3, "accent", ground);
  }
  for (const state of states) pair(4.5, "text", state);
  for (const bar of ["call", "failed", "slow", "bad"]) pair(4.5, "ground", bar);
  pair(4.5, "text", "a notice", mixed("bad", 0.12));
  pair(4.5, "text", "the selected row", mixed("accent", 0.14));
  for (const phase of phases) {
    for (const text of ["text", "faint"]) pair(4.5, text, `the band of ${phase}`, mixed(phase, 0.1));
    for (const graphic of ["call", "failed", "slow", "bad", "mark"]) pair(3, graphic, `the band of ${phase}`, mixed(phase, 0.1));
    pair(3, phase, "ground");
  }
  for (const ground of [...states, "ground"]) pair(3, "mark", ground);
  return pairs.filter(({ least, value }) => value < least)
    .map(({ least, front, back, value }) => `${front} on ${back} is ${value.toFixed(2)}:1, not ${least}:1`);
}

// What can be reached or landed on and has no name for those who do not see it, as tag and id.
export async function nameless(page) {
  const kinds = [["button", "button"], ["select", "combobox"], ["section", "region"], ["aside", "complementary"],
    ["nav", "navigation"], ["canvas[tabindex]", "application"], ["table", "table"], ["a", "link"], ["[role=group]", "group"]];
  const found = [];
  for (const [selector, role] of kinds) {
    for (const element of await page.locator(`${selector}:visible`).all()) {
      const named = page.getByRole(role, { name: /\S/ });
      if (await element.and(named).count() === 0) found.push(await element.evaluate((one) => `${one.tagName.toLowerCase()}#${one.id}`));
    }
  }
  return found;
}
