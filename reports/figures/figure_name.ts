/** Names a figure after its kind and what tells it from others of the kind, in letters that any disk takes. */
export function fileName(kind: string, of: string): string {
  return `${kind}_${of.replaceAll(/[^\p{Letter}\p{Number}.-]+/gu, "_")}`;
}
