import { CommandFailed, type Failure } from "../../src/cli/failure.ts";

/** Why the attempt fails; an error of any other kind fails the test. */
export function failureOf(attempt: () => unknown): Failure {
  try {
    attempt();
  } catch (error) {
    if (error instanceof CommandFailed) return error.failure;
    throw error;
  }
  throw new Error("the attempt did not fail");
}
