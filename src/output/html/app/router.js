// Which view is shown: routes in the hash of the address, and in memory where a frame does not let us set it.

const seenRoutes = [];
let currentRoute = null;
let routeListener = null;

function parseRoute(hash) {
  const text = hash.replace(/^#/, "");
  const stop = text.search(/[=?]/);
  const name = stop === -1 ? text : text.slice(0, stop);
  const route = { hash: "#" + text, name: name || "summary", value: "", query: new Map() };
  if (stop !== -1 && text[stop] === "=") route.value = text.slice(stop + 1);
  if (stop !== -1 && text[stop] === "?") {
    for (const pair of text.slice(stop + 1).split("\u0026")) {
      const cut = pair.indexOf("=");
      if (cut > 0) route.query.set(pair.slice(0, cut), decodePart(pair.slice(cut + 1)));
    }
  }
  return route;
}

export function decodePart(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Percent-encodes what would break a route; slashes and colons stay readable.
export function encodePart(text) {
  return encodeURIComponent(text).replace(/%2F/g, "/").replace(/%3A/g, ":");
}

export function startRouter(listener) {
  routeListener = listener;
  window.addEventListener("hashchange", () => {
    if (window.location.hash !== currentRoute && window.location.hash !== "") show(window.location.hash, true);
    else if (window.location.hash === "" && currentRoute !== "#summary") show("#summary", true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a[href^='#']") : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  show(window.location.hash || "#summary", false);
}

// Goes to a route. The address follows where it can.
export function go(hash) {
  show(hash, true);
  try {
    if (window.location.hash !== hash) window.location.hash = hash;
  } catch {
    // A sandboxed frame: the page goes on without an address.
  }
}

function show(hash, moved) {
  currentRoute = hash;
  if (seenRoutes[seenRoutes.length - 1] !== hash) seenRoutes.push(hash);
  if (seenRoutes.length > 200) seenRoutes.shift();
  routeListener(parseRoute(hash), moved);
}

// The last route before this one whose name is not `name`; where Escape leads.
export function routeBefore(name) {
  for (let i = seenRoutes.length - 2; i >= 0; i -= 1) {
    if (parseRoute(seenRoutes[i]).name !== name) return seenRoutes[i];
  }
  return "#summary";
}

// The address of a route for somebody else, or only the route where the page has no address of its own.
export function permalink(hash) {
  const base = window.location.href.replace(/#.*$/, "");
  return /^(file|https?):/.test(base) ? base + hash : hash;
}
