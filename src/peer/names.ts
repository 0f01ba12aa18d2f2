/** Names in which the program itself speaks. A peer that bears one could put words in its mouth. */
export function isReservedName(name: string): boolean {
  const bare = name.normalize("NFKC").trim().toLowerCase();
  return bare === "_" || bare === "system";
}
