import assert from "node:assert/strict";
import { parse as parseCsv } from "csv-parse/sync";
import { Marked } from "marked";
import {
  hostileGate,
  hostilePaper,
  hostilePeers,
  hostileRuns,
  hostileStudies,
  MARK,
  payloads,
} from "../fixtures/hostile.ts";
import { csvText } from "../../reports/escapes/csv.ts";
import { csvOf } from "../../reports/exports/csv.ts";
import { exports } from "../../reports/exports/mod.ts";
import { documentOf } from "../../reports/exports/json.ts";
import { jsonText } from "../../reports/escapes/json.ts";
import { terminalText } from "../../reports/escapes/terminal.ts";
import { figureKinds, figuresOf } from "../../reports/figures/kinds.ts";
import { renderPng, renderSvg } from "../../reports/figures/render.ts";
import { renderPdf } from "../../reports/figures/render_pdf.ts";
import { annotations } from "../../reports/gate/annotations.ts";
import { baselineText } from "../../reports/gate/baseline_file.ts";
import { baselineOf } from "../../reports/gate/baseline.ts";
import { bencherJson } from "../../reports/gate/bencher_json.ts";
import { benchmarkJson } from "../../reports/gate/benchmark_json.ts";
import { gateMarkdown } from "../../reports/gate/gate_markdown.ts";
import { gateTerminal } from "../../reports/gate/gate_terminal.ts";
import { historyLine, parseHistory } from "../../reports/gate/history.ts";
import { junit } from "../../reports/gate/junit.ts";
import { simulationText } from "../../reports/gate/simulation_text.ts";
import { suitesOf, trend } from "../../reports/gate/trend.ts";
import { latexOf } from "../../reports/exports/tex.ts";
import { markdownReport } from "../../reports/exports/md.ts";
import { page } from "../../reports/page/page.ts";
import { reproductionHtml } from "../../reports/page/reproduction/page.ts";
import { parquetOf } from "../../reports/exports/parquet.ts";
import { peerComparison } from "../../reports/tables/peer_comparison.ts";
import { reproductionPage } from "../../reports/reproduction/markdown.ts";
import { reproductionText } from "../../reports/reproduction/terminal.ts";
import { terminalSummary } from "../../reports/tables/summary.ts";
import { terminalTables } from "../../reports/tables/table.ts";
import { parseXml, type XmlElement } from "../xml.ts";

/** One renderer: its output for a payload in every place, and the check of that output. */
interface Renderer {
  /** Its file in `reports`. */
  readonly file: string;
  render(payload: string): string | Promise<string>;
  readonly check: (output: string) => void;
  /** True for drawings, which are slow and are tested with one payload. */
  readonly slow?: true;
}

const wide = { color: true, width: 120, statistics: true };
// A history has no other times and commits than well-formed ones.
const gateDay = (payload: string) =>
  historyLine({ ...hostileGate(payload), commits: ["0a1b2c3"] }, "2026-01-01T00:00:00.000Z");
const drawTrend = (payload: string) => {
  const { entries } = parseHistory([gateDay(payload)], "h.jsonl");
  return renderSvg(trend(entries, suitesOf(entries)[0]));
};

