/// <reference lib="dom" />
import type { Fact } from "../section.ts";
import { element } from "./elements.ts";

/** Creates the head of a dialog: its title, and the button that closes it. */
export function dialogHead(dialog: HTMLDialogElement, title: string, more: string): HTMLElement {
  const close = element("button", { type: "button", class: "close" }, "Close");
  close.addEventListener("click", () => dialog.close());
  return element(
    "header",
    {},
    element("h2", { id: "runs-title" }, title, " ", element("small", {}, more)),
    close,
  );
}

/** Creates a list of facts. */
export function factList(list: readonly Fact[]): HTMLElement {
  return element(
    "dl",
    { class: "facts" },
    ...list.map(([term, text]) =>
      element("div", {}, element("dt", {}, term), element("dd", {}, text))
    ),
  );
}

/** Creates a command line with a button that copies it. */
export function commandPart(command: string): HTMLElement {
  const code = element("code", { tabindex: "0" }, command);
  const button = element("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(command);
      button.textContent = "Copied";
    } catch {
      // Without access to the clipboard, the reader copies the selected text.
      getSelection()!.selectAllChildren(code);
      button.textContent = "Marked";
    }
    setTimeout(() => button.textContent = "Copy", 2000);
  });
  return element("p", { class: "command" }, code, button);
}
