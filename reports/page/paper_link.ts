import type { Paper } from "../../descriptors/paper.ts";
import { element, type Html } from "./html.ts";

/** A paper's title, which leads to where it can be read, if that is an address of the web. */
export function paperLink({ title, url }: Paper): Html {
  return /^https?:\/\//.test(url)
    ? element("a", { href: url, rel: "noreferrer" }, title)
    : element("cite", {}, title);
}
