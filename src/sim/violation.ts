/** A promise that the program did not keep: what a schedule is run to find. */
export class Violation extends Error {}
