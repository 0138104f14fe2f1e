/** What becomes of a case. */
export interface Verdict {
  /** `read`: within its postconditions; `refused`: with one line that names the file. */
  readonly outcome: "read" | "refused" | "wrong";
  /** What was said, or what is wrong. */
  readonly why?: string;
}

/** What an engine of JavaScript says of a mistake in a program. */
const engine =
  /^(TypeError|ReferenceError|URIError|InternalError)|Maximum call stack|Invalid (array|string|typed array|count|time)|[Aa]llocation|Cannot (read|set) propert|Cannot convert|Unexpected (token|end|non)|is not (a function|iterable|defined|valid JSON)|out of (bounds|memory)|in JSON at|\.[jt]s:\d+:\d+/;

/** Judges what a program has said about a file that it refuses. */
export function judged(said: unknown, file: string): Verdict {
  const message = said instanceof Error ? said.message : `${said}`;
  const named = said instanceof Error ? `${said.name}: ${message}` : message;
  const wrong = (why: string): Verdict => ({ outcome: "wrong", why: `${why}: ${named}` });
  if (engine.test(named) || engine.test(message)) return wrong("an internal error");
  if (!message.includes(file)) return wrong("does not name the file");
  return { outcome: "refused", why: message };
}
