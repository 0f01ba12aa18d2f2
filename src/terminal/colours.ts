/** Numbers of ECMA-48's SGR. */
export const RED = 31;
export const GREEN = 32;
export const YELLOW = 33;
export const BLUE = 34;
export const GREY = 90;

export function painted(colour: number, text: string): string {
  return `\x1b[${colour}m${text}\x1b[39m`;
}

export function grey(text: string): string {
  return painted(GREY, text);
}
