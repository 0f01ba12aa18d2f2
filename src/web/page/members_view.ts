import { hereLines } from "../../chat/here_lines.ts";
/** Who is here, drawn. */
import type { RoomStatus } from "../../chat/room_status.ts";
import type { Departures } from "./departures.ts";
import { byId, element, framed, setText } from "./element.ts";
import { type MemberRow, memberRows } from "./member_rows.ts";
import type { PageContext } from "./page_context.ts";

export class MembersView {
  readonly #departures: Departures;
  readonly #context: () => PageContext | null;
  readonly #head = byId("people-head", HTMLParagraphElement);
  readonly #list = byId("people", HTMLUListElement);
  #status: RoomStatus | null = null;
  #drawn = "";

  readonly changed = framed(() => this.#draw());

  constructor(departures: Departures, context: () => PageContext | null) {
    this.#departures = departures;
    this.#context = context;
  }

  set status(status: RoomStatus) {
    this.#status = status;
    this.changed();
  }

  #draw(): void {
    const [status, context] = [this.#status, this.#context()];
    if (status === null || context === null) return;
    setText(this.#head, hereLines(status, context, null).head);
    const gone = this.#departures.shown(status.peers, context.now());
    const rows = memberRows(status, gone, context);
    // It is told each second, and mostly the same: what is selected or read is left alone.
    const drawn = JSON.stringify(rows);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#list.replaceChildren(...rows.map(memberElement));
  }
}

function memberElement({ details, isSelf, name, state, told }: MemberRow): HTMLElement {
  const row = element("li", `member ${state}`);
  row.classList.toggle("self", isSelf);
  const body = element("div");
  const first = element("p", "who");
  first.append(element("span", "name", name), " ", element("span", "told", told));
  body.append(first);
  if (details.length > 0) body.append(element("p", "details", details.join(" · ")));
  row.append(body);
  return row;
}