const renderers: readonly Renderer[] = [
  {
    file: "tables/table.ts",
    render: (payload) =>
      hostileStudies(payload).map(({ comparison, published }) =>
        terminalTables(comparison, published, wide)
      ).join(""),
    check: checkTerminal,
  },
  {
    file: "tables/summary.ts",
    render: (payload) => terminalSummary(hostileStudies(payload), wide),
    check: checkTerminal,
  },
  {
    file: "gate/gate_terminal.ts",
    render: (payload) => gateTerminal(hostileGate(payload), { color: true }),
    check: checkTerminal,
  },
  {
    file: "reproduction/terminal.ts",
    render: (payload) => reproductionText([hostilePaper(payload)], wide),
    check: checkTerminal,
  },
  {
    file: "escapes/terminal.ts",
    render: (payload) => terminalText(payload + MARK),
    check: checkTerminal,
  },
  {
    file: "escapes/json.ts",
    render: (payload) => jsonText(hostileStudies(payload).map(({ title }) => title), 2),
    check(output) {
      checkTerminal(output);
      JSON.parse(output);
    },
  },
  {
    file: "exports/md.ts",
    render: (payload) =>
      markdownReport(
        payload + MARK,
        hostileStudies(payload).map((study) => ({
          study,
          figures: [{ title: payload, path: "figures/a.png" }],
        })),
      ),
    check: checkMarkdown,
  },
  {
    file: "gate/gate_markdown.ts",
    render: (payload) => gateMarkdown(hostileGate(payload)),
    check: checkMarkdown,
  },
  {
    file: "gate/simulation_text.ts",
    render: (payload) =>
      simulationText({
        ...{ repetitions: 10, seeds: 2, pool: 4, level: 0.05, alarms: 1 },
        cells: hostileGate(payload).cells.map((cell) => ({
          ...cell,
          ...{ regressed: 1, inconclusive: 2, noticed: [1, 2, 3, 4] },
        })),
      }),
    check: checkPrintedMarkdown,
  },
  {
    file: "tables/peer_comparison.ts",
    render: (payload) => {
      const records = hostileRuns(payload).flatMap(({ record }) => record ?? []);
      return peerComparison("A suite", records, hostilePeers(payload));
    },
    check: checkPrintedMarkdown,
  },
  {
    file: "reproduction/markdown.ts",
    render: (payload) => reproductionPage([hostilePaper(payload)]),
    check: checkMarkdown,
  },
  {
    file: "exports/tex.ts",
    render: (payload) => latexOf(hostileStudies(payload)),
    check: checkLatex,
  },
  { file: "exports/csv.ts", render: (payload) => csvOf(hostileStudies(payload)), check: checkCsv },
  {
    file: "escapes/csv.ts",
    render: (payload) => csvText([["row", "class"], [`${payload}${MARK}`, MARK], [MARK, payload]]),
    check: checkCsvFields,
  },
  {
    file: "gate/junit.ts",
    render: (payload) => junit(hostileGate(payload), { strict: false }),
    check(output) {
      assert.doesNotMatch(output, unseen);
      for (const { name } of elementsOf(parseXml(output))) {
        assert.match(name, /^(testsuites|testsuite|testcase|failure|error|skipped|system-out)$/);
      }
    },
  },
  {
    file: "gate/annotations.ts",
    render: (payload) => annotations(hostileGate(payload), { file: payload, strict: false }),
    check(output) {
      assert.doesNotMatch(output, unseen);
      for (const line of output.trimEnd().split("\n")) {
        assert.match(line, /^::(error|warning|notice) file=[^:,]*,title=[^:,]*::[^\n\r]*$/);
        assert.doesNotMatch(line, /%(?!25|0A|0D|3A|2C)/);
      }
    },
  },
  {
    file: "page/page.ts",
    render: (payload) =>
      page({
        studies: hostileStudies(payload).map((study) => ({ study, figures: [] })),
        generatedBy: payload + MARK,
      }),
    check: checkHtml,
  },
  {
    file: "page/reproduction/page.ts",
    render: (payload) => reproductionHtml([hostilePaper(payload)], payload + MARK),
    check: checkHtml,
    slow: true,
  },
  {
    file: "figures/render.ts",
    async render(payload) {
      const studies = hostileStudies(payload);
      // One figure of each kind.
      const figures = figureKinds.flatMap((kind) =>
        studies.flatMap((study) => kind.draw(study)).slice(0, 1)
      );
      assert.ok(figures.length >= 10);
      const drawn: string[] = [];
      for (const { spec } of figures) drawn.push(await renderSvg(spec));
      await renderPng(drawn[0]);
      return drawn.join(BETWEEN);
    },
    check: checkSvg,
    slow: true,
  },
  {
    file: "figures/render_pdf.ts",
    async render(payload) {
      const [{ spec, title }] = hostileStudies(payload).flatMap((study) => figuresOf(study));
      const svg = await renderSvg(spec);
      assert.ok((await renderPdf(svg, title)).length > 1000);
      return svg;
    },
    check: checkSvg,
    slow: true,
  },
  { file: "gate/trend.ts", render: drawTrend, check: checkSvg, slow: true },
  // Plain data: the printing code escapes it.
  ...[
    {
      file: "exports/json.ts",
      render: (payload: string) => JSON.stringify(documentOf(hostileStudies(payload))),
    },
    { file: "gate/history.ts", render: gateDay },
    {
      file: "gate/baseline_file.ts",
      render: (payload: string) =>
        baselineText(baselineOf(hostileRuns(payload).filter(isPlain), {
          grids: [payload + MARK],
          level: 0.05,
        })),
    },
    {
      file: "gate/benchmark_json.ts",
      render: (payload: string) => benchmarkJson(hostileGate(payload)),
    },
    {
      file: "gate/bencher_json.ts",
      render: (payload: string) => bencherJson(hostileGate(payload)),
    },
  ].map((renderer) => ({ ...renderer, check: (output: string) => void JSON.parse(output) })),
  {
    file: "exports/parquet.ts",
    render: (payload) => {
      const records = hostileRuns(payload).flatMap(({ record }) => record ?? []);
      return new TextDecoder().decode(parquetOf(records));
    },
    check: (output) => assert.match(output, /^PAR1/),
  },
];

