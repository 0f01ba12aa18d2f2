import type { Locator, Page } from "playwright-core";

import { isKind } from "../e2e/json_event.ts";
import type { JsonPeer } from "../e2e/json_peer.ts";
import { type Look, OpenPage } from "./open_page.ts";

const tabsMax = 60;

/** The page of a peer, and its parts as a person finds them: by what they are and are called. */
export class RoomPage implements AsyncDisposable {
  readonly opened: OpenPage;

  private constructor(opened: OpenPage) {
    this.opened = opened;
  }

  /** By the link of a peer that was started with `--web`; it serves once. */
  static async of(peer: JsonPeer, look?: Look): Promise<RoomPage> {
    return await RoomPage.by(await webLink(peer), look);
  }

  static async by(link: string, look?: Look): Promise<RoomPage> {
    const room = new RoomPage(await OpenPage.at(link, look));
    await room.box.waitFor();
    return room;
  }

  get page(): Page {
    return this.opened.page;
  }

  get box(): Locator {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  /** What was said, and what happened meanwhile. */
  get messages(): Locator {
    return this.page.getByRole("log", { name: "Messages" });
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /** Resolves with the row of the message, once it is there. */
  async row(text: string | RegExp): Promise<Locator> {
    const row = this.messages.getByRole("article").filter({ hasText: text });
    await row.waitFor();
    return row;
  }

  /** The line of the list of people that is this. */
  person(told: RegExp): Locator {
    const { page } = this;
    const people = page.getByRole("region", { name: "People" });
    return people.getByRole("listitem").filter({ hasText: told });
  }

  /** The node of the ring's picture that is told with these words. */
  node(told: RegExp): Locator {
    return this.page.locator("ring-view").getByRole("button", { name: told });
  }

  /** Presses Tab until it has the focus, as somebody without a pointer does. */
  async tabTo(target: Locator): Promise<void> {
    for (let tabs = 0; tabs < tabsMax; tabs++) {
      if ((await target.and(this.page.locator(":focus")).count()) === 1) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${String(target)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.opened[Symbol.asyncDispose]();
  }
}

/** The one that a peer with --web printed at its start. */
export async function webLink(peer: JsonPeer): Promise<string> {
  const { url } = await peer.events.first(isKind("web"), { what: `the link of ${peer.name}` });
  return url;
}
