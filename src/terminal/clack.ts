/** What we use of clack, with its one habit that we do not share. */
import { settings } from "@clack/core";

export { Prompt, TextPrompt } from "@clack/core";
export {
  confirm,
  isCancel,
  S_BAR,
  S_STEP_ACTIVE,
  S_STEP_CANCEL,
  S_STEP_SUBMIT,
  select,
  text,
} from "@clack/prompts";

// Escape is what one presses to get out of a menu or an input method, not out of a room.
settings.aliases.delete("escape");
