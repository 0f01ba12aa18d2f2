/** Degrees of a colour that stays with a person. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const unit of id.slice(0, 64)) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 360;
  return hash;
}
