/**
 * A source file as the house rules see it: code without comments and texts, and what it imports.
 * A small scanner of our own, as Bun's scanImports leaves out `import type`, and rules about rooms
 * are rules about types, too.
 */

export type Import = {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
};

const comment = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const quoted = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/y;
/** What follows a backtick, or the brace that ends a hole. */
const templatePart = /(?:\\[^]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y;
const regex =
  /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])*\/[a-z]*/y;
const word = /[\w$]+/y;
/** After these a slash divides; after anything else it opens a regular expression. */
const endsValue = /[\w$)\]]$/;
const keywordBeforeValue = /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new)$/;

/** The text, equally long, with spaces for what comments, strings and regular expressions say. */
export function blank(text: string): string {
  let code = "";
  let previous = "";
  /** Open braces in each template hole that we are in. */
  const holes: number[] = [];
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = code.length;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (code.length < text.length) {
    const char = text.charAt(code.length);
    const depth = holes.at(-1);
    const opensTemplate = char === "`";
    if (opensTemplate || (char === "}" && depth === 0)) {
      if (!opensTemplate) holes.pop();
      code += char;
      const part = take(templatePart) ?? "";
      code += spaces(part);
      if (part.endsWith("${")) holes.push(0);
      previous = part.endsWith("${") ? "(" : ")";
      continue;
    }
    const hidden = take(comment);
    if (hidden !== null) {
      code += spaces(hidden);
      continue;
    }
    const divides = endsValue.test(previous) && !keywordBeforeValue.test(previous);
    const literal = take(quoted) ?? (divides ? null : take(regex));
    if (literal !== null) {
      code += literal.charAt(0) + spaces(literal.slice(1, -1)) + literal.charAt(0);
      previous = ")";
      continue;
    }
    const token = take(word) ?? char;
    code += token;
    if (depth !== undefined && token === "{") holes[holes.length - 1] = depth + 1;
    if (depth !== undefined && token === "}") holes[holes.length - 1] = depth - 1;
    if (token.trim() !== "") previous = token;
  }
  return code;
}

function spaces(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

const importForms = [
  // import x, * as x, { x } from "..." and the same with export
  /\b(?:import|export)\b(\s+type\b)?\s*(?:\*\s*as\s+[\w$]+|\*|[\w$]+\s*,?\s*)?(?:\{[^}]*\}|\*\s*as\s+[\w$]+)?\s*from\s*["']/g,
  // import "..."
  /\bimport()\s*["']/g,
  // await import("...") and the type import("...")
  /\bimport()\s*\(\s*["']/g,
];

/** Every import and re-export; `import { type A }` counts as one at run time, because it is. */
export function importsOf(text: string, code = blank(text)): Import[] {
  return importForms.flatMap((form) =>
    Array.from(code.matchAll(form), (match) => {
      const start = match.index + match[0].length;
      const quote = code.charAt(start - 1);
      return {
        specifier: text.slice(start, code.indexOf(quote, start)),
        typeOnly: match[1]?.trim() === "type",
        line: lineAt(code, match.index),
      };
    }),
  );
}

/** Lines count from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