/** Modules of `reports` that programs import and that render no text, or belong to a renderer above. */
const silent = [
  ...[
    "inference/comparison.ts",
    "tables/notes.ts",
    "inference/method_runs.ts",
    "inference/labels.ts",
    "inference/studies.ts",
    "tables/published.ts",
    "reproduction/reproduction.ts",
    "file_name.ts",
  ],
  ...["figures/kinds.ts", "figures/decision_boundaries.ts", "figures/depth_curves.ts"],
  ...["figures/gains_by_problem.ts", "figures/transfer_by_relatedness.ts"],
  ...["gate/gate.ts", "gate/baseline.ts", "gate/simulation.ts", "tables/markdown_table.ts"],
  ...["exports/mod.ts", "exports/svg.ts", "exports/_drawings.ts", "figures/drawing_threads.ts"],
  ...["escapes/markdown.ts", "escapes/visible.ts", "reproduction/arm.ts", "reproduction/cost.ts"],
];

/** Control characters except tab and line feed, bidirectional controls, and code points that are not characters. */
const unseen =
  /(?![\t\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff\u200b\u{e0000}-\u{e00ff}]/u;

/** Text that XML forbids, or would interpret as markup. */
const drawn = [2, 0, 5].map((i) => payloads[i].slice(0, 60)).join(" ");

const BETWEEN = "\n<!-- next -->\n";

function isPlain({ spec, record }: ReturnType<typeof hostileRuns>[number]): boolean {
  return record?.status === "ok" && spec.method.name === "source_only";
}

function checkTerminal(output: string): void {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\u001b\[\d+m/g, "");
  assert.doesNotMatch(plain, unseen);
  assert.doesNotMatch(plain, /^\s*::/m);
  assert.doesNotMatch(plain, /##[a-z]*\[/i);
}

function checkPrintedMarkdown(output: string): void {
  checkTerminal(output);
  checkMarkdown(output);
}

const marked = new Marked({ gfm: true, tokenizer: { url: () => undefined } });

function checkMarkdown(output: string): void {
  assert.doesNotMatch(output, unseen);
  const html = (marked.parse(output) as string).replace(/<img [^>]*>/g, (tag) => `${tag}</img>`);
  for (const { name, attributes, text } of elementsOf(parseXml(`<html>${html}</html>`))) {
    assert.match(
      name,
      /^(html|h[1-4]|p|ul|li|table|thead|tbody|tr|th|td|code|pre|strong|blockquote|a|img)$/,
      text,
    );
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "href") assert.match(value, /^https?:\/\//);
      else if (key === "src") assert.equal(value, "figures/a.png");
      else assert.match(key, /^(align|class|alt)$/);
    }
  }
  for (const table of elementsOf(parseXml(`<html>${html}</html>`))) {
    if (table.name !== "table") continue;
    const rows = table.children.flatMap(({ children }) => children);
    assert.equal(new Set(rows.map(({ children }) => children.length)).size, 1);
  }
}

/** All control sequences of Graft's own reports; the `\\u…` of an invisible character is not one. */
const controls = new Set([
  ..."begin end centering caption label footnotesize scriptsize tiny newcommand se toprule".split(
    " ",
  ),
  ..."midrule bottomrule medskip textbf underline dag downarrow uparrow Delta pm to".split(" "),
  ..."setlength tabcolsep usepackage textbackslash textasciitilde textasciicircum".split(" "),
  ...["\\", ",", "%", "&", "_", "#", "$", "{", "}", " "],
]);

function checkLatex(output: string): void {
  assert.doesNotMatch(output, unseen);
  const [first, ...lines] = output.split("\n");
  assert.equal(first, "% Needs \\usepackage{booktabs}.");
  const text = lines.join("\n").replace(/\\label\{([A-Za-z0-9_.:+-]+)\}$/gm, "");
  assert.ok(!text.includes("\\label"));
  let depth = 0;
  let formula = false;
  for (const [token, control] of text.matchAll(/\\([a-zA-Z]+|[^])|[{}$%^#_~]/g)) {
    if (control !== undefined) assert.ok(controls.has(control), token);
    else if (token === "{") depth++;
    else if (token === "}") assert.ok(--depth >= 0);
    else if (token === "$") formula = !formula;
    // `#1` is the argument of \se.
    else if (token !== "#") assert.ok(formula && "^_".includes(token), `${token} in a text`);
  }
  assert.deepEqual([depth, formula], [0, false]);
  assert.equal(text.match(/(?<!\\)#/g)!.length, text.match(/\\begin\{table\}/g)!.length);
  assert.doesNotMatch(text, /\\\\\s*[[*]/);
  for (const [, , body] of text.matchAll(/\\begin\{tabular\}\{l(r*)\}([^]*?)\\end\{tabular\}/g)) {
    const rows = body.split("\n").filter((line) => line.endsWith(" \\\\"));
    assert.equal(new Set(rows.map((row) => row.match(/(?<!\\)&/g)?.length)).size, 1);
  }
}

function checkCsv(output: string): void {
  const [heads, ...rows] = checkCsvFields(output);
  assert.ok(heads.length > 30 && rows.length > 30);
}

function checkCsvFields(output: string): string[][] {
  assert.doesNotMatch(output.replaceAll("\r\n", "\n"), unseen);
  const rows = parseCsv(output, { relaxColumnCount: false }) as string[][];
  for (const cell of rows.flat()) {
    if (Number.isNaN(Number(cell))) assert.doesNotMatch(cell, /^[\s"]*[=+\-@]/);
  }
  assert.ok(!output.split("\r\n").some((line) => line.includes("\n")));
  return rows;
}

/** Checks that a page has only the elements and attributes of one made from a harmless text. */
function checkHtml(output: string): void {
  const document = output.replace(/(<script[^>]*>)[^]*?<\/script>/g, "$1</script>")
    .replace(/<style>[^]*?<\/style>/, "");
  assert.doesNotMatch(document, unseen);
  assert.equal(
    output.match(/<script/g)!.length,
    output.match(/<\/script>/g)!.length,
  );
  for (const [tag, name, attributes] of document.matchAll(/<([^\s>/]+)([^>]*)>/g)) {
    if (name === "!doctype") continue;
    assert.match(name, /^[a-z][a-z0-9]*$/, tag);
    assert.doesNotMatch(name, /^(iframe|object|embed|base)$/);
    const rest = attributes.replace(/ ([a-zA-Z:-]+)(="[^"<]*")?/g, (_, key, value = "") => {
      assert.doesNotMatch(key, /^on/, tag);
      if (key === "href") assert.match(value, /^="(#|https?:|data:,")/);
      return "";
    });
    assert.equal(rest.replace("/", ""), "", tag);
  }
}

function checkSvg(output: string): void {
  for (const svg of output.split(BETWEEN)) {
    assert.doesNotMatch(svg, unseen);
    for (const { name, attributes } of elementsOf(parseXml(svg))) {
      assert.doesNotMatch(name, /^(script|foreignObject|a|image|use|set|animate.*|iframe)$/);
      assert.ok(Object.keys(attributes).every((key) => !key.startsWith("on")));
    }
  }
}

function* elementsOf(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* elementsOf(child);
}

for (const { file, render, check, slow } of renderers) {
  Deno.test(`reports/${file}: hostile texts are neutral`, async () => {
    for (const payload of slow ? [drawn] : payloads) {
      const output = await render(payload);
      assert.ok(output.includes(MARK), "no payload appears in the output");
      try {
        check(output);
      } catch (error) {
        throw new Error(`of ${JSON.stringify(payload)}`, { cause: error });
      }
    }
  });
}

const read = async (path: string) => await Deno.readTextFile(new URL(path, import.meta.url));

Deno.test("the renderers: every one that a program uses is tested with hostile texts", async () => {
  const used = new Set<string>();
  for await (const { name } of Deno.readDir(new URL("../../tasks", import.meta.url))) {
    if (!name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
    const text = await read(`../../tasks/${name}`);
    for (const [, file] of text.matchAll(/import (?!type )[^;]*? from "\.\.\/reports\/([^"]+)"/g)) {
      used.add(file);
    }
  }
  const known = new Set([...renderers.map(({ file }) => file), ...silent]);
  assert.deepEqual([...used].filter((file) => !known.has(file)), []);
  const others: { readonly [name: string]: string } = {
    html: "page/page.ts",
    pdf: "figures/render_pdf.ts",
    png: "figures/render.ts",
    svg: "figures/render.ts",
  };
  for (const name of Object.keys(exports)) {
    assert.ok(known.has(others[name] ?? `exports/${name}.ts`), name);
  }
});

Deno.test("the programs: print only through tasks/_print.ts", async () => {
  const own = ["_print.ts", "gen.ts", "_measure_worker.ts"];
  for await (const { name } of Deno.readDir(new URL("../../tasks", import.meta.url))) {
    if (!name.endsWith(".ts") || name.endsWith("_test.ts") || own.includes(name)) continue;
    assert.doesNotMatch(await read(`../../tasks/${name}`), /\bconsole\.|Deno\.stdout\.write/, name);
  }
});
