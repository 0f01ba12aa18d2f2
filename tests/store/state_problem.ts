import { StateError, type StateProblem } from "../../src/store/state_error.ts";

/** The problem of the StateError that `attempt` throws; null when it throws none. */
export function problemOf(attempt: () => unknown): StateProblem | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof StateError) return error.problem;
    throw error;
  }
}
