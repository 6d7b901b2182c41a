import { build } from "esbuild";

/** Most that reading an amount may weigh in a page: what is not used must fall away. */
const LARGEST_BUNDLE = 2_000;

/**
 * Bundles one small function of the package for a browser.
 * @returns bytes, minified
 * @throws where more than that function gets in
 */
export async function bundleSmallPage(folder: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'import { parseAmount } from "civitas"; console.log(parseAmount("1"));',
      resolveDir: folder,
    },
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    write: false,
  });
  const bytes = outputFiles[0].contents.length;
  if (bytes > LARGEST_BUNDLE) {
    throw new Error(
      `a page that reads an amount weighs ${bytes} bytes, more than ${LARGEST_BUNDLE}: ` +
        "keep `sideEffects: false` true, so that bundlers drop what is not used",
    );
  }
  return bytes;
}
