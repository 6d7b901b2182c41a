/** Text or its UTF-8 bytes, piece by piece: a browser's `file.stream()`, a file's read stream in Node, an array. */
export type TextSource =
  Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> | { getReader(): PieceReader };

/** How a web stream is read where it cannot be iterated. */
interface PieceReader {
  read(): Promise<{ readonly done: boolean; readonly value?: string | Uint8Array }>;
  cancel(reason?: unknown): Promise<void>;
}

/** The pieces of a source, one after the other: the next is asked for when the last one is worked off. */
export async function* piecesOf(source: TextSource): AsyncGenerator<string | Uint8Array> {
  if (!("getReader" in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value !== undefined) yield value;
    }
  } finally {
    await reader.cancel();
  }
}
