// Draws the documentation of rules, which Rust gives as a tree, from a list of allowed elements. Reads no markup.

import { el, outLink, add } from "./dom.js";

const TREE_TAGS = new Set(
  "p ul ol li code pre em strong br blockquote h3 hr table thead tbody tr th td".split(" "),
);

export function treeNode(tree) {
  if (typeof tree === "string") return tree;
  if (!Array.isArray(tree) || typeof tree[0] !== "string") return null;
  const [tag, ...rest] = tree;
  if (tag === "a") return outLink(String(rest[0]), ...rest.slice(1).map(treeNode));
  if (!TREE_TAGS.has(tag)) return null;
  const name = tag === "h3" ? "h5" : tag;
  return add(el(name), rest.map(treeNode));
}

export function treeNodes(trees) {
  return (trees || []).map(treeNode).filter((node) => node !== null);
}
