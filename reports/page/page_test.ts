import assert from "node:assert/strict";
import { underRules } from "../../tests/fixtures/changes.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { numberCell } from "../tables/sheet_cells.ts";
import { exampleModel, hostile } from "../../tests/fixtures/page.ts";
import { page } from "./page.ts";
import { cellAddress, placed } from "./placed_study.ts";

const model = exampleModel();
const text = await page(model);
/** The page without its scripts. */
const shown = text.replace(/<script[^]*?<\/script>/g, "").replace(/<style>[^]*?<\/style>/, "");
const data = JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(text)![1]);

/** Returns the visible text of an element with an id. */
function seen(id: string): string {
  const [, , inside] =
    new RegExp(`<(\\w+) id="${RegExp.escape(id)}"[^>]*>(.*?)</\\1>`).exec(shown) ??
      assert.fail(`nothing has the id ${id}`);
  return readable(inside);
}

function readable(html: string): string {
  return html.replace(/<svg.*?<\/svg>/g, "").replace(/<[^>]*>/g, "");
}

Deno.test("page: the same model gives the same bytes", async () => {
  assert.equal(await page(exampleModel()), text);
});

Deno.test("page: every cell of every study has its text under its address", () => {
  let cells = 0;
  for (const study of placed(model)) {
    for (const section of study.study.comparison.sections) {
      for (const [method, row] of section.rows.entries()) {
        for (const column of study.columns) {
          const entry = column.of(row);
          const found = seen(cellAddress(study, method, column, section));
          if (entry.scale) {
            assert.equal(found.replace(", best", ""), numberCell(entry).text);
          }
          cells++;
        }
      }
    }
  }
  assert.equal(cells, 2 * (8 * 3 + 2 * 7 + 2 * 3));
});

