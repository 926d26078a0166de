// For the page around a Gatepost frame: makes each frame as tall as what is in it, and hands it what stands behind
// the page's own `#` (the link of one comment, the link of a letter). Nothing else; no global names.
(() => {
  const ours = new URL(document.currentScript.src).origin;
  const frames = () =>
    [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(ours + "/embed?"));
  const hand = (target) => {
    if (location.hash.startsWith("#gatepost-")) target.postMessage({ gatepost: "hash", hash: location.hash }, ours);
  };
  addEventListener("message", (event) => {
    if (event.origin !== ours) return;
    const frame = frames().find((one) => one.contentWindow === event.source);
    if (!frame) return;
    const { gatepost, height } = event.data ?? {};
    if (gatepost === "ready") hand(event.source);
    if (gatepost === "height" && height > 0 && height < 1e6) frame.style.height = `${height}px`;
  });
  addEventListener("hashchange", () => frames().forEach((frame) => hand(frame.contentWindow)));
  // A frame that was ready before this script was: it hears of the address now.
  frames().forEach((frame) => frame.contentWindow && hand(frame.contentWindow));
})();
