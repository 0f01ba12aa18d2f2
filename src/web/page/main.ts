/** What the browser runs. */
import { wordsFor } from "../../chat/speech.ts";

const greeting = document.createElement("p");
greeting.textContent = wordsFor(navigator.language.startsWith("ru") ? "ru" : "en").hint;
document.body.append(greeting);
