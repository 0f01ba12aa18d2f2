/** What the browser runs. */
import { Page } from "./page.ts";

new Page().start();
