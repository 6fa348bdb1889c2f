// Unpacks what Rust stored: base64 of a zlib stream, bit by bit, without holding the page up. Knows nothing of what is inside.

const STEP = 16384; // base64 characters for each write; a multiple of 4

// Lets the browser draw and answer before going on.
export function pause() {
  return new Promise((done) => setTimeout(done, 0));
}

function decodeBase64(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

// Gives the bytes to `take` in order; `progress` hears a number between 0 and 1.
export async function inflate(base64, take, progress) {
  const text = base64.trim();
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  let written = 0;
  let failed = null;
  const feed = (async () => {
    for (; written < text.length; written += STEP) {
      await writer.write(decodeBase64(text.slice(written, written + STEP)));
    }
    await writer.close();
  })().catch((error) => {
    failed = error;
    return writer.abort(error).catch(() => {});
  });
  const reader = stream.readable.getReader();
  let since = performance.now();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    take(value);
    if (performance.now() - since > 12) {
      if (progress) progress(Math.min(1, written / text.length));
      await pause();
      since = performance.now();
    }
  }
  await feed;
  if (failed) throw failed;
}

export async function inflateText(base64) {
  const decoder = new TextDecoder();
  const pieces = [];
  await inflate(base64, (bytes) => pieces.push(decoder.decode(bytes, { stream: true })));
  pieces.push(decoder.decode());
  return pieces.join("");
}
