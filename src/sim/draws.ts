import type { Random } from "../lib/random.ts";

/** Uniform in 0..end-1. */
export function below(random: Random, end: number): number {
  return Math.floor(random.next() * end);
}

/** Small values often, great ones seldom: what is typical and what is rare both get their turn. */
export function skewed(random: Random, min: number, max: number): number {
  return min * (max / min) ** random.next();
}

/** The time to the next of events that know nothing of one another. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}
