/** Answers of the page's server: the same guards stand in the head of each. */
import type { Asset } from "./page_assets.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const GUARDS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** @param reason a sentence that a person can do something with */
export function sentence(status: number, reason: string, headers = {}): Response {
  const type = { "content-type": "text/plain;charset=utf-8" };
  return new Response(`${reason}\n`, { status, headers: { ...GUARDS, ...type, ...headers } });
}

export function nothing(headers = {}): Response {
  return new Response(null, { status: 204, headers: { ...GUARDS, ...headers } });
}

export function assetResponse({ gzip, plain, type }: Asset, request: Request): Response {
  const takesGzip = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  const encoding = takesGzip ? { "content-encoding": "gzip" } : {};
  const headers = { ...GUARDS, "content-type": type, vary: "accept-encoding", ...encoding };
  return new Response(takesGzip ? gzip : plain, { headers });
}
