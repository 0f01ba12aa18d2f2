/**
 * What a browser loads, bundled and minified by Bun from page/index.html. In the executable that
 * was done ahead and the files lie in it; from source it is done when a page is first wanted.
 */
import page from "./page/index.html";

export type Asset = {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
};

/** By the path that a browser asks for. Rejects when what stands in page/ can't be bundled. */
export async function loadPageAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const { content, path, type } of embeddedFiles() ?? (await bundledFiles())) {
    const plain = new Uint8Array(await content.arrayBuffer());
    // Scripts and styles are named after their content; the one document is the root.
    const name = type.startsWith("text/html") ? "" : path.split(/[/\\]/).at(-1);
    assets.set(`/${name}`, { type, plain, gzip: Bun.gzipSync(plain, { level: 9 }) });
  }
  return assets;
}

type BundledFile = { readonly path: string; readonly type: string; readonly content: Blob };

function embeddedFiles(): BundledFile[] | undefined {
  return page.files?.map(({ headers, path }) => {
    return { path, type: headers["content-type"], content: Bun.file(path) };
  });
}

async function bundledFiles(): Promise<BundledFile[]> {
  const { outputs } = await Bun.build({ entrypoints: [page.index], minify: true });
  return outputs.map((content) => ({ path: content.path, type: content.type, content }));
}
