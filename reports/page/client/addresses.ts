/// <reference lib="dom" />

/** The targets of the page's addresses: places, and cells, which open in the dialog. */
export interface Addressed {
  readonly dialog: HTMLDialogElement;
  /** Returns the cell that the hash of an address names, if any. */
  cellOf(hash: string): string | undefined;
  /** Fills the dialog with a cell. */
  fill(cell: string): void;
  /** Brings a place into view, for any choices of the reader. */
  reveal(target: HTMLElement): void;
}

/**
 * Makes links, the page's own address and the browser's history open cells and bring places into view.
 *
 * @param page The targets.
 * @returns A function that follows the page's own address, to be called when the page is ready.
 */
export function followAddresses(page: Addressed): () => void {
  const { dialog } = page;
  const open = (cell: string) => {
    page.fill(cell);
    if (!dialog.open) dialog.showModal();
  };
  const show = (hash: string) => {
    const target = document.getElementById(hash.slice(1));
    if (target) page.reveal(target);
  };
  const follow = () => {
    const cell = page.cellOf(location.hash);
    if (cell === undefined) {
      dialog.close();
      return show(location.hash);
    }
    if (!visibleLink(cell)) page.reveal(document.getElementById(cell)!);
    const link = visibleLink(cell);
    link?.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    link?.focus({ preventScroll: true });
    open(cell);
  };
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const cell = page.cellOf(link.hash);
    if (!cell) return show(link.hash);
    event.preventDefault();
    history.pushState(null, "", link.hash);
    open(cell);
  });
  dialog.addEventListener("close", () => {
    if (page.cellOf(location.hash)) history.replaceState(null, "", location.href.split("#")[0]);
  });
  dialog.addEventListener("click", (event) => {
    // A click on the dialog itself is outside its content.
    if (event.target === dialog) dialog.close();
  });
  addEventListener("popstate", follow);
  return follow;
}

/** Returns a link to a cell in one of the shown tables. */
function visibleLink(cell: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`td > a[href="#${cell}"]`)]
    .find(({ offsetParent }) => offsetParent !== null);
}
