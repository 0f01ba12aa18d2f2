import { atTerminal } from "../at_terminal.ts";
import type { Language } from "../language.ts";
import type { Mode } from "../peer_plan.ts";
import { openPage } from "./open_page.ts";

/** Nobody chats here: what this is and a link to its page are printed, and a signal ends it. */
export function openDemoMode(names: readonly string[]): Mode {
  return {
    diagnose: () => {},
    async talk({ plan, room }) {
      const { around, language } = plan.call;
      // A link serves once: each use takes another.
      const link = (): string => room.pageLink() ?? "";
      const isOpened = atTerminal() && openPage(link(), around.platform, around.env);
      process.stdout.write(introduction(language, names, link(), isOpened));
      if (atTerminal()) process.stdin.on("data", () => process.stdout.write(`  ${link()}\n`));
      await new Promise<void>((resolve) => {
        room.subscribe(({ show }) => {
          if (show === "stopped") resolve();
        });
      });
      return "stopped";
    },
  };
}

function introduction(
  language: Language,
  names: readonly string[],
  link: string,
  isOpened: boolean,
): string {
  const [first = ""] = names;
  const [count, all] = [names.length, names.join(", ")];
  const lines =
    language === "ru"
      ? [
          `Кольцо из ${count} пиров на этом компьютере: ${all}.`,
          isOpened
            ? `Страница ${first} открывается в браузере. Если нет, её один раз откроет ссылка:`
            : `Страницу ${first}, где видно кольцо и можно его ломать, один раз откроет ссылка:`,
          `  ${link}`,
          "Enter покажет новую ссылку. Ctrl-C завершит всех, и ничего не останется.",
        ]
      : [
          `A ring of ${count} peers on this computer: ${all}.`,
          isOpened
            ? `The page of ${first} opens in your browser. If it does not, this link opens it once:`
            : `To watch the ring and to break it, this link opens the page of ${first}, once:`,
          `  ${link}`,
          "Enter prints a new link. Ctrl-C ends all of them, and nothing is kept.",
        ];
  return `${lines.join("\n")}\n`;
}
