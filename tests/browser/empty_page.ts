/**
 * A program of its own that serves a page in which there is nothing, in the way in which ringchat
 * serves its own: document, script and style, compressed, and a WebSocket by which the page is told
 * what to show. So it is what any such page costs there and then. Prints its URL.
 */
const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
  "/": [
    "text/html",
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>empty</title>
     <link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">
     <script type="module" src="/main.js"></script><body><textarea></textarea>`,
  ],
  "/style.css": ["text/css", "textarea { width: 100% }"],
  "/main.js": [
    "text/javascript",
    `const socket = new WebSocket("/chat");
     socket.onmessage = ({ data }) => {
       const article = document.createElement("article");
       article.textContent = data;
       document.body.append(article);
     };`,
  ],
};

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    const { pathname } = new URL(request.url);
    if (pathname === "/chat" && server.upgrade(request)) return undefined;
    const [type, text] = files[pathname] ?? ["text/plain", ""];
    const headers = {
      "content-type": type,
      "content-encoding": "gzip",
      "cache-control": "no-store",
    };
    return new Response(Bun.gzipSync(text), { headers });
  },
  websocket: { open: (socket) => void socket.send("hello"), message: () => {} },
});
console.log(server.url.href);
