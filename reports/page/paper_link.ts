import type { Paper } from "../../descriptors/paper.ts";
import { isWebAddress } from "../escapes/web_address.ts";
import { element, type Html } from "./html.ts";

/** Renders a paper's title, as a link if its address is one of the web. */
export function paperLink({ title, url }: Paper): Html {
  return isWebAddress(url)
    ? element("a", { href: url, rel: "noreferrer" }, title)
    : element("cite", {}, title);
}
