import { eventOf } from "../chat/json_lines.ts";
import type { Delivery, DeliveryEnd } from "./delivery.ts";
import type { Mode } from "./peer_plan.ts";

export type Sending = {
  readonly text: string;
  readonly delivery: Delivery;
  /** When to leave, delivered or not. */
  readonly timeoutMs: number;
  /** Told once at most. */
  readonly onEnd: (end: DeliveryEnd) => unknown;
};

/** Nobody talks: one message is said, and the peer leaves when it is delivered or time is up. */
export function openSendMode({ delivery, onEnd, text, timeoutMs }: Sending): Mode {
  return {
    diagnose: () => {},
    async talk({ room }) {
      const timer = setTimeout(() => room.leave(), timeoutMs);
      let isOver = false;
      await new Promise<void>((resolve) => {
        room.subscribe((shown) => {
          if (shown.show === "stopped") return resolve();
          const isOwn = shown.show === "message" || shown.show === "receipt";
          // What goes wrong on links is no verdict: other links may serve.
          const end = isOwn || shown.show === "rejected" ? delivery.take(eventOf(shown)) : null;
          if (end === null || isOver) return;
          isOver = true;
          onEnd(end);
          room.leave();
        });
        room.say(text, delivery.ref);
      });
      clearTimeout(timer);
      return "stopped";
    },
  };
}