Deno.test("page: values, gains and their verdicts read as they should", () => {
  assert.equal(seen("example/dann/a-b/last"), "91.0 ± 1.0, best");
  assert.equal(seen("example/coral/a-b/last"), "80.5 (2/3)");
  // Differences of 20, 21 and 19 points: t(0.975, 2) = 4.303, so 20 ± 4.303/√3.
  const gains = shown.slice(shown.indexOf('data-view="gains"'));
  const [dann] = /<tr data-method="dann".*?<\/tr>/.exec(gains)!;
  assert.match(readable(dann), /^dann▲ \+20\.0, helped, +\[\+17\.5, \+22\.5\]/);
  const [mmd] = /<tr data-method="mmd".*?<\/tr>/.exec(gains)!;
  assert.match(readable(mmd), /^mmd▼ −61\.1\**, harmed, +\[.*▼ 2 of 2$/);
});

Deno.test("page: over metrics of several directions there is no mean, and a relative gain", () => {
  // The relative gains are, on seed 0, (0.6 − 0.5)/0.5 and (10 − 9)/10, on seed 1 (0.65 − 0.52)/0.52 and (10.5 −
  // 9.5)/10.5: 15 % and 17.26 %, so 16.13 ± 12.706 · 1.131 %.
  assert.equal(
    seen("example_tasks/hard_sharing/mean/last"),
    "▲ +16.1, helped,  [+1.8, +30.5]",
  );
  assert.match(readable(shown), /hard_sharing, \+16\.1 \[\+1\.8, \+30\.5\] % over single_task/);
});

Deno.test("page: says of each study which method is best, by how much, and whom it harms", () => {
  // The gains by seed are 10.5, 10 and 10 points.
  const [verdict] = /<div class="findings">.*?<\/div>/.exec(shown)!;
  assert.equal(
    readable(verdict),
    "Best under last: dann at 76.2 ± 0.3 % accuracy, +10.2 [+9.4, +10.9] points over source_only, " +
      "harms 0 of 2.Of 9 gains over source_only that have an interval: ▲ 4 helped, ▼ 2 harmed, " +
      "3 neutral; 3 more have no interval.",
  );
});

Deno.test("page: missing, failed and diverged cells are there, and explained", () => {
  assert.equal(seen("example/coral/b-a/last"), "not run");
  assert.equal(seen("example/cmd/a-b/last"), "failed");
  assert.equal(seen("example/cmd/b-a/last"), "diverged");
  assert.match(shown, /<b>not run<\/b>: no planned seed is done/);
  assert.match(shown, /<b>failed<\/b>: the run of at least one seed threw/);
  assert.match(shown, /<b>diverged<\/b>: the loss of at least one seed was not finite/);
  const flaws = readable(/<ul class="flaws">.*?<\/ul>/.exec(shown)![0]);
  assert.ok(flaws.startsWith("cmd, a-b, seed 0: failed: out of memory &lt;/script&gt;"));
  assert.ok(flaws.endsWith("cmd, b-a, seed 1: diverged at step 412: the loss is NaN"));
  const missing = readable(/<ul class="missing">.*?<\/ul>/.exec(shown)![0]);
  assert.equal(missing, "coral, a-b, seed 1coral, b-a, seeds 0, 1, 2");
  assert.match(readable(shown), /44 of 48 runs made, 1 diverged, 1 failed/);
});

Deno.test("page: explains no sign that is not there", async () => {
  const runs = exampleModel().studies[0].study.runs;
  const signsOf = async (...methods: string[]) => {
    const study = studyOf(runs.filter(({ spec }) => methods.includes(spec.method.name)));
    const html = await page({ studies: [{ study, figures: [] }], generatedBy: "" });
    const [legend] = /<ul class="legend">.*?<\/ul>/.exec(html)!;
    return [...legend.matchAll(/<b>(.*?)<\/b>/g)].map(([, sign]) => sign);
  };
  assert.deepEqual(await signsOf("source_only", "dann"), ["Bold", "No stars", "oracle"]);
  assert.deepEqual(await signsOf("cmd"), ["oracle", "diverged", "failed"]);
  assert.deepEqual(await signsOf("coral"), ["oracle", "(k/n)", "not run", "incomplete"]);
});

Deno.test("page: any selection rule has an address, and a bound says so", async () => {
  const rule = { title: "a checkpoint", better: 0.01 };
  const runs = underRules(plan("source_only", { "a-b": [0.5, 0.6], "b-a": [0.5, 0.6] }), {
    "least entropy": { ...rule, bound: false },
    "least/entropy": { ...rule, bound: true },
    [hostile]: { ...rule, bound: true },
  });
  const html = await page({ studies: [{ study: studyOf(runs), figures: [] }], generatedBy: "" });
  const ids = [...html.matchAll(/ id="(example\/source_only\/a-b\/[^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.slice(0, 2), [
    "example/source_only/a-b/least-entropy",
    "example/source_only/a-b/least-entropy-2",
  ]);
  assert.equal(new Set(ids).size, 3);
  assert.ok(ids.every((id) => /^[\w/.=-]+$/.test(id)));
  const radios = [
    ...html.matchAll(
      /<input type="radio" id="[^"]*" name="selection" value="([^"]*)"[^>]*><span>(.*?)</g,
    ),
  ];
  assert.deepEqual(radios.slice(0, 2).map(([, value, text]) => [value, text]), [
    ["least-entropy", "least entropy"],
    ["least-entropy-2", "least/entropy (bound)"],
  ]);
  assert.deepEqual(
    [...html.matchAll(/data-view="values" data-selection="([^"]*)"/g)].map(([, slug]) => slug),
    radios.map(([, value]) => value),
  );
  const [legend] = /<ul class="legend">.*?<\/ul>/.exec(html)!;
  assert.match(
    legend,
    /<b>least\/entropy<\/b>: it reads hidden labels, so its results are bounds,/,
  );
  assert.doesNotMatch(legend, /<b>least entropy<\/b>/);
  assert.ok(!html.includes(hostile));
});

Deno.test("page: published numbers stand below ours, with where they were read", () => {
  const [body] = /<tbody><tr class="ours">.*?<\/table>/.exec(shown)!;
  assert.match(
    readable(body),
    /^source_only ours71\.0 ± 0\.661\.0 ± 0\.666\.0 ± 0\.5nn Ganin et al\. 2016 Table 1\(a\), primary79\.072\.175\.5/,
  );
  assert.match(readable(shown), /dann unverified: recalled/);
});

Deno.test("page: changes, departures, protocol and machines are said", () => {
  const said = readable(shown);
  const parts = [
    "epochs: 3, the suite&#39;s 30",
    "The paper has another optimizer: --protocol changes it.",
    "example, version 1",
    "mlp (hidden=100)",
    "44 runs on device wasm, 1 thread, a processor, linux; deno 2.9.6; commit 0a1b2c3.",
  ];
  assert.deepEqual(parts.filter((part) => !said.includes(part)), []);
});

Deno.test("page: describes each part of the methods once", () => {
  assert.equal(seen("method/dann/title"), "The method dann dann");
  assert.match(shown, /example<\/a>: 76\.2 ± 0\.3 %, gain \+10\.2 \[/);
  const titles = [...shown.matchAll(/id="[^"]*\/title"[^>]*>(The [^<]*)/g)].map(([, title]) =>
    title
  );
  assert.deepEqual(titles.filter((title) => !title.startsWith("The method")), [
    "The weighting equal ",
    "The gradient_rule sum ",
    "The encoder mlp ",
  ]);
  assert.equal(
    titles.length,
    3 +
      new Set(
        model.studies.flatMap(({ study: { runs } }) => runs.map(({ spec }) => spec.method.name)),
      ).size,
  );
});

Deno.test("page: no text breaks out of its place", () => {
  assert.ok(!text.includes(hostile));
  assert.equal(text.match(/<script/g)!.length, text.match(/<\/script>/g)!.length);
  assert.ok(!shown.includes("<img") && !shown.includes("<script"));
  const messages = data.studies[0].runs.map((run: { record?: { error?: { message: string } } }) =>
    run.record?.error?.message
  );
  assert.ok(messages.includes(`out of memory ${hostile}`));
});

Deno.test("page: every id is there once, and every inner link has its target", () => {
  const ids = [...shown.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);
  const links = [...shown.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
  assert.ok(links.length > 100);
  assert.deepEqual(links.filter((id) => !ids.includes(id)), []);
});

Deno.test("page: reaches for nothing outside, and lets no script do so", async () => {
  assert.doesNotMatch(shown, /<(link|img|iframe|script)[^>]* (src|href)="(?!data:,")/);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)!;
  assert.match(policy, /^default-src &#39;none&#39;; script-src (&#39;sha256-\S+&#39; ?)+; /);
  assert.match(policy, /connect-src &#39;none&#39;/);
  const live = await page({ ...model, live: true });
  assert.match(live, /connect-src &#39;self&#39;/);
  assert.match(live, /<html lang="en" data-live>/);
});

Deno.test("page: is below 3 MB without its data", () => {
  assert.ok(text.length - JSON.stringify(data).length < 3e6);
});

Deno.test("page: 1000 runs with long curves stay below 8 MB", async () => {
  const ten = Array.from({ length: 10 }, (_, i) => i);
  const runs = ten.flatMap((method) =>
    ten.flatMap((group) =>
      planTasks(
        method === 0 ? "single_task" : `method_${method}`,
        { name: `group_${group}`, tasks: { x: "accuracy", y: "accuracy" } },
        ten.map((seed) => [1 / (seed + 3), 1 / (method + 3)]),
        ten.map(() => Array(60).fill({})),
      )
    )
  );
  const long = runs.map(({ record, ...run }) => ({
    ...run,
    record: {
      ...record!,
      curve: record!.curve.map(({ step }) => ({
        step,
        training: { loss: 1 / (step + 3) },
        tasks: {
          x: { validation: 1 / (step + 7), test: 1 / (step + 11) },
          y: { validation: 1 / (step + 13), test: 1 / (step + 17) },
        },
      })),
    },
  }));
  const large = await page({
    studies: [{ study: studyOf(long), figures: [] }],
    generatedBy: "",
  });
  assert.ok(large.length > 1e6 && large.length < 8e6, `${large.length}`);
});

Deno.test("page: without studies says that there are no records", async () => {
  assert.match(
    await page({ studies: [], generatedBy: "" }),
    /There are no records/,
  );
});
