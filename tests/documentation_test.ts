import assert from "node:assert/strict";
import { marked, type Token } from "marked";
import config from "../deno.json" with { type: "json" };

const root = new URL("../", import.meta.url);

/** Reads the pages for people, by path from the root. */
async function pages(): Promise<Map<string, string>> {
  const results = ["README.md", "engine.md"].map((name) => `docs/results/${name}`);
  const paths = ["README.md", "CONTRIBUTING.md", ...results];
  for await (const { name } of Deno.readDir(new URL("docs", root))) {
    if (name.endsWith(".md")) paths.push(`docs/${name}`);
  }
  const read = async (path: string) =>
    [path, await Deno.readTextFile(new URL(path, root))] as const;
  return new Map(await Promise.all(paths.map(read)));
}

/** Returns all tokens of a page of one type. */
function tokensOf<T extends Token["type"]>(text: string, type: T): Extract<Token, { type: T }>[] {
  const found: Extract<Token, { type: T }>[] = [];
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === type) found.push(token as Extract<Token, { type: T }>);
  });
  return found;
}

/** Returns GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");

Deno.test("links between pages lead to files and headings that exist", async () => {
  const texts = await pages();
  const anchors = new Map([...texts].map(([path, text]) => {
    return [path, tokensOf(text, "heading").map(({ text }) => anchorOf(text))] as const;
  }));
  const broken: string[] = [];
  for (const [page, text] of texts) {
    for (const { href } of [...tokensOf(text, "link"), ...tokensOf(text, "image")]) {
      if (/^https?:/.test(href)) continue;
      const { pathname, hash } = new URL(href, new URL(page, "file:///"));
      const path = pathname.slice(1);
      const exists = await Deno.stat(new URL(path, root)).then(() => true, () => false);
      if (!exists || (hash !== "" && !anchors.get(path)?.includes(hash.slice(1)))) {
        broken.push(`${page}: ${href}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("docs/README.md lists every page, and the README is at most 150 lines", async () => {
  const texts = await pages();
  const listed = tokensOf(texts.get("docs/README.md")!, "link").map(({ href }) => `docs/${href}`);
  const others = [...texts.keys()].filter((path) => /^docs\/(?!README)[^/]*$/.test(path));
  assert.deepEqual(others.filter((path) => !listed.includes(path)), []);
  assert.ok(texts.get("README.md")!.split("\n").length <= 151);
});

Deno.test("docs/dependencies.md has a row for every import and no other row", async () => {
  const text = await Deno.readTextFile(new URL("docs/dependencies.md", root));
  const named = tokensOf(text, "table").flatMap(({ rows }) =>
    rows.flatMap(([{ text }]: { text: string }[]) => [...text.matchAll(/`([^`]+)`/g)])
  ).map(([, name]) => name);
  const imported = Object.keys(config.imports).map((name) => name.replace(/\/$/, ""));
  assert.deepEqual(named.sort(), imported.sort());
});

/** Reads all files of the project of a user's but its data, by path. */
async function projectFiles(folder: URL, path = ""): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(new URL(path, folder))) {
    if (name === "data") continue;
    if (isDirectory) {
      for (const file of await projectFiles(folder, `${path}${name}/`)) files.set(...file);
    } else {
      files.set(path + name, await Deno.readTextFile(new URL(path + name, folder)));
    }
  }
  return files;
}

Deno.test("docs/own_method.md has the files of the project that it describes, each once and whole", async () => {
  const files = await projectFiles(new URL("tests/fixtures/own_project/", root));
  const page = await Deno.readTextFile(new URL("docs/own_method.md", root));
  const blocks = tokensOf(page, "code").filter(({ lang }) => /^(ts|json)/.test(lang ?? ""));
  assert.deepEqual(
    blocks.map(({ text }) => `${text}\n`).toSorted(),
    [...files.values()].toSorted(),
  );
  for (const path of files.keys()) assert.ok(page.includes(`\`${path}\``), path);
});
