import { visible } from "./visible.ts";

/**
 * Escapes the message of a workflow command of GitHub Actions; its lines are kept.
 *
 * @param text Any text.
 *
 * @see The implementation of the runner: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
export function commandMessage(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Escapes the value of a property of a workflow command. */
export function commandProperty(text: string): string {
  return commandMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
