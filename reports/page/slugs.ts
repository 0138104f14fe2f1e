/**
 * Converts names to parts of addresses: `hard_sharing + dwa` into `hard_sharing-dwa`.
 *
 * @param names The names.
 * @param reserved The parts that are taken.
 * @returns A unique part for each name, of letters, digits and `_.@=:~-`.
 */
export function slugs(names: readonly string[], reserved: readonly string[] = []): string[] {
  const taken = new Set(reserved);
  return names.map((name) => {
    const plain = name.replace(/[^A-Za-z0-9_.@=:~-]+/g, "-").replace(/^-+|-+$/g, "") || "unnamed";
    let slug = plain;
    for (let number = 2; taken.has(slug); number++) slug = `${plain}-${number}`;
    taken.add(slug);
    return slug;
  });
}
