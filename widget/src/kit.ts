// What the parts use of the core. They import it from here, and build.mjs packs none of it into them: the core hands it
// over when a part has come, so that no reader loads it twice.
export { Problem, hex } from "./api";
export { body, byline, gone } from "./comment";
export { button, h, sending, tick } from "./dom";
export { account, keep, reader, receiptOf, recall, receipts, remember } from "./memory";
export { fill } from "./words";
