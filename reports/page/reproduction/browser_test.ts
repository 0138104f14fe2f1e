/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { looksGood, open, seePage, type Sight } from "../../../tests/fixtures/browser.ts";
import { hostile } from "../../../tests/fixtures/page.ts";
import { exampleReproduction, hostileReproduction } from "../../../tests/fixtures/reproduction.ts";
import { reproductionHtml } from "./page.ts";

const main = "ganin2016/Table-1-a";

/** Returns the visible texts in a column of a part's table. */
function seen(tab: Page, part: string, column: number): Promise<string[]> {
  return tab.locator(`[id="${part}"] table.sortable tbody tr:visible`).evaluateAll(
    (rows, column) => rows.map((row) => (row as HTMLTableRowElement).cells[column].textContent!),
    column,
  );
}

function sortButton(tab: Page, part: string, column: string) {
  return tab.locator(`[id="${part}"] th[data-column="${column}"] button`);
}

/** Returns the headings of the visible parts of the page. */
function parts(tab: Page): Promise<string[]> {
  return tab.locator("[data-part]:visible h3").allTextContents();
}

const sights: { readonly [name: string]: Sight } = {
  "tables sort by text, number and verdict": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address);
    const planned = await seen(tab, main, 0);
    const difference = sortButton(tab, main, "difference");
    await difference.click();
    assert.deepEqual((await seen(tab, main, 4)).slice(0, 6).map((text) => text.split(" ")[0]), [
      ...["+0.2", "−0.2", "−2.9", "−5.9", "–", "–"],
    ]);
    await difference.press("Enter");
    assert.match((await seen(tab, main, 4))[0], /^−5\.9/);
    await difference.press("Enter");
    assert.deepEqual(await seen(tab, main, 0), planned);
    await sortButton(tab, main, "verdict").click();
    const verdicts = await seen(tab, main, 6);
    assert.deepEqual([verdicts[0], verdicts.at(-1)], ["✓ reproduced", "not run"]);
    assert.ok(verdicts.indexOf("✗ outside") > verdicts.lastIndexOf("✓ reproduced"));
    await sortButton(tab, main, "row").click();
    assert.deepEqual((await seen(tab, main, 0)).slice(0, 3), ["a-b", "a-b", "a-b"]);
    await sortButton(tab, "overview", "not run").click();
    assert.match((await seen(tab, "overview", 0))[0], /^Ganin et al\. 2016 Table 2/);
    assert.deepEqual(wrongs, []);
  },

  "choices show what is wanted, and hide empty tables and papers": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address);
    const found = tab.locator(".found");
    const all = await parts(tab);
    assert.equal(all.length, 7);
    assert.equal(await found.textContent(), "");
    await tab.locator('[id="choose/verdict"]').selectOption("outside");
    assert.deepEqual(await parts(tab), ["Table 1(a)", `Table ${hostile}`]);
    assert.deepEqual(new Set(await seen(tab, main, 6)), new Set(["✗ outside"]));
    assert.match((await found.textContent())!, /^2 of 22 rows shown\.$/);
    await tab.locator('[id="choose/paper"]').selectOption("ganin2016");
    assert.deepEqual(await parts(tab), ["Table 1(a)"]);
    assert.equal(await tab.locator('[id="hostile"]').isVisible(), false);
    await tab.locator('[id="choose/verdict"]').selectOption("holds");
    assert.deepEqual(await parts(tab), ["Claim: Section 5"]);
    await tab.locator('[id="choose/verdict"]').selectOption("failed");
    assert.deepEqual(await parts(tab), []);
    assert.equal(await found.textContent(), "Nothing is like that.");
    await tab.locator(".controls button[type=reset]").click();
    await tab.waitForFunction(() => document.querySelector(".found")!.textContent === "");
    assert.deepEqual(await parts(tab), all);
    await tab.locator('[id="choose/verdict"]').selectOption("settled");
    assert.ok(!(await seen(tab, main, 6)).includes("not run"));
    await tab.locator('[id="choose/verdict"]').selectOption("");
    await tab.locator('[id="choose/find"]').fill("B-A, source_");
    assert.deepEqual(new Set(await seen(tab, main, 1)), new Set(["nn source_only", "svm"]));
    await tab.locator('[id="choose/find"]').fill("");
    await tab.locator('[id="choose/status"]').selectOption("secondary");
    assert.deepEqual(new Set(await seen(tab, main, 1)), new Set(["svm"]));

    // A hidden number becomes visible if an address names it.
    await tab.goto(`${address}#${main}/a-b-nn`);
    await tab.locator("dialog[open]").waitFor();
    assert.ok(await tab.locator(`[id="${main}/a-b-nn"]`).isVisible());
    assert.deepEqual(wrongs, []);
  },

  "numbers open what there is to say, by mouse, keyboard and address": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address);
    const dialog = tab.locator("dialog");
    const link = tab.locator(`[id="${main}/a-b-nn"] a`);
    await link.focus();
    await link.press("Enter");
    assert.equal(
      await tab.locator("#runs-title").textContent(),
      "a-b, nn Ganin et al. 2016 Table 1(a)",
    );
    assert.match(
      (await dialog.textContent())!,
      /Other test examples would explain ±1\.9: ours are 3000/,
    );
    const run = tab.locator("details.run").nth(1);
    assert.equal(await run.locator("> summary").textContent(), "seed 179.00ok");
    await run.locator("> summary").press("Enter");
    assert.equal(await run.locator(".command code").textContent(), "deno task bench --seeds 1-1");
    await tab.keyboard.press("Escape");
    assert.equal(await dialog.getAttribute("open"), null);
    assert.ok(await link.evaluate((element) => element === document.activeElement));

    await link.click();
    await dialog.getByText("Differences of our runs from the paper's").click();
    assert.equal(await dialog.getAttribute("open"), null);
    assert.equal(new URL(tab.url()).hash, "#ganin2016/Experiment-1");
    await tab.goto(`${address}#ganin2016/Table-2/a-b-nn`);
    await dialog.and(tab.locator("[open]")).waitFor();
    assert.match(
      (await dialog.textContent())!,
      /Graft lacks a suite of digits; the data would be MNIST/,
    );
    await tab.goBack();
    await dialog.and(tab.locator("[open]")).waitFor({ state: "detached" });

    await tab.locator('[data-paper="hostile"] td:has(.failed) a').first().click();
    assert.match((await dialog.textContent())!, /seed 1.*failed/);
    assert.equal(await tab.evaluate("typeof pwned"), "undefined");
    assert.deepEqual(wrongs, []);
  },

  "links resolve, drawings are there, the theme toggles": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address, { colorScheme: "light" });
    const lost = await tab.locator("a[href^='#']").evaluateAll((links) =>
      links.map((link) => decodeURIComponent((link as HTMLAnchorElement).hash.slice(1)))
        .filter((id) => !document.getElementById(id))
    );
    assert.deepEqual(lost, []);
    const widths = await tab.locator("figure img").evaluateAll((images) =>
      images.map((image) => (image as HTMLImageElement).naturalWidth)
    );
    assert.deepEqual(widths, [672, 672]);
    const image = tab.locator("figure img").first();
    const filter = () => image.evaluate((element) => getComputedStyle(element).filter);
    assert.equal(await filter(), "none");
    await tab.locator("#theme").click();
    await tab.locator("#theme").click();
    assert.match(await filter(), /^invert/);
    assert.deepEqual(wrongs, []);
  },

  "fits a phone, and axe finds nothing serious": (browser, address) =>
    looksGood(browser, address, async (tab, look) => {
      await tab.locator("details.more > summary").first().click();
      await look("the page", "html");
      await tab.locator(`[id="${main}/a-b-nn"] a`).click();
      await tab.locator("details.run > summary").first().click();
      await look("the dialog", "dialog");
    }),
};

seePage(
  "reproductionHtml in a browser",
  () => reproductionHtml([exampleReproduction(), hostileReproduction()], "Made by a test"),
  sights,
);
