/// <reference lib="dom" />
/** What the tests of pages see them with: a headless Chromium, where there is one. */
import axe from "axe-core";
import assert from "node:assert/strict";
import { type Browser, chromium, type Page } from "playwright-core";

const executablePath = [
  Deno.env.get("CHROMIUM"),
  ...["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`),
].find((path) => path && isFile(path));

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const desktop = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

/** A page, and what it does that it must not. */
export interface Watched {
  readonly tab: Page;
  readonly wrongs: string[];
}

/** Opens an address, and watches the page for errors and requests. */
export async function open(
  browser: Browser,
  address: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: desktop, ...options });
  const tab = await context.newPage();
  const wrongs: string[] = [];
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrongs.push(message.text());
  });
  tab.on("pageerror", (error) => wrongs.push(error.message));
  tab.on("request", (request) => {
    if (!request.isNavigationRequest() && !/^(data|blob):/.test(request.url())) {
      wrongs.push(`asks for ${request.url()}`);
    }
  });
  await tab.goto(address);
  return { tab, wrongs };
}

/** What is seen of the page at an address by a browser. */
export type Sight = (browser: Browser, address: string) => Promise<void>;

/** Looks at what is within an element: `where` names it. */
type Look = (where: string, within: string) => Promise<void>;

/**
 * Sees a page in light and dark, on a desktop and on a phone: nothing is wider than the window, and axe finds
 * nothing serious.
 *
 * @param browser The browser.
 * @param address The page's address.
 * @param visit Goes through the page, and looks.
 */
export async function looksGood(
  browser: Browser,
  address: string,
  visit: (tab: Page, look: Look) => Promise<void>,
): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [desktop, phone]) {
      const { tab, wrongs } = await open(browser, address, { colorScheme, viewport });
      await tab.evaluate(axe.source);
      await visit(tab, async (where, within) => {
        const width = await tab.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= viewport.width, `${where} is ${width} wide of ${viewport.width}`);
        const { violations } = await tab.evaluate<axe.AxeResults>(
          `axe.run(${JSON.stringify(within)}, { resultTypes: ["violations"] })`,
        );
        const grave = violations.filter(({ impact }) =>
          impact === "serious" || impact === "critical"
        );
        const told = grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        assert.deepEqual(told, [], `${where}, ${colorScheme}, ${viewport.width}`);
      });
      assert.deepEqual(wrongs, []);
      await tab.context().close();
    }
  }
}

/**
 * Tests a page in a browser; ignored where there is none.
 *
 * @param name What the test is called.
 * @param write Gives the page.
 * @param sights What is seen of it, by name.
 */
export function seePage(
  name: string,
  write: () => Promise<string>,
  sights: { readonly [name: string]: Sight },
): void {
  Deno.test({
    name: name +
      (executablePath ? "" : " (ignored: there is no Chromium in /usr/bin, nor at CHROMIUM)"),
    ignore: executablePath === undefined,
    // The browser's process and its pipes are playwright's, which closes them when it pleases.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (test) => {
      const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
      const path = await Deno.makeTempFile({ suffix: ".html" });
      try {
        await Deno.writeTextFile(path, await write());
        for (const [name, see] of Object.entries(sights)) {
          await test.step(name, () => see(browser, `file://${path}`));
        }
      } finally {
        await browser.close();
        await Deno.remove(path);
      }
    },
  });
}
