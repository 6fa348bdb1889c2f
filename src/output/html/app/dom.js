// Makes elements. All text goes in as text nodes; no module of the page parses markup. Not for layout or data.

const SVG_NS = "http://www.w3.org/2000/svg";

// el("a", {class: "x", onclick: f, "aria-label": "…"}, "text", node, null, [more]) → element.
// A property that starts with "on" is a listener; null, undefined and false are left out; true is an empty attribute.
export function el(tag, props, ...kids) {
  return fill(document.createElement(tag), props, kids);
}

export function svgEl(tag, props, ...kids) {
  return fill(document.createElementNS(SVG_NS, tag), props, kids);
}

function fill(node, props, kids) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  add(node, kids);
  return node;
}

// Appends nodes and texts; arrays are flattened, null and false are left out.
export function add(node, kids) {
  for (const kid of kids) {
    if (kid === null || kid === undefined || kid === false || kid === "") continue;
    if (Array.isArray(kid)) add(node, kid);
    else node.append(kid);
  }
  return node;
}

export function replace(node, ...kids) {
  node.replaceChildren();
  return add(node, kids);
}

// A link inside the page. The router listens for clicks on links that start with "#".
export function inLink(hash, props, ...kids) {
  return el("a", { href: hash, ...props }, ...kids);
}

// A link out of the page, or plain text when the address is not http(s).
export function outLink(url, ...kids) {
  const label = kids.length ? kids : [url];
  if (!/^https?:\/\//i.test(url)) return el("span", null, ...label);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...label);
}

const ICONS = {
  error: "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2zM5 4 4 5l3 3-3 3 1 1 3-3 3 3 1-1-3-3 3-3-1-1-3 3z",
  warning: "M8 1.2 15.4 14.5H.6zM7.2 6v4.2h1.6V6zm0 5.3v1.6h1.6v-1.6z",
  info: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM7.2 7v5h1.6V7zm0-3v1.7h1.6V4z",
  pass: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM7 11.3l5-5-1.1-1.1L7 9.1 5.1 7.2 4 8.3z",
  skip: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4 7.2v1.6h8V7.2z",
};

// A mark with its own shape for each severity or outcome; `label` is null where the word stands beside it.
export function icon(name, label) {
  const shape = ICONS[name];
  if (!shape) return null;
  const said = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svgEl(
    "svg",
    { class: "icon icon-" + name, viewBox: "0 0 16 16", ...said },
    svgEl("path", { d: shape, "fill-rule": "evenodd" }),
  );
}

// Severity as shape, colour and word.
export function badge(severity) {
  return el("span", { class: "badge badge-" + severity }, icon(severity), severity);
}

export function button(label, onclick, props) {
  return el("button", { type: "button", onclick, ...props }, label);
}

// Moves the focus to a heading or a region, without a jump when it is in sight. Prow's frame is as high as the page, so only the
// browser knows what is in sight; `scroll-margin` in the styles says how much below it should be, too.
export function focusOn(node) {
  if (!node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}
