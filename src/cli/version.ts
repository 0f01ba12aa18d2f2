/** Read when the program is built, not when it runs. */
export { version as VERSION } from "../../package.json";
