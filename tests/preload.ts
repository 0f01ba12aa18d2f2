/** For every test file; bunfig.toml knows no such setting. */
import { setDefaultTimeout } from "bun:test";

// A ring of real processes on a busy machine takes its time; a test that hangs must still end.
setDefaultTimeout(60_000);
