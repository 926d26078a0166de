// What one may do with a comment, and what becomes of one's own: one file for readers who come to need it.
export { look, place, recallAll, visit } from "./card";
export { options } from "./options";
export { plainly } from "./plainly";
export { refused } from "./refusals";
