import type { Paper } from "../../descriptors/paper.ts";
import { isWebAddress } from "../escapes/web_address.ts";
import { element, type Html } from "./html.ts";

/** A paper's title, which leads to where it can be read, if that is an address of the web. */
export function paperLink({ title, url }: Paper): Html {
  return isWebAddress(url)
    ? element("a", { href: url, rel: "noreferrer" }, title)
    : element("cite", {}, title);
}
