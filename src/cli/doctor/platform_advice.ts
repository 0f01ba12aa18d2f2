/** What to type, which is another thing on each system. */
import { beaconPort } from "../../net/vicinity.ts";
import type { Language } from "../language.ts";

/** The command that tells which program listens. */
export function whoListens(which: "tcp" | "udp", port: number, platform: string): string {
  switch (platform) {
    case "win32": {
      const what = which === "tcp" ? "NetTCPConnection -State Listen" : "NetUDPEndpoint";
      return `Get-Process -Id (Get-${what} -LocalPort ${port}).OwningProcess`;
    }
    case "darwin":
      return which === "tcp"
        ? `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`
        : `sudo lsof -nP -iUDP:${port}`;
    default:
      return `sudo ss -nlp${which === "tcp" ? "t" : "u"} 'sport = :${port}'`;
  }
}

/** How to let in beacons, and what comes for the TCP port: a sentence with its full stop. */
export function firewallAdvice(language: Language, platform: string, port: number): string {
  const known = FIREWALLS[platform]?.[language];
  if (known !== undefined) return known;
  const ufw = `sudo ufw allow ${port}/tcp`;
  const firewalld = `sudo firewall-cmd --add-port=${port}/tcp --add-port=${beaconPort}/udp`;
  return language === "ru"
    ? `Откройте порты TCP ${port} и UDP ${beaconPort}, например: ${ufw} и sudo ufw allow ${beaconPort}/udp, или ${firewalld}.`
    : `Let TCP port ${port} and UDP port ${beaconPort} in, as with ${ufw} and sudo ufw allow ${beaconPort}/udp, or ${firewalld}.`;
}

const FIREWALLS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  win32: {
    en: "Start ringchat again and say yes to the dialog of the Windows firewall; if it no longer asks, allow ringchat under Windows Security, Firewall, Allow an app.",
    ru: "Запустите ringchat снова и согласитесь в окне брандмауэра Windows; если оно больше не появляется, разрешите ringchat в разделе «Безопасность Windows», «Брандмауэр», «Разрешить работу с приложением».",
  },
  darwin: {
    en: "Allow ringchat under System Settings, Network, Firewall, Options.",
    ru: "Разрешите ringchat: «Системные настройки», «Сеть», «Брандмауэр», «Параметры».",
  },
};
