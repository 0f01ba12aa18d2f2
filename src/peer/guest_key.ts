/**
 * What tells guests apart: the address that they speak from. Several speak from one with a port,
 * such as a connection of a classic peer: there the name counts too, and never changes.
 */
export function keyOf(address: string, name: string): string {
  return /:\d+$/.test(address) ? `${address} ${name}` : address;
}
