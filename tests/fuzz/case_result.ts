/** The result of a case. */
export interface CaseResult {
  /** `read`: within its postconditions; `refused`: with one line that names the file. */
  readonly outcome: "read" | "refused" | "wrong";
  /** The message of a refusal, or the fault. */
  readonly why?: string;
}

/** Messages of a JavaScript engine for programming errors. */
const engine =
  /^(TypeError|ReferenceError|URIError|InternalError)|Maximum call stack|Invalid (array|string|typed array|count|time)|[Aa]llocation|Cannot (read|set) propert|Cannot convert|Unexpected (token|end|non)|is not (a function|iterable|defined|valid JSON)|out of (bounds|memory)|in JSON at|\.[jt]s:\d+:\d+/;

/** Judges a program's message about a file that it refuses. */
export function judged(refusal: unknown, file: string): CaseResult {
  const message = refusal instanceof Error ? refusal.message : `${refusal}`;
  const named = refusal instanceof Error ? `${refusal.name}: ${message}` : message;
  const wrong = (why: string): CaseResult => ({ outcome: "wrong", why: `${why}: ${named}` });
  if (engine.test(named) || engine.test(message)) return wrong("an internal error");
  if (!message.includes(file)) return wrong("does not name the file");
  return { outcome: "refused", why: message };
}
