// Inside the frame: tells the page around it how tall the comments are. Only a number leaves; who may frame this
// page at all is in its content policy. The page around may hand in what stands behind its own `#`.
const widget = () => document.querySelector("gatepost-comments");
const around = window.parent;

if (around !== window) {
  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== last) around.postMessage({ gatepost: "height", height: (last = height) }, "*");
  };
  new ResizeObserver(tell).observe(document.body);

  addEventListener("message", (event) => {
    const hash = event.data?.gatepost === "hash" ? String(event.data.hash) : "";
    if (event.source !== around || !hash.startsWith("#gatepost-") || hash === location.hash) return;
    location.hash = hash;
    // It looks at the address when it begins.
    widget().replaceWith(widget().cloneNode());
  });
  around.postMessage({ gatepost: "ready" }, "*");
  tell();
}
