/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { looksGood, open, seePage, type Sight } from "../../tests/fixtures/browser.ts";
import { exampleModel, hostile } from "../../tests/fixtures/page.ts";
import { page } from "./page.ts";

/** Returns the visible rows of the shown table by their first cells. */
function rowsOf(tab: Page, study = "example"): Promise<string[]> {
  return tab.locator(`[data-study]:has(#${study}) [data-view]:visible tbody tr:visible`)
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.method!));
}

function sortButton(tab: Page, column: string) {
  return tab.locator(`[data-view]:visible th[data-column="${column}"] button`).first();
}

const sights: { readonly [name: string]: Sight } = {
  "tables sort by number and filter, and switches choose": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address);
    const planned = await rowsOf(tab);
    assert.equal(planned.length, 8);
    const column = sortButton(tab, "a-b");
    await column.click();
    // As a text, 9.9 would be the greatest; the failed cell has no number.
    const hostileLabel = `jan (kind=${hostile})`;
    const best = [
      "target_only",
      "dann",
      "coral",
      "source_only",
      hostileLabel,
      "jan (kind=plain)",
      "mmd",
    ];
    assert.deepEqual(await rowsOf(tab), [...best, "cmd"]);
    const head = tab.locator('[data-view]:visible th[data-column="a-b"]').first();
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    await column.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    assert.deepEqual((await rowsOf(tab)).at(0), "mmd");
    assert.deepEqual((await rowsOf(tab)).at(-1), "cmd");
    await column.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "none");
    assert.deepEqual(await rowsOf(tab), planned);

    await tab.locator('[id="example/methods"]').fill("AN, mmd");
    assert.deepEqual(await rowsOf(tab), ["dann", "mmd", hostileLabel, "jan (kind=plain)"]);
    assert.equal(await tab.locator(".found").first().textContent(), "4 of 8 methods shown.");
    await tab.locator('[id="example/methods"]').fill("");
    await tab.locator('[id="example/rows"]').selectOption("incomplete");
    assert.deepEqual(await rowsOf(tab), ["coral", "cmd"]);
    await tab.locator('[id="example/rows"]').selectOption("harmed");
    assert.deepEqual(await rowsOf(tab), ["mmd"]);
    await tab.locator(".controls:visible button[type=reset]").first().click();
    await tab.waitForFunction(() => document.querySelector(".found")!.textContent === "");
    assert.deepEqual(await rowsOf(tab), planned);

    const caption = tab.locator("[data-view]:visible caption").first();
    assert.match((await caption.textContent())!, /^last, .*accuracy in %/);
    await tab.locator('[id="example/selection/last"]').press("ArrowRight");
    assert.match((await caption.textContent())!, /^oracle, .*a bound, not a result: accuracy in %/);
    await tab.locator('[id="example/view/values"]').press("ArrowRight");
    assert.match((await caption.textContent())!, /^oracle, .*gain over source_only/);
    await tab.locator('[id="example_tasks/results"] [data-column="y"] button:visible').click();
    assert.deepEqual(await rowsOf(tab, "example_tasks"), ["hard_sharing", "single_task"]);

    const groups = tab.locator("[data-study]:has(#groups)");
    const heads = () => groups.locator("[data-view]:visible thead th:visible").allTextContents();
    const gain = "gain over single_task";
    const tasks = ["x (left)", "y (left)", "x (right)", "y (right)"];
    assert.deepEqual(await heads(), ["method", ...tasks, "mean", gain]);
    await groups.locator('[id="groups/level/task"]').press("ArrowLeft");
    assert.deepEqual(await heads(), ["method", "left", "right", "mean", gain]);
    await groups.locator('[id="groups/problems"]').fill("LEFT");
    assert.deepEqual(await heads(), ["method", "left", "mean", gain]);
    assert.deepEqual(wrongs, []);
  },

  "cells open their runs, by mouse, keyboard and address": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address);
    const dialog = tab.locator("dialog");
    const link = tab.locator('[id="example/cmd/a-b/last"] a');
    await link.focus();
    await link.press("Enter");
    assert.equal(await dialog.getAttribute("open"), "");
    assert.equal(await tab.locator("#runs-title").textContent(), "cmd on a-b last");
    const [failed, sound] = await tab.locator("details.run").all();
    assert.match((await failed.locator("> summary").textContent())!, /^seed 0–failed/);
    assert.match((await sound.locator("> summary").textContent())!, /^seed 180\.0 %\+8\.0ok/);
    await failed.locator("> summary").press("Enter");
    assert.equal(await failed.locator("pre.error").textContent(), `out of memory ${hostile}`);
    assert.equal(
      await failed.locator(".command code").textContent(),
      "deno task bench --id 'cmd-a-b-0'",
    );
    await failed.locator(".command button").click();
    await tab.waitForFunction(() =>
      document.querySelector(".command button")!.textContent !== "Copy"
    );
    assert.match((await failed.locator(".spec pre").textContent())!, /"seed": 0/);
    assert.equal(await tab.locator("dialog .curves .line").count(), 3);
    await tab.locator("#curve").selectOption("training: loss");
    assert.match(
      (await tab.locator("dialog .curves").getAttribute("aria-label"))!,
      /^training: loss by/,
    );
    await tab.keyboard.press("Escape");
    assert.equal(await dialog.getAttribute("open"), null);
    assert.ok(await link.evaluate((element) => element === document.activeElement));
    assert.equal(new URL(tab.url()).hash, "");
    assert.equal(await tab.evaluate("typeof pwned"), "undefined");

    await tab.goto(`${address}#example/dann/b-a/oracle`);
    await dialog.and(tab.locator("[open]")).waitFor();
    assert.equal(await tab.locator("#runs-title").textContent(), "dann on b-a oracle");
    assert.ok(await tab.locator('[id="example/dann/b-a/oracle"]').isVisible());
    await tab.locator("dialog .close").click();
    assert.equal(await dialog.getAttribute("open"), null);

    await tab.locator('[id="example/dann/b-a/oracle"] a').click();
    assert.equal(new URL(tab.url()).hash, "#example/dann/b-a/oracle");
    await tab.goBack();
    await dialog.and(tab.locator("[open]")).waitFor({ state: "detached" });
    await tab.goto("about:blank");
    await tab.goto(`${address}#example/mmd/a-b`);
    await dialog.and(tab.locator("[open]")).waitFor();
    assert.equal(await tab.locator("#runs-title").textContent(), "mmd on a-b last");
    // A decrease is a gain if lower is better.
    await tab.goto(`${address}#example_tasks/hard_sharing/y/last`);
    await tab.locator("#runs-title", { hasText: "hard_sharing on y" }).waitFor();
    assert.match(
      (await tab.locator("details.run > summary").first().textContent())!,
      /^seed 09\+1ok/,
    );
    assert.deepEqual(wrongs, []);
  },

  "links resolve, figures draw in sight, the theme toggles": async (browser, address) => {
    const { tab, wrongs } = await open(browser, address, { colorScheme: "light" });
    const lost = await tab.locator("a[href^='#']").evaluateAll((links) =>
      links.map((link) => (link as HTMLAnchorElement).hash.slice(1))
        .filter((id) => !document.getElementById(id))
    );
    assert.deepEqual(lost, []);

    const last = tab.locator('[id="example_tasks/figures/two"]');
    assert.equal(await last.locator("svg").count(), 0);
    await last.scrollIntoViewIfNeeded();
    await last.locator("svg").waitFor();
    for (const figure of await tab.locator("figure").all()) {
      await figure.scrollIntoViewIfNeeded();
      await figure.locator("svg").waitFor();
    }
    assert.match((await last.locator("svg").textContent())!, /x 1/);
    const saving = tab.waitForEvent("download");
    await last.getByRole("button", { name: "Save SVG" }).click();
    assert.equal((await saving).suggestedFilename(), "example_tasks_figures_two.svg");

    const paper = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    const toggle = tab.locator("#theme");
    await toggle.click();
    assert.equal(await toggle.textContent(), "Theme: light");
    assert.equal(await paper(), light);
    await toggle.click();
    assert.notEqual(await paper(), light);
    assert.match(
      await last.locator("svg").evaluate((svg) => getComputedStyle(svg).filter),
      /^invert/,
    );
    await tab.reload();
    assert.equal(await toggle.textContent(), "Theme: dark");
    assert.notEqual(await paper(), light);
    assert.deepEqual(wrongs, []);
  },

  "fits a phone, and axe finds nothing serious": async (browser, address) => {
    await looksGood(browser, address, async (tab, look) => {
      await tab.locator("figure").first().scrollIntoViewIfNeeded();
      await tab.locator("figure svg").first().waitFor();
      await look("the page", "html");
      await tab.locator('[id="example/cmd/a-b/last"] a').click();
      await tab.locator("details.run > summary").first().click();
      await look("the dialog", "dialog");
    });
  },

  "a live page loads itself again and stays as it was": async (browser) => {
    let events!: ReadableStreamDefaultController<Uint8Array>;
    let loads = 0;
    const served = await page({ ...exampleModel(), live: true });
    const stop = new AbortController();
    const { signal } = stop;
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, signal, onListen: () => {} },
      (request) => {
        if (new URL(request.url).pathname === "/events") {
          const stream = new ReadableStream<Uint8Array>({
            start: (controller) => void (events = controller),
          });
          return new Response(stream, { headers: { "content-type": "text/event-stream" } });
        }
        loads++;
        return new Response(served, { headers: { "content-type": "text/html" } });
      },
    );
    try {
      const { tab, wrongs } = await open(browser, `http://127.0.0.1:${server.addr.port}/`);
      await tab.waitForFunction(() =>
        performance.getEntriesByName(`${location.origin}/events`) || true
      );
      await tab.locator('[id="example/view/gains"]').check({ force: true });
      await tab.locator('[id="example/methods"]').fill("mm");
      await sortButton(tab, "mean").click();
      await tab.locator('[data-view]:visible a[href="#example/mmd/mean/last"]').click();
      await tab.evaluate(() => scrollTo(0, 400));
      while (!events) await new Promise((resolve) => setTimeout(resolve, 10));
      await tab.locator("#curve").selectOption("training: loss");
      await tab.locator("details.run > summary").nth(2).click();
      const again = tab.waitForEvent("load");
      events.enqueue(new TextEncoder().encode("data: changed\n\n"));
      await again;
      await tab.waitForFunction(() => scrollY === 400);
      assert.equal(loads, 2);
      assert.deepEqual(await rowsOf(tab), ["mmd"]);
      assert.match(
        (await tab.locator("[data-view]:visible caption").first().textContent())!,
        /gain/,
      );
      const head = tab.locator('[data-view]:visible th[data-column="mean"]').first();
      assert.equal(await head.getAttribute("aria-sort"), "descending");
      assert.equal(
        await tab.locator("#runs-title").textContent(),
        "mmd, mean over the 2 problems last",
      );
      assert.equal(await tab.locator("#curve").inputValue(), "training: loss");
      assert.equal(await tab.locator("details.run").nth(2).getAttribute("open"), "");
      assert.deepEqual(wrongs.filter((wrong) => !wrong.endsWith("/events")), []);
    } finally {
      stop.abort();
      await server.finished;
    }
  },
};

seePage("page in a browser", () => page(exampleModel()), sights);
