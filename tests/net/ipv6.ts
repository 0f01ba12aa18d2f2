import { networkInterfaces } from "node:os";

/** Whether this machine can be reached at ::1; many containers can't. */
export const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
